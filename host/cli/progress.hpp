#pragma once
#include <string>

namespace agglo {

/// Steps on stderr: one line that is overwritten on a terminal, plain lines otherwise.
class progress {
 public:
  explicit progress(bool quiet);
  void step(const std::string& what);
  void warn(const std::string& what);  ///< stays on the screen, also when quiet
  void done();                         ///< clears the line

 private:
  bool quiet_, terminal_;
};

}  // namespace agglo
