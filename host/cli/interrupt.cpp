#include "host/cli/interrupt.hpp"

#include <csignal>

namespace agglo {
namespace {

volatile std::sig_atomic_t received = 0;
void note(int signal) { received = signal; }

}  // namespace

interrupt_guard::interrupt_guard() {
  received = 0;
  old_int_ = std::signal(SIGINT, note);
  old_term_ = std::signal(SIGTERM, note);
}
interrupt_guard::~interrupt_guard() {
  std::signal(SIGINT, old_int_);
  std::signal(SIGTERM, old_term_);
}
void interrupt_guard::expect_none() const {
  if (received) throw interrupted{received};
}

}  // namespace agglo
