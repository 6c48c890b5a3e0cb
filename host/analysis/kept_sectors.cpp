#include "host/analysis/kept_sectors.hpp"

#include <utility>

namespace agglo {

kept_sectors::kept_sectors(const flow_table& t) : all(t.sectors), rows{t.sectors.name, {}} {
  for (index_type j = 0; j < all.size(); ++j) {
    const std::string& label = all.labels[static_cast<std::size_t>(j)];
    if (t.x(j) != 0)
      at.push_back(j), rows.labels.push_back(label);
    else
      dropped.push_back(label);
  }
}

std::vector<double> kept_sectors::pick(const std::vector<double>& of_all) const {
  if (complete()) return of_all;
  std::vector<double> out;
  out.reserve(at.size());
  for (const index_type i : at) out.push_back(of_all[static_cast<std::size_t>(i)]);
  return out;
}
std::vector<double> kept_sectors::pick_square(const labelled_array& of_all) const {
  std::vector<double> out;
  out.reserve(at.size() * at.size());
  for (const index_type i : at)
    for (const index_type j : at) out.push_back(of_all(i, j));
  return out;
}

labelled_array kept_sectors::put_back_square(std::vector<double> values) const {
  if (complete()) return {{all, all}, std::move(values)};
  labelled_array out({all, all});
  std::size_t k = 0;
  for (const index_type i : at)
    for (const index_type j : at) out(i, j) = values[k++];
  return out;
}
labelled_array kept_sectors::put_back_rows(const labelled_array& part) const {
  labelled_array out({all, part.axes[1]});
  for (std::size_t i = 0; i < at.size(); ++i)
    for (index_type c = 0; c < part.axes[1].size(); ++c) out(at[i], c) = part(static_cast<index_type>(i), c);
  return out;
}
labelled_array kept_sectors::put_back_columns(const labelled_array& part) const {
  labelled_array out({part.axes[0], all});
  for (index_type r = 0; r < part.axes[0].size(); ++r)
    for (std::size_t j = 0; j < at.size(); ++j) out(r, at[j]) = part(r, static_cast<index_type>(j));
  return out;
}

double row_sum(const labelled_array& m, index_type i) {
  double sum = 0;
  for (index_type j = 0; j < m.axes[1].size(); ++j) sum += m(i, j);
  return sum;
}

}  // namespace agglo
