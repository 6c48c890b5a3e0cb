#pragma once

namespace agglo {

/// While one lives, Ctrl-C and a termination request are noted instead of killing the process, so that a run can leave
/// its folder as it was. Asked between steps.
class interrupt_guard {
 public:
  interrupt_guard();
  interrupt_guard(const interrupt_guard&) = delete;
  interrupt_guard& operator=(const interrupt_guard&) = delete;
  ~interrupt_guard();
  /// @throw interrupted  a signal has come
  void expect_none() const;

 private:
  void (*old_int_)(int);
  void (*old_term_)(int);
};

/// Not an error of ours: the user ended the run.
struct interrupted {
  int signal;
};

}  // namespace agglo
