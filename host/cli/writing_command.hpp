#pragma once
#include <chrono>
#include <filesystem>
#include <iostream>
#include <string>

#include "host/cli/interrupt.hpp"
#include "host/cli/progress.hpp"
#include "host/report/output_folder.hpp"
#include "host/report/result_list.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

/// What every command that writes a folder does around its work: takes the place first, shows its steps, stops between
/// them when the user asks, and writes everything or nothing.
class writing_command {
 public:
  /// @throw output_error  the place cannot be had: said before any work
  writing_command(std::filesystem::path place, bool quiet);

  void step(const std::string& what);  ///< @throw interrupted
  /// How far a long step is: its share and an estimate of the seconds left, at most twice a second. Begins at done = 0.
  /// @throw interrupted
  void advance(const std::string& what, index_type done, index_type of);
  void warn(const std::string& what);

  /// For what is neither a result nor the summary or manifest: tables with descriptors, other formats.
  [[nodiscard]] output_folder& folder() { return out_; }
  void announce_writing();  ///< the last step
  /// NAME.csv and NAME.npy of each array, NAME.csv of each text. @throw interrupted, output_error
  void write(const result_list&);
  /// summary.md (none where it is empty) and manifest.json; then the folder appears, and `said` is printed unless
  /// quiet.
  /// @throw interrupted, output_error
  void finish(const std::string& summary, const std::string& manifest, const std::string& said, std::ostream& terminal);

 private:
  std::filesystem::path place_;
  bool quiet_;
  output_folder out_;
  interrupt_guard interrupts_;
  progress shown_;
  std::chrono::steady_clock::time_point begun_, told_;  // of the step that advances
};

}  // namespace agglo
