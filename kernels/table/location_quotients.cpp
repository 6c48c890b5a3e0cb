#include "kernels/table/location_quotients.hpp"

#include <string>

#include "kernels/base/error.hpp"

namespace agglo {
namespace {

using namespace detail;

template <class Of>
double sum_of(index_type n, const Of& of) {
  double sum = 0;
  for (index_type i = 0; i < n; ++i) sum += of(i);
  return sum;
}

// write(r, i, j, LQ_ij^r) for every cell.
template <class Write>
void for_each_quotient(matrix_view<const double, cpu> SLQ, vector_view<const double, cpu> share,
                       const quotient_options& options, const Write& write) {
  const index_type n = SLQ.cols;
#pragma omp parallel if (SLQ.rows * n * n > 1 << 15)
  for (index_type r = 0; r < SLQ.rows; ++r) {
    const double lambda = size_term(share[r], options.delta);
    std::vector<buyer_terms> buyers;
    for (index_type j = 0; j < n; ++j) buyers.push_back(terms_of_buyer(options.method, SLQ(r, j), lambda));
#pragma omp for schedule(static)
    for (index_type i = 0; i < n; ++i)
      for (index_type j = 0; j < n; ++j) write(r, i, j, pair_quotient(options, buyers[j], SLQ(r, i), i == j));
  }
}

}  // namespace

void detail::check_quotient_input(index_type first_bad, index_type industries) {
  if (first_bad < 0) return;
  const index_type region = first_bad / industries, industry = first_bad % industries;
  throw data_error("location_quotients: region " + std::to_string(region) + ", industry " + std::to_string(industry) +
                       " is not a finite number >= 0, or the region has some of what the country has none of",
                   {region, industry});
}

void detail::check_quotient_shapes(const quotient_options& o, index_type regions, index_type industries,
                                   index_type shares, index_type rows, index_type cols) {
  expects(shares == regions, "share has " + std::to_string(shares) + " values, wanted " + std::to_string(regions),
          "quotients");
  expects(rows == regions * industries && cols == industries,
          "the result is " + std::to_string(rows) + " x " + std::to_string(cols) + ", wanted " +
              std::to_string(regions * industries) + " x " + std::to_string(industries),
          "quotients");
  expects<data_error>(o.delta >= 0 && o.delta < 1, "delta is " + std::to_string(o.delta) + ", wanted 0 <= delta < 1",
                      "quotients");
}

void location_quotients(context<cpu>&, matrix_view<const double, cpu> regions, vector_view<const double, cpu> nation,
                        matrix_view<double, cpu> SLQ, vector_view<double, cpu> share) {
  const index_type n = regions.cols;
  expects_size(nation, n, "nation");
  expects_shape(SLQ, regions.rows, n, "SLQ");
  expects_size(share, regions.rows, "share");
  for (index_type r = 0; r < regions.rows; ++r)
    for (index_type i = 0; i < n; ++i)
      if (undefined_quotient(regions(r, i), nation[i])) check_quotient_input(r * n + i, n);
  const double country = sum_of(n, [&](index_type i) { return nation[i]; });
  for (index_type r = 0; r < regions.rows; ++r) {
    const double region = sum_of(n, [&](index_type i) { return regions(r, i); });
    share[r] = country > 0 ? region / country : 0;
    for (index_type i = 0; i < n; ++i) SLQ(r, i) = simple_quotient(regions(r, i), region, nation[i], country);
  }
}

void industry_quotients(context<cpu>&, matrix_view<const double, cpu> SLQ, vector_view<const double, cpu> share,
                        const quotient_options& options, matrix_view<double, cpu> LQ) {
  check_quotient_shapes(options, SLQ.rows, SLQ.cols, share.size, LQ.rows, LQ.cols);
  for_each_quotient(SLQ, share, options, [&](index_type r, index_type i, index_type j, double quotient) {
    LQ(r * SLQ.cols + i, j) = quotient;
  });
}

void regional_coefficients(context<cpu>&, matrix_view<const double, cpu> A, matrix_view<const double, cpu> SLQ,
                           vector_view<const double, cpu> share, const quotient_options& options,
                           matrix_view<double, cpu> A_regions) {
  expects_shape(A, SLQ.cols, SLQ.cols, "A");
  check_quotient_shapes(options, SLQ.rows, SLQ.cols, share.size, A_regions.rows, A_regions.cols);
  for_each_quotient(SLQ, share, options, [&](index_type r, index_type i, index_type j, double quotient) {
    A_regions(r * SLQ.cols + i, j) = A(i, j) * kept_share(options, quotient);
  });
}

}  // namespace agglo
