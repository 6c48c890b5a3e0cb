#pragma once
#include <ostream>
#include <string>

namespace agglo {

/// Checks a study and every file it names, and says what it would compute from. @throw data_error, numeric_error
void check_study(const std::string& file, std::ostream& out);

}  // namespace agglo
