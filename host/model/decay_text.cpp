#include "host/model/decay_text.hpp"

#include <fmt/format.h>

#include <cmath>

namespace agglo {

std::string decay_text(const distance_decay& k, const std::string& d) {
  std::string text;
  switch (k.form) {
    case decay_form::exponential:
      text = fmt::format("exp(-{} / {})", d, k.length);
      break;
    case decay_form::gaussian:
      text = fmt::format("exp(-{}^2 / (2 {}^2))", d, k.length);
      break;
    case decay_form::power:
      text = k.inner > 0 ? fmt::format("max({}, {})^-{}", d, k.inner, k.theta) : fmt::format("{}^-{}", d, k.theta);
      break;
    case decay_form::band:
      return fmt::format("1 for {} <= {} <= {}, else 0", k.inner, d, k.cutoff);
  }
  return std::isinf(k.cutoff) ? text : fmt::format("{}, 0 beyond {}", text, k.cutoff);
}

}  // namespace agglo
