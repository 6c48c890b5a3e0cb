#pragma once
#include <array>
#include <cstddef>
#include <vector>

// Small published tables, restated with their sources. Rows sell, columns buy.
namespace agglo::test {

/// Z x̂^-1 of a square table, row-major.
inline std::vector<double> coefficients(const std::vector<double>& Z, const std::vector<double>& x) {
  std::vector<double> A(Z);
  for (std::size_t k = 0; k < A.size(); ++k) A[k] /= x[k % x.size()];
  return A;
}

/// Miller & Blair (2009), Input-Output Analysis, 2nd ed., chapter 3: region r with three sectors, region s with two.
namespace two_regions {
inline const std::vector<double> Z{150, 500, 50, 25,  75, 200, 100, 400, 200, 100, 300, 500, 50,
                                   60,  40,  75, 100, 60, 200, 250, 50,  25,  25,  150, 100};
inline const std::vector<double> x{1000, 2000, 1000, 1200, 800};
inline const std::vector<std::ptrdiff_t> offsets{0, 3, 5};
inline std::vector<double> A() { return coefficients(Z, x); }
/// (I - A)^-1 and what the split makes of it: computed in double precision from the printed Z and x.
inline const std::vector<double> L{1.423409, .465226, .290909, .191693,  .304054, .634613, 1.423665, .670680, .409216,
                                   .455848,  .638291, .536870, 1.336252, .250122, .310770, .267195,  .200008, .197349,
                                   1.340612, .547268, .146811, .090834,  .092576, .215462, 1.253804};
}  // namespace two_regions

/// Two regions of two sectors, made up for the comparison of programs.
namespace two_by_two {
inline const std::vector<double> Z{10, 5, 2, 1, 8, 15, 3, 2, 1, 2, 12, 4, 2, 3, 6, 18};
inline const std::vector<double> x{100, 120, 80, 110};
inline const std::vector<std::ptrdiff_t> offsets{0, 2, 4};
inline std::vector<double> A() { return coefficients(Z, x); }
}  // namespace two_by_two

/// Germany 1995, six sectors, million euro: Eurostat Manual of Supply, Use and Input-Output Tables (2008), chapter 15.
/// Output is the column total, which is 46 above the printed row total of industry.
namespace germany_1995 {
inline const std::vector<double> Z{1131, 25480, 1,     607,   710,    762,   7930, 304584, 64167, 41082, 11981, 30360,
                                   426,  7334,  3875,  5296,  23457,  9155,  3559, 72717,  14190, 74399, 10835, 21008,
                                   3637, 96115, 31027, 65755, 193176, 34223, 1552, 14986,  1747,  11225, 15058, 22070};
inline const std::vector<double> x{43910, 1079446, 245606, 540063, 692487, 508918};
/// Compensation, other taxes less subsidies on production, consumption of fixed capital, operating surplus.
inline const std::vector<double> value_added{9382 - 2012 + 7871 + 6423,      296464 + 1457 + 63769 + 33332,
                                             78819 + 963 + 5860 + 29982,     214450 + 2748 + 41100 + 53109,
                                             124810 + 5946 + 98610 + 186060, 272975 - 8602 + 49260 + 51384};
inline std::vector<double> A() { return coefficients(Z, x); }
inline std::vector<double> per_output(const std::vector<double>& primary) {
  std::vector<double> s(primary);
  for (std::size_t j = 0; j < s.size(); ++j) s[j] /= x[j];
  return s;
}
}  // namespace germany_1995

}  // namespace agglo::test
