#include "host/model/identity.hpp"

#include <fmt/format.h>

#include "kernels/base/error.hpp"

namespace agglo {

void expect_identities(const std::vector<identity>& all) {
  std::string broken;
  for (const identity& i : all)
    if (!i.holds()) broken += fmt::format("\n  {}: {:.2e}, wanted at most {:.0e}", i.name, i.error, i.bound);
  if (!broken.empty()) throw numeric_error("an identity does not hold:" + broken);
}

}  // namespace agglo
