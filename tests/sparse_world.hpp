#pragma once
// Sparse weights for tests: built on the host, compared with plain loops.
#include <random>
#include <vector>

#include "kernels/spatial/sparse_rows.hpp"

namespace agglo::test {

struct host_rows {
  index_type columns = 0;
  std::vector<index_type> start;
  std::vector<int> column;
  std::vector<double> weight;
  [[nodiscard]] index_type rows() const { return start.empty() ? 0 : static_cast<index_type>(start.size()) - 1; }
};
template <space S>
sparse_matrix<S> held_rows(context<S>& ctx, const host_rows& W) {
  return {ctx, W.columns, W.start, W.column, W.weight};
}

/// Up to `most` entries a row, some rows without any, weights in 0 .. 1.
inline host_rows random_rows(index_type rows, index_type columns, int most, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::uniform_real_distribution<double> weight(0, 1);
  host_rows W{columns, {0}, {}, {}};
  for (index_type i = 0; i < rows; ++i) {
    for (int count = static_cast<int>(engine() % static_cast<unsigned>(most + 1)); count > 0; --count) {
      W.column.push_back(static_cast<int>(engine() % static_cast<std::uint64_t>(columns)));
      W.weight.push_back(weight(engine));
    }
    W.start.push_back(static_cast<index_type>(W.column.size()));
  }
  return W;
}
/// `each` other units a row, row-normalised.
inline host_rows normalised_rows(index_type n, index_type each, unsigned seed) {
  std::mt19937_64 engine(seed);
  host_rows W{n, {0}, {}, {}};
  for (index_type i = 0; i < n; ++i) {
    const index_type count = std::min(each, n - 1);
    for (index_type e = 0; e < count; ++e) {
      const auto step = 1 + static_cast<index_type>(engine() % static_cast<std::uint64_t>(n - 1));
      W.column.push_back(static_cast<int>((i + step) % n));
      W.weight.push_back(1.0 / static_cast<double>(count));
    }
    W.start.push_back(static_cast<index_type>(W.column.size()));
  }
  return W;
}

inline std::vector<double> dense(const host_rows& W) {
  std::vector<double> D(W.rows() * W.columns);
  for (index_type i = 0; i < W.rows(); ++i)
    for (index_type e = W.start[i]; e < W.start[i + 1]; ++e) D[i * W.columns + W.column[e]] += W.weight[e];
  return D;
}
/// W x by the dense matrix, x one variable a column.
inline std::vector<double> dense_product(const host_rows& W, const std::vector<double>& x, index_type columns) {
  const std::vector<double> D = dense(W);
  std::vector<double> y(W.rows() * columns);
  for (index_type i = 0; i < W.rows(); ++i)
    for (index_type j = 0; j < W.columns; ++j)
      for (index_type c = 0; c < columns; ++c) y[i * columns + c] += D[i * W.columns + j] * x[j * columns + c];
  return y;
}

/// Solves M x = b by elimination with pivoting, b of `columns` columns: small and plain.
inline std::vector<double> plain_solve(std::vector<double> M, std::vector<double> b, index_type n, index_type columns) {
  for (index_type k = 0; k < n; ++k) {
    index_type p = k;
    for (index_type i = k; i < n; ++i)
      if (std::abs(M[i * n + k]) > std::abs(M[p * n + k])) p = i;
    for (index_type j = 0; j < n; ++j) std::swap(M[k * n + j], M[p * n + j]);
    for (index_type c = 0; c < columns; ++c) std::swap(b[k * columns + c], b[p * columns + c]);
    for (index_type i = 0; i < n; ++i) {
      if (i == k) continue;
      const double factor = M[i * n + k] / M[k * n + k];
      for (index_type j = k; j < n; ++j) M[i * n + j] -= factor * M[k * n + j];
      for (index_type c = 0; c < columns; ++c) b[i * columns + c] -= factor * b[k * columns + c];
    }
  }
  for (index_type i = 0; i < n; ++i)
    for (index_type c = 0; c < columns; ++c) b[i * columns + c] /= M[i * n + i];
  return b;
}

}  // namespace agglo::test
