#include "host/cli/spillover.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "host/cli/device_names.hpp"
#include "host/cli/writing_command.hpp"
#include "host/model/firm_panel.hpp"
#include "host/report/spillover_report.hpp"

namespace agglo {
namespace {

void needs(bool ok, const char* what) { expects<usage_error>(ok, what, "agglo spillover"); }

distance_decay decay_of(const spillover_options& o) {
  const double cutoff = o.cutoff.value_or(std::numeric_limits<double>::infinity());
  needs(cutoff > 0, "--cutoff must be positive");
  switch (o.decay.value_or(decay_form::exponential)) {
    case decay_form::exponential:
      needs(o.length.value_or(0) > 0, "an exponential decay needs --length, in km or minutes, above 0");
      return distance_decay::exponential(*o.length, cutoff);
    case decay_form::gaussian:
      needs(o.length.value_or(0) > 0, "a gaussian decay needs --length, its standard deviation, above 0");
      return distance_decay::gaussian(*o.length, cutoff);
    case decay_form::power:
      needs(o.theta.value_or(0) > 0 && o.inner.value_or(0) > 0,
            "a power decay needs --theta and --inner above 0: below --inner it stays level, so that firms in one spot "
            "weigh something finite");
      return distance_decay::power(*o.theta, *o.inner, cutoff);
    case decay_form::band:
      break;
  }
  needs(o.cutoff.has_value() && o.inner.value_or(0) >= 0 && o.inner.value_or(0) <= cutoff,
        "a band needs --cutoff, where it ends, and --inner below it if it does not begin at 0");
  return distance_decay::band(o.inner.value_or(0), cutoff);
}

spillover_weights weights_of(const spillover_options& o) {
  const spillover_columns& c = o.columns;
  const bool sphere = !c.lon.empty() || !c.lat.empty(), plane = !c.x.empty() || !c.y.empty();
  const bool places = !c.place.empty() || !c.minutes.empty();
  needs(c.lon.empty() == c.lat.empty(), "--lon and --lat go together");
  needs(c.x.empty() == c.y.empty(), "--x and --y go together");
  needs(c.place.empty() == c.minutes.empty(), "--place and --minutes go together");
  const bool sectors = !c.coefficients.empty() || !c.technology_table.empty();
  needs(!c.sector.empty() == sectors, c.technology_table.empty() ? "--sector and --coefficients go together"
                                                                 : "--technology-table needs --sector, the firm's");
  needs(sphere + plane + places <= 1, "distance comes from --lon and --lat, or --x and --y, or --place and --minutes");
  const bool decays = o.decay || o.length || o.theta || o.inner || o.cutoff;
  needs(decays == (sphere || plane || places),
        decays ? "a decay needs a distance: --lon and --lat, --x and --y, or --place and --minutes"
               : "a distance needs a decay: say --length 50, or --decay with its parameters");
  needs(!c.technology.empty() + !c.technology_file.empty() + !c.technology_table.empty() <= 1,
        "technology comes from --technology, --technology-file or --technology-table");
  needs(!o.mahalanobis || !c.technology.empty() || !c.technology_file.empty(),
        "--mahalanobis needs --technology or --technology-file");
  spillover_weights w;
  w.sites = sphere ? geometry::sphere : plane ? geometry::plane : geometry::none;
  if (decays) w.decay = decay_of(o);
  w.technology = o.mahalanobis ? proximity::mahalanobis : proximity::jaffe;
  w.precision = o.single ? pair_precision::fp32 : pair_precision::fp64;
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

}  // namespace

int spillover(const spillover_options& options, std::ostream& terminal) {
  spillover_report report;
  report.weights = weights_of(options);
  report.columns = options.columns;
  for (const std::string& group : options.groups) {
    report.columns.matrices.emplace_back();
    for (std::size_t from = 0; from <= group.size();) {
      const std::size_t plus = std::min(group.find('+', from), group.size());
      report.columns.matrices.back().push_back(group.substr(from, plus - from));
      from = plus + 1;
    }
  }
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
      const std::string in = report.years.size() > 1 ? y.year + ": " : "";
      y.results = spill_over(
          ctx, y.firms, weights_in(y, report),
          [&](const std::string& step, index_type done, index_type of) { command.advance(in + step, done, of); });
      expect_identities(y.results.checks);
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
