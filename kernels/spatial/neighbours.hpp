#pragma once
#include "kernels/spillover/pair_factors.hpp"

// Who is near whom, from coordinates: the raw material of spatial weights. Great circles on a sphere of radius
// 6371.0088 km or distances in the plane, as firm_sites says; the own place is never its own neighbour. A unit with a
// coordinate that is not a number is near to nobody and has no neighbours.
namespace agglo {

/// The k nearest units of each, nearest first.
///
///   neighbour(i, q)  the q-th nearest of i, -1 where there are fewer                              [n x k, any stride]
///   distance(i, q)   its distance in km, NaN where there is none                                  [n x k, any stride]
///
/// Ties    of two units at one distance the lower number comes first and is kept. Distances are compared as squared
///         chords of the computed unit vectors, so on a sphere places equally far by geometry may differ in the last
///         digit (1e-16 of the radius squared) and fall either way; units in one spot, distance 0, and plane
///         coordinates whose squares are exact tie exactly. All longitudes of a pole are one place.
/// Method  every pair, tiles of units passing each: n^2 pairs of 8 flops, and an insertion of O(k) where one is nearer
///         than the last kept, k ln(n / k) times a unit when the order is random. Scratch 3 n.
/// Result  distances to 3e-12 km + 6e-16 d. The spaces find the same neighbours but for such near ties.
/// Order   stream-ordered on gpu.
/// @throw shape_error  x and y of two lengths, kind none, k not in 0 .. max(n - 1, 0), outputs not n x k
void nearest_neighbours(context<cpu>&, firm_sites<cpu> sites, matrix_view<int, cpu> neighbour,
                        matrix_view<double, cpu> distance);
void nearest_neighbours(context<gpu>&, firm_sites<gpu> sites, matrix_view<int, gpu> neighbour,
                        matrix_view<double, gpu> distance);

/// How many units lie within a band of distances:  count(i) = number of j != i with from <= d_ij <= to.   [n]
///
/// d_ij is computed as for nearest_neighbours; from 0 takes units in one spot.
/// Method  every pair; 8 flops, the angle itself only for pairs near enough. Scratch 3 n. Order stream-ordered on gpu.
/// @throw shape_error  x and y of two lengths, kind none, count not n long
/// @throw data_error   not 0 <= from <= to
void count_within(context<cpu>&, firm_sites<cpu> sites, double from, double to, vector_view<index_type, cpu> count);
void count_within(context<gpu>&, firm_sites<gpu> sites, double from, double to, vector_view<index_type, gpu> count);

/// Those units by rising number: those of i at start(i) .. start(i) + count(i) - 1 of neighbour and distance.
///
///   start  n + 1 values from 0, the running sum of count_within's for the same band: the caller answers for that
/// As count_within otherwise; neighbour and distance have start(n) entries, or start is refused.
/// @throw shape_error  as count_within; start not n + 1 long, neighbour and distance of two lengths
void list_within(context<cpu>&, firm_sites<cpu> sites, double from, double to, vector_view<const index_type, cpu> start,
                 vector_view<int, cpu> neighbour, vector_view<double, cpu> distance);
void list_within(context<gpu>&, firm_sites<gpu> sites, double from, double to, vector_view<const index_type, gpu> start,
                 vector_view<int, gpu> neighbour, vector_view<double, gpu> distance);

}  // namespace agglo
