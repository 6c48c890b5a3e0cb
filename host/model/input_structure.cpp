#include "host/model/input_structure.hpp"

#include <algorithm>
#include <unordered_map>

#include "kernels/base/array.hpp"
#include "kernels/dense/gemm.hpp"

namespace agglo {
namespace {

/// `flow`: n x n, rows sell; product_of: the product of each selling sector, of K.
labelled_array proximity_of(const axis& sectors, const std::vector<double>& flow,
                            const std::vector<index_type>& product_of, index_type K, proximity measure) {
  const index_type n = sectors.size();
  context<cpu> ctx;
  matrix<double, cpu> X(ctx, n, K), sends(ctx, n, K), receives(ctx, n, K), transposed(ctx, K, n), P(ctx, n, n);
  clear(ctx, X.view());
  const auto bought = X.view();
  for (index_type i = 0; i < n; ++i)
    for (index_type s = 0; s < n; ++s)
      bought(s, product_of[static_cast<std::size_t>(i)]) += std::max(0.0, flow[static_cast<std::size_t>(i * n + s)]);
  technology_profiles(ctx, X.view(), measure, receives.view(), sends.view());
  for (index_type s = 0; s < n; ++s)
    for (index_type k = 0; k < K; ++k) transposed.view()(k, s) = sends.view()(s, k);
  gemm(ctx, 1, receives.view(), transposed.view(), 0, P.view());
  return {{{"receives", sectors.labels}, {"sends", sectors.labels}}, P.to_host()};
}

}  // namespace

labelled_array input_proximity(const flow_table& t, proximity measure) {
  std::vector<index_type> product_of;  // of each sector
  std::unordered_map<std::string, index_type> products;
  for (index_type i = 0; i < t.sectors.size(); ++i)
    product_of.push_back(
        t.industries.empty()
            ? i
            : products.emplace(t.industries[static_cast<std::size_t>(i)], static_cast<index_type>(products.size()))
                  .first->second);
  return proximity_of(t.sectors, (t.total_flows.values.empty() ? t.Z : t.total_flows).values, product_of,
                      t.industries.empty() ? t.sectors.size() : static_cast<index_type>(products.size()), measure);
}

labelled_array input_proximity(const io_table& t, proximity measure) {
  std::vector<index_type> product_of;
  for (index_type i = 0; i < t.size(); ++i) product_of.push_back(i);
  return proximity_of({"sector", t.sectors}, t.Z, product_of, t.size(), measure);
}

}  // namespace agglo
