#include "host/cli/write_results.hpp"

#include "host/report/array_text.hpp"

namespace agglo {

void write_results(output_folder& out, const result_list& list, const interrupt_guard& interrupts) {
  for (const result& r : list.arrays) {
    interrupts.expect_none();
    out.write(r.name + ".csv", to_csv(*r.values));
    out.write(r.name + ".npy", to_npy(*r.values));
  }
  for (const text_result& t : list.texts) out.write(t.name + ".csv", t.csv);
}

}  // namespace agglo
