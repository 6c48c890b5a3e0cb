#pragma once
#include "kernels/base/context.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

/// How supply and use tables become one symmetric table; the letters are the Eurostat manual's.
enum class supply_use_model {
  A,  ///< product technology, product x product: a product is made in one way, whoever makes it
  B,  ///< industry technology, product x product: an industry has one way of making, whatever it makes
  C,  ///< fixed industry sales structure, industry x industry: an industry sells all its products to the same buyers
  D,  ///< fixed product sales structure, industry x industry: a product goes to the same buyers, whoever makes it
};

/// Transformation matrix of a supply table, q = S 1 the output of products, g = 1'S that of industries:
///
///   A   T = S^-1 q̂     Z = U T      B   T = ĝ^-1 S'     Z = U T       (product x product)
///   C   T = ĝ S^-1     Z = T U      D   T = S' q̂^-1     Z = T U       (industry x industry)
///
///   S(p, i)  product p made by industry i     [products x industries, money]
///   T(i, p)                                   [industries x products, dimensionless]
///
/// U is the use table of intermediates, products x industries. T 1 = 1 for A and B, 1'T = 1' for C and D, so that
/// transformed tables keep their totals. The coefficients of the industry tables, C and D, are Z ĝ^-1: over the output
/// of industries, not of products. A and C may have negative entries, B and D have none if S has none. Any strides; T
/// must not overlap S. Sizes of 0 are fine. An industry (B) or product (D) without output gets zeros.
///
/// Method  A, C: pivoted LU, 8/3 n^3 flops, and one scaling; B, D: one division and one transposition. One copy of S.
/// Result  B, D: spaces agree to 1e-15 of each entry; A, C: to cond(S) * 1e-15, in norm. Bitwise repeatable.
/// Order   returns synchronised on gpu.
/// @throw shape_error    T not of S's transposed shape; A, C: S not square
/// @throw data_error     B, D: an industry (product) whose output is negative or not finite, or zero while it has
///                       entries; `at` holds them
/// @throw numeric_error  A, C: S is singular; `at` = the number of the pivot
/// Source  Eurostat (2008), Eurostat Manual of Supply, Use and Input-Output Tables, chapter 11; United Nations (1968),
/// A
///         System of National Accounts; Miller & Blair (2009), Input-Output Analysis, 2nd ed., chapter 5.
void transformation_matrix(context<cpu>&, supply_use_model, matrix_view<const double, cpu> S,
                           matrix_view<double, cpu> T);
void transformation_matrix(context<gpu>&, supply_use_model, matrix_view<const double, gpu> S,
                           matrix_view<double, gpu> T);

namespace detail {
inline bool by_inverse(supply_use_model m) { return m == supply_use_model::A || m == supply_use_model::C; }
/// A and D weigh by the output of products, B and C by that of industries.
inline bool by_products(supply_use_model m) { return m == supply_use_model::A || m == supply_use_model::D; }
}  // namespace detail

}  // namespace agglo
