#pragma once
#include "host/analysis/inverted_table.hpp"
#include "host/model/identity.hpp"

namespace agglo {

/// Accounts as pymrio names them, of K accounts over n sectors in R regions. A table without regions is one, "home".
/// Columns of the consumption accounts are the region that uses a product and the product's industry.
struct footprint_results {
  labelled_array F;      ///< what each sector uses or emits itself, as the table has it                     [K x n]
  labelled_array M;      ///< multipliers S L, S = F x^-1, per unit of final demand                          [K x n]
  labelled_array D_pba;  ///< production-based: S x, by the sector that uses or emits                         [K x n]
  labelled_array D_cba;  ///< consumption-based: by the region whose final demand it is and the product [K x R k]
  labelled_array D_imp;  ///< the part of D_cba that other regions of the table use or emit             [K x R k]
  labelled_array D_exp;  ///< the part of D_pba that the final demand of others, exports among them, takes   [K x n]
  labelled_array F_Y;  ///< what final demand uses or emits itself, where any account tells it       [K x uses or empty]
  labelled_array D_pba_reg, D_cba_reg;  ///< their sums by region and F_Y of the region's final demand      [K x R]
  labelled_array D_imp_reg, D_exp_reg;  ///< their sums by region                                            [K x R]
  labelled_array abroad;  ///< in exports (less what Z counts of imports): D_pba less D_cba, summed          [K]
  std::vector<identity> checks;
};

/// Footprints of every account:
///
///   D_cba[(s, i)] = sum over p of M[(p, i)] Y[(p, i), s]      D_imp: the same with M less its own region's rows of L
///   D_pba[j] = S_j x_j                                        D_exp[j] = S_j (x_j - (L Y)_j,r(j))
///
/// p, s regions, i industry, r(j) j's own. Regions may have different industries: a product that a region does not make
/// is still a column. What final demand uses or emits itself, F_Y, is nobody's product: it is in D_pba_reg and
/// D_cba_reg of the region it belongs to, as in pymrio, and in none of the others. Method  L Y_R and, region by region,
/// S_r L_r: 2 n^2 (K + R + 1) flops; scratch 2 K n + n (R + 1). L Y of n columns
///         is never formed.
/// Checks  D_cba summed over regions and what leaves abroad is D_pba summed; S x = F.
/// Source  Miller & Blair (2009), Input-Output Analysis, 2nd ed., ch. 10; Stadler (2021), Pymrio, Journal of Open
///         Research Software 9; Kanemoto, Lenzen, Peters, Moran & Geschke (2012), Environ. Sci. Technol. 46.
template <space S>
footprint_results footprints(context<S>&, const inverted_table<S>&);

}  // namespace agglo
