#include "host/cli/javorcik.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/analysis/javorcik.hpp"
#include "host/cli/device_names.hpp"
#include "host/cli/sample_command.hpp"
#include "host/model/described_table.hpp"
#include "host/report/array_text.hpp"

namespace agglo {
namespace {

/// Imported intermediates count, as in the paper, where the table has them.
described_table read_table(const javorcik_options& o) {
  const bool domestic = o.domestic || describe_table(o.table, o.layout).flows == flow_kind::domestic;
  return read_flow_table(o.table, o.layout,
                         o.domestic ? import_treatment::domestic
                         : domestic ? import_treatment::automatic
                                    : import_treatment::total,
                         table_work::solves);
}

std::string cell(double v) { return std::isnan(v) ? "" : fmt::format("{}", v); }

std::string firms_csv(const javorcik_firms& f, const javorcik_results& r, const axis& sectors, bool without_own) {
  std::string out = "firm,year,region,sector,horizontal,backward,forward\n";
  for (index_type i = 0; i < f.size(); ++i) {
    const index_type at = f.cell[i] * sectors.size() + f.sector[i];
    out += fmt::format("{},{},{},{},{},{},{}\n", csv_cell(f.id[i]), csv_cell(f.year(i)), csv_cell(f.region(i)),
                       csv_cell(sectors.labels[f.sector[i]]), cell(without_own ? r.own_left_out[i] : r.horizontal(at)),
                       cell(r.backward(at)), cell(r.forward(at)));
  }
  return out;
}

/// The sectors with firms, by output, of the last year: "| region | sector | ... |".
std::string findings(const javorcik_results& r, std::size_t shown) {
  std::string out =
      "| year | region | sector | firms | horizontal | backward | forward |\n|---|---|---|---:|---:|---:|---:|\n";
  const index_type regions = r.firms.axes[1].size(), n = r.firms.axes[2].size(),
                   first = (r.firms.axes[0].size() - 1) * regions * n;
  std::vector<index_type> order;
  for (index_type k = first; k < first + regions * n; ++k)
    if (r.firms(k) > 0) order.push_back(k);
  std::stable_sort(order.begin(), order.end(), [&](index_type a, index_type b) { return r.output(a) > r.output(b); });
  for (std::size_t k = 0; k < std::min(shown, order.size()); ++k)
    out += fmt::format("| {} | {} | {} | {:.0f} | {:.4f} | {:.4f} | {:.4f} |\n", r.firms.axes[0].labels.back(),
                       r.firms.axes[1].labels[order[k] / n % regions], r.firms.axes[2].labels[order[k] % n],
                       r.firms(order[k]), r.horizontal(order[k]), r.backward(order[k]), r.forward(order[k]));
  return out;
}

void describe(sample_report& r, const javorcik_options& o, const javorcik_firms& f, const described_table& t) {
  const javorcik_columns& c = o.columns;
  r.inputs = {{o.firms.filename().string(), fmt::format("{} rows, regions {}, years {}, {} encoding", f.size(),
                                                        f.regions.size(), f.years.size(), f.encoding)},
              {o.table.filename().string(),
               fmt::format("{}, n = {}, year {}; {}", t.title(), t.table.sectors.size(), t.year(), t.table.flows)}};
  if (!c.concordance.empty()) r.inputs.emplace_back(c.concordance.filename().string(), "industries to sectors");
  r.parameters = {{"share", c.share}, {"output", c.output}, {"sector", c.sector}};
  for (const auto& [name, column] : {std::pair{"exports", c.exports}, {"region", c.region}, {"year", c.year}})
    if (!column.empty()) r.parameters.emplace_back(name, column);
  r.parameters.emplace_back("own firm in a firm's horizontal spillover", o.without_own ? "left out" : "counted");
  if (c.exports.empty())
    r.assumptions.push_back("no exports are told (--exports): all output is taken as sold at home");
  if (c.region.empty()) r.assumptions.push_back("no regions are told (--region): firms count wherever they are");
  if (f.years.size() > 1) r.assumptions.push_back("one table's shares of sales hold for all years");
  r.assumptions.push_back("a sector without firms counts as 0 in what reaches the others");
  r.assumptions.push_back("each region's firms buy and sell as the table's sectors do");
  if (o.unit.empty()) r.assumptions.push_back("the output's unit is not told (--unit)");
}

}  // namespace

int javorcik(const javorcik_options& o, std::ostream& terminal) {
  writing_command command(o.out, o.quiet);
  command.step("reading " + o.table.string());
  const described_table table = read_table(o);
  expects<usage_error>(table.table.regions.empty() || o.columns.region.empty(),
                       "--region: the table has regions of its own; give firms whole labels (region and industry) by "
                       "--sector, or a table of one region",
                       "agglo javorcik");
  for (const std::string& w : table.audit.warnings()) command.warn(w);
  command.step("reading " + o.firms.string());
  const axis& sectors = table.table.sectors;
  const javorcik_firms firms = read_javorcik_firms(o.firms, o.columns, sectors.labels);
  sample_report report;
  report.title = "Horizontal, backward and forward spillovers of the firms of " + o.firms.filename().string();
  report.layout = "years x regions x sectors, an empty cell where a sector has no output there";
  report.unit = o.unit;
  report.year = !o.period.empty()         ? o.period
                : o.columns.year.empty()  ? ""
                : firms.years.size() == 1 ? firms.years.front()
                                          : firms.years.front() + " to " + firms.years.back();
  describe(report, o, firms, table);
  command.step("spillovers");
  javorcik_results r = run_on(o.where, [&]<space S>(context<S>& ctx) {
    report.on = {S::name, device_name<S>()};
    return javorcik_of(ctx, table.table, firms);
  });
  report.checks = r.checks;
  report.findings = "## The last year\n\n" + findings(r, 40);
  const std::string said = findings(r, 10);
  report.add_text("firms",
                  fmt::format("of each firm's sector, region and year, horizontal with the own firm {}",
                              o.without_own ? "left out" : "counted"),
                  "1", firms_csv(firms, r, sectors, o.without_own));
  const std::string by = " of a sector's firms in a region and year";
  report.add("number_of_firms", std::move(r.firms), "rows" + by, "rows");
  report.add("output", std::move(r.output), "sum of " + o.columns.output + by, report.unit);
  report.add("horizontal", std::move(r.horizontal), "H_j = sum of share Y / sum of Y" + by, "1");
  report.add("horizontal_at_home", std::move(r.horizontal_at_home),
             "H_j of output less exports: sum of share (Y - E) / sum of (Y - E)" + by, "1");
  report.add(
      "backward", std::move(r.backward),
      "sum over k != j of alpha_jk H_k, alpha_jk = z_jk / sum over k of z_jk: from customers; " + table.table.flows,
      "1");
  report.add("forward", std::move(r.forward),
             "sum over m != j of sigma_mj H_m at home, sigma_mj = z_mj / sum over m of z_mj: from suppliers; " +
                 table.table.flows,
             "1");
  report.cautions =
      "Measures of presence, no effects: what firms gain shows in a regression. Who buys of whom is the table's, the "
      "same for all firms of a sector and in every region. Firms outside the file are not there.";
  finish(command, report, said, o.out, terminal);
  return 0;
}

}  // namespace agglo
