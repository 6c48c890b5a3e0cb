#include "host/model/labelled_array.hpp"

#include <numeric>
#include <utility>

#include "kernels/base/error.hpp"

namespace agglo {
namespace {

std::size_t size_of(const std::vector<axis>& axes) {
  std::size_t n = 1;
  for (const axis& a : axes) n *= a.labels.size();
  return n;
}

}  // namespace

labelled_array::labelled_array(std::vector<axis> a) : axes(std::move(a)), values(size_of(axes)) {}
labelled_array::labelled_array(std::vector<axis> a, std::vector<double> v) : axes(std::move(a)), values(std::move(v)) {
  expects(values.size() == size_of(axes), "values do not fill the axes");
}
double labelled_array::sum() const { return std::accumulate(values.begin(), values.end(), 0.0); }

axis region_sector_axis(const axis& regions, const axis& sectors) {
  axis both{"region:sector", {}};
  for (const std::string& r : regions.labels)
    for (const std::string& s : sectors.labels) both.labels.push_back(r + ":" + s);
  return both;
}

labelled_array row_shares(const labelled_array& m) {
  labelled_array share = m;
  const index_type cols = m.axes[1].size();
  for (index_type i = 0; i < m.axes[0].size(); ++i) {
    double sum = 0;
    for (index_type j = 0; j < cols; ++j) sum += m(i, j);
    for (index_type j = 0; j < cols; ++j) share(i, j) = sum != 0 ? m(i, j) / sum : 0;
  }
  return share;
}

labelled_array difference(const labelled_array& a, const labelled_array& b) {
  expects(a.values.size() == b.values.size(), "arrays differ in shape");
  labelled_array d = a;
  for (std::size_t k = 0; k < d.values.size(); ++k) d.values[k] -= b.values[k];
  return d;
}

}  // namespace agglo
