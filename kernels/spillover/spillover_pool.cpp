#include "kernels/spillover/spillover_pool.hpp"

#include "kernels/base/error.hpp"

namespace agglo {

template <space S>
void detail::check_spillover(const spillover_sources<S>& s, const exponential_decay& d,
                             const vector_view<double, S>& pool) {
  expects(s.lat.size == s.lon.size && s.stock.size == s.lon.size && pool.size == s.lon.size,
          "lon, lat, stock and pool must have one length");
  expects<data_error>(d.length_km > 0 && d.cutoff_km > 0, "decay needs a positive length and cutoff");
}
template void detail::check_spillover(const spillover_sources<cpu>&, const exponential_decay&,
                                      const vector_view<double, cpu>&);
template void detail::check_spillover(const spillover_sources<gpu>&, const exponential_decay&,
                                      const vector_view<double, gpu>&);

void spillover_pool(context<cpu>&, spillover_sources<cpu> s, exponential_decay decay, vector_view<double, cpu> pool) {
  detail::check_spillover(s, decay, pool);
#pragma omp parallel for schedule(static)
  for (index_type i = 0; i < s.lon.size; ++i) {
    double sum = 0;
    for (index_type j = 0; j < s.lon.size; ++j)
      if (j != i) sum += decay(great_circle_km(s.lon[i], s.lat[i], s.lon[j], s.lat[j])) * s.stock[j];
    pool[i] = sum;
  }
}

}  // namespace agglo
