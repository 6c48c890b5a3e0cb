#include "host/cli/regionalise.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "host/analysis/regional_tables.hpp"
#include "host/cli/device_names.hpp"
#include "host/cli/table_command.hpp"
#include "host/model/region_costs.hpp"
#include "host/report/regional_report.hpp"
#include "host/table/nearest.hpp"
#include "host/table/number.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

bool takes_delta(quotient_method m) { return m == quotient_method::flq || m == quotient_method::aflq; }

void expect_sense(const regionalise_options& o) {
  if (!takes_delta(o.quotients.method) && (o.delta_given || !o.delta_band.empty()))
    throw usage_error("--delta: " + name_of(o.quotients) + "; mend: --method flq or aflq");
  if (!(o.quotients.delta >= 0 && o.quotients.delta < 1))
    throw usage_error(fmt::format("--delta {:g}: expected 0 <= delta < 1", o.quotients.delta));
  if (o.quotients.capped && o.quotients.method != quotient_method::aflq)
    throw usage_error("--capped: expected --method aflq, no other exceeds the national coefficients");
  if (!(o.theta >= 0)) throw usage_error(fmt::format("--theta {:g}: expected a number of zero or more", o.theta));
  if (!(o.own_cost > 0)) throw usage_error(fmt::format("--own-cost {:g}: expected a number above zero", o.own_cost));
}

void expect_known(const char* option, const std::vector<std::string>& words, const std::vector<std::string>& known) {
  for (const std::string& word : words)
    if (std::find(known.begin(), known.end(), word) == known.end())
      throw usage_error(fmt::format("{} {}: there is none of this name; {}", option, word, suggestion(word, known)));
}

std::optional<labelled_array> costs_of(const regionalise_options& o, const axis& regions) {
  if (!o.places.empty()) return region_costs(regions, read_places(o.places), o.own_cost);
  if (!o.minutes.empty()) return region_costs(regions, read_minutes(o.minutes), o.mode, o.own_cost);
  return std::nullopt;
}

std::string cost_text(const regionalise_options& o) {
  return fmt::format("{}; a region's own cost is {:g} of the least to another region",
                     o.places.empty() ? "minutes by " + o.mode + " of " + o.minutes.filename().string()
                                      : "great circle km between the places of " + o.places.filename().string(),
                     o.own_cost);
}

}  // namespace

std::vector<double> parse_delta_band(const std::string& band) {
  const auto refuse = [&](const std::string& why) {
    throw usage_error("--delta-band " + band + ": expected LO:HI:STEP with 0 <= LO <= HI < 1 and STEP > 0, " + why +
                      "; mend: --delta-band 0.1:0.4:0.05");
  };
  std::vector<double> parts;
  for (std::size_t from = 0; from <= band.size();) {
    const std::size_t end = std::min(band.find(':', from), band.size());
    const parsed_number n = parse_number(std::string_view(band).substr(from, end - from));
    if (!n) refuse("found " + std::string(n.problem));
    parts.push_back(n.value);
    from = end + 1;
  }
  if (parts.size() != 3) refuse(fmt::format("found {} numbers", parts.size()));
  const double lo = parts[0], hi = parts[1], step = parts[2];
  if (!(lo >= 0 && lo <= hi && hi < 1 && step > 0)) refuse("found others");
  if ((hi - lo) / step > 1000) refuse("found more than 1000 values");
  std::vector<double> out;
  const auto count = static_cast<int>((hi - lo) / step + 1e-9);
  for (int k = 0; k <= count; ++k) out.push_back(std::min(lo + k * step, hi));
  return out;
}

int regionalise(const regionalise_options& options, std::ostream& terminal) {
  expect_sense(options);
  const std::vector<double> deltas =
      options.delta_band.empty() ? std::vector<double>{} : parse_delta_band(options.delta_band);
  regional_report_parts parts;  // what the report's arrays refer to
  return build_tables(options.out, options.quiet, terminal, [&](writing_command& command) {
    command.step("reading " + options.table.string());
    read_table in = read_described_table(options.table, options.layout);
    expects_sound(in.table, in.audit);
    for (const std::string& w : in.audit.warnings()) command.warn(w);
    parts.file = in.file, parts.about = in.about;
    parts.outputs_file = options.outputs.filename().string();
    parts.reading = in.table.assumptions;
    parts.national = {in.table.unit, in.table.sector_names, in.table.accounts};
    const flow_table flows = flows_of(std::move(in.table), in.about, import_treatment::automatic);
    parts.flows = flows.flows;
    parts.domestic = domestic_table_of(flows, in.about);
    const regional_figures figures = read_regional_figures(options.outputs, parts.domestic.sectors);
    parts.missing = figures.missing, parts.employment = figures.employment;
    parts.bases = split_by_figures(figures, parts.domestic, options.rest);
    const axis& regions = parts.bases.output.g.axes[0];
    if (!options.region.empty()) expect_known("--region", {options.region}, regions.labels);
    expect_known("--local", options.local, parts.domestic.sectors.labels);
    const std::optional<labelled_array> costs = costs_of(options, regions);

    command.step("computing");
    parts.quotients = options.quotients, parts.region = options.region;
    run_on(options.where, [&]<space S>(context<S>& ctx) {
      parts.on = {S::name, device_name<S>()};
      parts.tables = regionalise(ctx, parts.domestic, parts.bases, {options.quotients, deltas});
      if (!costs) return;
      parts.costs = *costs, parts.cost_text = cost_text(options), parts.theta = options.theta;
      parts.local = options.local;
      parts.trade = gravity_trade(ctx, parts.domestic, parts.bases.output, *costs,
                                  {.theta = options.theta, .local_products = options.local});
    });
    if (parts.trade) parts.multiregional = chenery_moses(parts.domestic, parts.bases.output, *parts.trade);
    return report_of(parts);
  });
}

}  // namespace agglo
