#pragma once
#include "kernels/spillover/pair_factors.hpp"

namespace agglo {

/// From whom chosen firms draw most: row q lists the firms j with the largest f(i, j) v(j) of receiver i = receiver(q),
/// in falling order, firms of one amount in the order of their numbers.
///
///   sender(q, .)  firms, -1 where fewer than the row's length give more than 0                    [receivers x count]
///   amount(q, .)  what they give, unit of v; 0 where the sender is -1                             [receivers x count]
///
/// A NaN amount is in no list. sender and amount have any stride and one shape; factors as pair_sums.
/// Method  every pair of the receivers weighed in double precision, and in no other, O(receivers (N K + N log count));
/// meant for some
///         firms, not for all. The gpu weighs, the host picks. Scratch N (2 K + 8); gpu at most 128 MB, or N, amounts.
/// Result  as pair_sums. Order  returns when it is done.
/// @throw shape_error, data_error  as pair_sums; a receiver not in 0 .. N - 1 (`at`: its position)
void top_senders(context<cpu>&, const pair_factors<cpu>&, vector_view<const double, cpu> v,
                 vector_view<const int, cpu> receiver, matrix_view<int, cpu> sender, matrix_view<double, cpu> amount);
void top_senders(context<gpu>&, const pair_factors<gpu>&, vector_view<const double, gpu> v,
                 vector_view<const int, gpu> receiver, matrix_view<int, gpu> sender, matrix_view<double, gpu> amount);

}  // namespace agglo
