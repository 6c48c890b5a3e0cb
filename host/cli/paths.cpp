#include "host/cli/paths.hpp"

#include <fmt/format.h>

#include <cmath>

#include "host/analysis/structural_paths.hpp"
#include "host/cli/device_names.hpp"
#include "host/report/array_text.hpp"

namespace agglo {
namespace {

struct question {
  path_query query;
  std::string account, demand, unit;  // in words
};

question ask(const flow_table& t, const paths_options& o) {
  question q;
  q.query.top = o.top;
  q.query.tolerance = o.tolerance;
  q.query.max_length = o.max_length;
  q.query.memory = static_cast<std::size_t>(o.memory_mb) << 20;
  const index_type n = t.sectors.size();
  q.query.s.assign(static_cast<std::size_t>(n), 1);
  q.account = "output", q.unit = t.unit;
  if (!o.account.empty() && o.account != "output") {
    std::vector<std::string> codes{"output"};
    for (const account& a : t.accounts) codes.push_back(a.code);
    const account& a =
        t.accounts[static_cast<std::size_t>(position_of(o.account, codes, "--account", "an account of the table") - 1)];
    for (index_type j = 0; j < n; ++j)
      q.query.s[static_cast<std::size_t>(j)] = t.x(j) == 0 ? 0 : a.values[static_cast<std::size_t>(j)] / t.x(j);
    q.account = a.code, q.unit = a.unit;
  }
  const std::vector<std::string>& columns = t.Y.axes[1].labels;
  const index_type column =
      o.demand.empty() ? -1 : position_of(o.demand, columns, "--demand", "a column of final demand");
  const index_type only = o.sector.empty() ? -1 : position_of(o.sector, t.sectors.labels, "--sector", "a sector");
  q.query.y.assign(static_cast<std::size_t>(n), 0);
  for (index_type i = 0; i < n; ++i)
    for (index_type c = 0; c < t.Y.axes[1].size(); ++c)
      if ((column < 0 || c == column) && (only < 0 || i == only)) q.query.y[static_cast<std::size_t>(i)] += t.Y(i, c);
  q.demand = (column < 0 ? "all final demand" : columns[static_cast<std::size_t>(column)]) +
             (only < 0 ? "" : " for " + o.sector);
  return q;
}

std::string in_words(const supply_path& p, const flow_table& t) {
  std::string out;
  for (const index_type i : p.sectors)
    out += (out.empty() ? "" : " > ") + t.sectors.labels[static_cast<std::size_t>(i)];
  return out;
}

double part(double value, double total) { return total != 0 ? value / total : 0; }

std::string csv_of(const path_list& found, const flow_table& t) {
  std::string out = "rank,value,share,cumulative_share,purchases,path\n";
  double sum = 0;
  for (std::size_t k = 0; k < found.paths.size(); ++k) {
    const supply_path& p = found.paths[k];
    sum += p.value;
    out += fmt::format("{},{},{},{},{},{}\n", k + 1, p.value, part(p.value, found.total), part(sum, found.total),
                       p.sectors.size() - 1, csv_cell(in_words(p, t)));
  }
  return out;
}

std::string findings(const path_list& found, const question& q, const flow_table& t, std::size_t shown) {
  std::string out =
      fmt::format("| rank | {}, {} | of the total | purchases | path, supplier first |\n|---:|---:|---:|---:|---|\n",
                  q.account, q.unit);
  for (std::size_t k = 0; k < std::min(shown, found.paths.size()); ++k)
    out += fmt::format("| {} | {:.6g} | {:.2f} % | {} | {} |\n", k + 1, found.paths[k].value,
                       100 * part(found.paths[k].value, found.total), found.paths[k].sectors.size() - 1,
                       in_words(found.paths[k], t));
  return out;
}

}  // namespace

int paths(const paths_options& options, std::ostream& terminal) {
  measure_command command(options);
  const described_table table = command.read(options.table);
  const flow_table& t = table.table;
  const question q = ask(t, options);

  command.step("searching");
  measure_report report("Structural paths", {&table});
  const path_list found = run_on(options.where, [&]<space S>(context<S>& ctx) {
    report.on = {S::name, device_name<S>()};
    return structural_paths(ctx, t.Z, t.x, q.query);
  });
  const std::string sums = fmt::format(
      "{} paths of {} looked at hold {:.6g} {} ({:.2f} %) of the total s'L y = {:.6g}; {:.6g} are in smaller ones, "
      "none of "
      "them above {:.3g}{}.\n",
      found.paths.size(), found.searched, found.listed, q.unit, 100 * part(found.listed, found.total), found.total,
      found.remainder, found.largest_left,
      options.max_length > 0 ? fmt::format(" but for those of more than {} purchases", options.max_length) : "");
  report.parameters = {{"account", q.account},
                       {"demand", q.demand},
                       {"top", std::to_string(options.top)},
                       {"tolerance", fmt::format("{:g} of |s|'L|y|", options.tolerance)},
                       {"max_length", options.max_length > 0 ? std::to_string(options.max_length) : "any"},
                       {"memory", fmt::format("{} MB", options.memory_mb)}};
  report.checks = t.checks;
  report.checks.push_back({"listed paths and remainder add up to s'L y",
                           std::abs(part(found.listed + found.remainder - found.total, found.total)), 1e-14});
  report.add_text("paths",
                  "the largest paths s_i a_ij ... y of s'L y = s'(I + A + A^2 + ...) y, supplier first; s = " +
                      q.account + " per unit of output, y = " + q.demand,
                  q.unit, csv_of(found, t));
  labelled_array total({{"part", {"total", "listed", "remainder", "largest_not_listed"}}},
                       {found.total, found.listed, found.remainder, found.largest_left});
  report.add("totals", std::move(total),
             "s'L y; the listed paths; what is left; no path that is not listed is larger in size than the last figure",
             q.unit);
  report.findings = "## The largest paths\n\n" + sums + "\n" + findings(found, q, t, 40);
  report.cautions =
      "A path is an accounting of average coefficients, no observed chain of deliveries. Paths through the same sector "
      "more than once count each time round.";
  command.write(report, sums + findings(found, q, t, 10), terminal);
  return 0;
}

}  // namespace agglo
