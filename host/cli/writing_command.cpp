#include "host/cli/writing_command.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <utility>

#include "host/report/array_text.hpp"

namespace agglo {

writing_command::writing_command(std::filesystem::path place, bool quiet)
    : place_(std::move(place)), quiet_(quiet), out_(place_), shown_(quiet) {}

void writing_command::step(const std::string& what) {
  interrupts_.expect_none();
  shown_.step(what);
}
void writing_command::advance(const std::string& what, index_type done, index_type of) {
  using namespace std::chrono;
  interrupts_.expect_none();
  const auto now = steady_clock::now();
  if (done == 0) begun_ = told_ = now, shown_.step(what);
  if (done == 0 || done == of || now - told_ < milliseconds(500)) return;
  told_ = now;
  const double share = static_cast<double>(done) / static_cast<double>(of);
  const double left = duration<double>(now - begun_).count() * (1 - share) / share;
  shown_.step(fmt::format("{}: {:.0f} %, about {:.0f} s left", what, 100 * share, left));
}
void writing_command::warn(const std::string& what) { shown_.warn(what); }

void writing_command::announce_writing() { step("writing " + place_.string()); }
void writing_command::write(const result_list& list) {
  for (const result& r : list.arrays) {
    interrupts_.expect_none();
    out_.write(r.name + ".csv", to_csv(*r.values));
    out_.write(r.name + ".npy", to_npy(*r.values));
  }
  for (const text_result& t : list.texts) out_.write(t.name + ".csv", t.csv);
}
void writing_command::finish(const std::string& summary, const std::string& manifest, const std::string& said,
                             std::ostream& terminal) {
  if (!summary.empty()) out_.write("summary.md", summary);
  out_.write("manifest.json", manifest);
  interrupts_.expect_none();
  out_.commit();
  shown_.done();
  if (!quiet_) fmt::print(terminal, "{}", said);
}

}  // namespace agglo
