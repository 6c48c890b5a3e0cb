#pragma once
#include "host/cli/interrupt.hpp"
#include "host/report/output_folder.hpp"
#include "host/report/result_list.hpp"

namespace agglo {

/// Writes every array as NAME.csv with labels and NAME.npy, every text as NAME.csv. The folder is not committed.
/// @throw output_error   @throw interrupted  between two files
void write_results(output_folder& out, const result_list& list, const interrupt_guard& interrupts);

}  // namespace agglo
