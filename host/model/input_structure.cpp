#include "host/model/input_structure.hpp"

#include <algorithm>
#include <unordered_map>

#include "kernels/base/array.hpp"
#include "kernels/dense/gemm.hpp"
#include "kernels/spillover/technology_profiles.hpp"

namespace agglo {

labelled_array input_proximity(const flow_table& t) {
  const index_type n = t.sectors.size();
  const labelled_array& Z = t.total_flows.values.empty() ? t.Z : t.total_flows;
  std::vector<index_type> product_of;  // of each sector
  std::unordered_map<std::string, index_type> products;
  for (index_type i = 0; i < n; ++i)
    product_of.push_back(
        t.industries.empty()
            ? i
            : products.emplace(t.industries[static_cast<std::size_t>(i)], static_cast<index_type>(products.size()))
                  .first->second);
  const index_type K = t.industries.empty() ? n : static_cast<index_type>(products.size());
  context<cpu> ctx;
  matrix<double, cpu> X(ctx, n, K), profile(ctx, n, K), transposed(ctx, K, n), P(ctx, n, n);
  const auto bought = X.view();
  for (index_type s = 0; s < n; ++s)
    for (index_type k = 0; k < K; ++k) bought(s, k) = 0;
  for (index_type i = 0; i < n; ++i)
    for (index_type s = 0; s < n; ++s) bought(s, product_of[static_cast<std::size_t>(i)]) += std::max(0.0, Z(i, s));
  technology_profiles(ctx, X.view(), proximity::jaffe, profile.view(), profile.view());
  for (index_type s = 0; s < n; ++s)
    for (index_type k = 0; k < K; ++k) transposed.view()(k, s) = profile.view()(s, k);
  gemm(ctx, 1, profile.view(), transposed.view(), 0, P.view());
  return {{{"receives", t.sectors.labels}, {"sends", t.sectors.labels}}, P.to_host()};
}

}  // namespace agglo
