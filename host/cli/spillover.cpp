#include "host/cli/spillover.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/cli/device_names.hpp"
#include "host/cli/writing_command.hpp"
#include "host/model/firm_panel.hpp"
#include "host/report/spillover_report.hpp"

namespace agglo {
namespace {

void needs(bool ok, const char* what) { expects<usage_error>(ok, what, "agglo spillover"); }

spillover_weights weights_of(const spillover_options& o) {
  const spillover_columns& c = o.columns;
  const bool sectors = !c.coefficients.empty() || !c.technology_table.empty();
  needs(!c.sector.empty() == sectors, c.technology_table.empty() ? "--sector and --coefficients go together"
                                                                 : "--technology-table needs --sector, the firm's");
  needs(!c.technology.empty() + !c.technology_file.empty() + !c.technology_table.empty() <= 1,
        "technology comes from --technology, --technology-file or --technology-table");
  needs(!o.mahalanobis || !c.technology.empty() || !c.technology_file.empty() || !c.technology_table.empty(),
        "--mahalanobis needs --technology, --technology-file or --technology-table");
  needs(c.zone.empty() == c.stretch.empty(), "--zone and --stretch go together");
  needs(c.stretch.empty() || !c.lon.empty() || !c.x.empty(),
        "--stretch multiplies distances of coordinates, --lon and --lat or --x and --y; minutes are changed in their "
        "file");
  spillover_weights w;
  const firm_distances distances = distances_of(o.distance, c, "agglo spillover");
  w.sites = distances.sites, w.decay = distances.decay;
  w.technology = o.mahalanobis ? proximity::mahalanobis : proximity::jaffe;
  needs(!o.single || o.precision == pair_precision::fp64, "--single is --precision fp32: one of the two");
  w.precision = o.single ? pair_precision::fp32 : o.precision;
  const bool halves = w.precision == pair_precision::fp16 || w.precision == pair_precision::split16;
  needs(!halves || !c.technology.empty() || !c.technology_file.empty() || !c.technology_table.empty(),
        "--precision fp16 and split16 are about profiles of technology: --technology, --technology-file or "
        "--technology-table");
  w.senders_of = o.senders_of;
  w.senders = o.senders;
  return w;
}

std::optional<inventory_rule> inventory_of(const spillover_options& o) {
  needs(o.depreciation || !(o.growth || o.opening || o.bridge_gaps),
        "--growth, --opening and --bridge-gaps belong to --depreciation, which makes stocks of flows");
  if (!o.depreciation) return {};
  const inventory_rule rule{*o.depreciation, o.growth.value_or(inventory_rule{}.growth), o.opening, o.bridge_gaps};
  expect_rule(rule);
  return rule;
}

/// 0 if it is not four digits and nothing else: then it is a label.
int whole_year(const std::string& text) {
  const bool digits =
      text.size() == 4 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits ? std::stoi(text) : 0;
}

void split_years(spillover_report& report, spillover_firms firms) {
  if (firms.year.empty()) {
    report.years.push_back({"", std::move(firms), {}, {}});
    return;
  }
  const int only = report.columns.only_year;
  std::vector<int> years = years_of(firms);
  if (!report.year.empty() && only == 0)
    throw usage_error(
        fmt::format("--year {}: expected one of the file's years: {}", report.year, fmt::join(years, ", ")));
  if (report.inventory) firms.stock = stocks_of(firms, *report.inventory);
  if (only > 0) years = {only};
  for (const int year : years) {
    spillover_year y{std::to_string(year), firms_of(firms, year), {}, {}};
    if (report.inventory) y.stocks = {{{"firm", y.firms.id}}, y.firms.stock};
    report.years.push_back(std::move(y));
  }
}

/// The firms whose senders are listed need not be there in every year; one that is in none is left in, to be refused.
spillover_weights weights_in(const spillover_year& y, const spillover_report& report) {
  spillover_weights w = report.weights;
  const auto there = [](const spillover_year& one, const std::string& firm) {
    return std::find(one.firms.id.begin(), one.firms.id.end(), firm) != one.firms.id.end();
  };
  std::erase_if(w.senders_of, [&](const std::string& firm) {
    return !there(y, firm) && std::any_of(report.years.begin(), report.years.end(),
                                          [&](const spillover_year& other) { return there(other, firm); });
  });
  return w;
}

void take_change(spillover_year& y, const firm_spillovers& before) {
  y.pool_change = difference(y.results.pool, before.pool);
  for (std::size_t k = 0; k < before.groups.size(); ++k)
    y.matrix_change.push_back(difference(y.results.groups[k].matrix, before.groups[k].matrix));
}

}  // namespace

int spillover(const spillover_options& options, std::ostream& terminal) {
  spillover_report report;
  report.weights = weights_of(options);
  report.columns = options.columns;
  report.columns.nearness = report.weights.technology;
  for (const std::string& group : options.groups) report.columns.matrices.push_back(columns_of_group(group));
  report.unit = options.unit, report.year = options.year;
  report.inventory = inventory_of(options);
  report.columns.flows = options.depreciation.has_value();
  report.columns.missing_stocks = report.columns.flows && options.bridge_gaps;
  report.columns.only_year = whole_year(options.year);
  writing_command command(options.out, options.quiet);
  command.step("reading " + options.firms.string());
  spillover_firms firms = read_spillover_firms(options.firms, report.columns);
  report.file = firms.file, report.encoding = firms.encoding;
  split_years(report, std::move(firms));

  run_on(options.where, [&]<space S>(context<S>& ctx) {
    report.on = {S::name, device_name<S>()};
    for (spillover_year& y : report.years) {
      const auto pools_of = [&](const spillover_firms& f, const spillover_weights& w, const std::string& in) {
        firm_spillovers out = spill_over(ctx, f, w, [&](const std::string& step, index_type done, index_type of) {
          command.advance(in + step, done, of);
        });
        expect_identities(out.checks);
        return out;
      };
      const std::string in = report.years.size() > 1 ? y.year + ": " : "";
      y.results = pools_of(y.firms, weights_in(y, report), in);
      if (y.firms.stretch.axes.empty()) continue;
      spillover_firms as_they_lie = y.firms;
      as_they_lie.zone = {}, as_they_lie.stretch = {};
      spillover_weights w = report.weights;
      w.senders_of.clear();
      take_change(y, pools_of(as_they_lie, w, in + "without the factors, "));
    }
  });

  command.announce_writing();
  const result_list list = list_results(report);
  command.write(list);
  command.finish(summary_markdown(report), manifest(report, list),
                 fmt::format("{}{} arrays (.csv with labels, .npy), summary.md and manifest.json are in {}\n",
                             summary_terminal(report), list.arrays.size(), options.out.string()),
                 terminal);
  return 0;
}

}  // namespace agglo
