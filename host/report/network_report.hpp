#pragma once
#include <string>

#include "host/analysis/inferred_network.hpp"
#include "host/model/described_table.hpp"
#include "host/report/manifest.hpp"
#include "host/report/result_list.hpp"

namespace agglo {

/// The network inferred between the firms of a file, with all that its outputs say of it. Every name and every
/// definition says that it is inferred.
struct network_report {
  spillover_columns columns;
  network_choices choices;
  spillover_firms firms;
  described_table table;
  inferred_network results;
  backend on;
};

/// Everything that is written. It refers to the report's arrays, so the report must outlive it.
result_list list_results(const network_report&);
/// The sample as a MatrixMarket file, firms by their place in the file. "" without one.
std::string links_mtx(const network_report&);
std::string manifest(const network_report&, const result_list&);
/// summary.md: what was inferred from what, what is kept exactly and what is not, what came out.
std::string summary_markdown(const network_report&);
/// The same in a screen of plain text.
std::string summary_terminal(const network_report&);

}  // namespace agglo
