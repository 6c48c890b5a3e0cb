#include "host/model/sector_split.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "host/table/nearest.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

using shares = std::vector<double>;
using cells = std::vector<double>;

// A row or column with its entry at `s` replaced by `count` entries value(k).
template <class Value>
cells widened(const double* from, std::size_t n, std::size_t s, std::size_t count, const Value& value) {
  cells out(from, from + s);
  for (std::size_t k = 0; k < count; ++k) out.push_back(value(k));
  out.insert(out.end(), from + s + 1, from + n);
  return out;
}

/// The parts of one sector of a table.
class parts {
 public:
  parts(const io_table& t, std::size_t s, const split_weights& w)
      : t_(t), w_(w), s_(s), n_(t.sectors.size()), f_(t.final_demand_names.size()), count_(w.sectors.size()) {
    find_supply();
    sales_ = table_of(w.sales.empty() ? supply_ : w.sales, w.sales_to);
    inputs_ = table_of(w.inputs.empty() ? w.output : w.inputs, w.inputs_from);
    find_final_uses();
    find_primary();
  }

  // A row of Z: of another seller the entry at s by who buys, of s itself one of its parts.
  [[nodiscard]] cells seller(std::size_t i) const {
    return widened(&t_.Z[i * n_], n_, s_, count_, [&](std::size_t l) { return inputs_[i][l] * t_.Z[i * n_ + s_]; });
  }
  [[nodiscard]] cells part_of_row(std::size_t k) const {
    cells row = seller(s_);
    for (std::size_t j = 0; j < row.size(); ++j)
      row[j] *= sales_[j < s_ ? j : j < s_ + count_ ? s_ : j - count_ + 1][k];
    return row;
  }
  [[nodiscard]] const shares& final_use() const { return final_; }
  [[nodiscard]] const shares& exports() const { return w_.exports.empty() ? final_ : w_.exports; }
  [[nodiscard]] const shares& imports() const { return w_.imports.empty() ? w_.output : w_.imports; }
  [[nodiscard]] const shares& primary() const { return primary_; }

 private:
  // Shares by partner: the general ones, or those given for it alone.
  [[nodiscard]] std::vector<shares> table_of(const shares& general,
                                             const std::vector<split_weights::of_one>& single) const {
    std::vector<shares> out(n_, general);
    for (const split_weights::of_one& one : single) out[static_cast<std::size_t>(t_.sector(one.sector))] = one.shares;
    return out;
  }
  void find_supply() {
    const double x = t_.output[s_], M = t_.imports[s_];
    for (std::size_t k = 0; k < count_; ++k)
      supply_.push_back(x + M != 0 ? (w_.output[k] * x + imports()[k] * M) / (x + M) : w_.output[k]);
  }
  void find_final_uses() {
    final_ = supply_;
    if (w_.sales.empty() && w_.sales_to.empty() && w_.exports.empty()) return;
    const double E = t_.exports[s_];
    double bought = 0, rest = w_.exports.empty() ? E : 0;
    for (std::size_t j = 0; j < n_; ++j) bought += t_.Z[s_ * n_ + j];
    for (std::size_t c = 0; c < f_; ++c) rest += t_.Y[s_ * f_ + c];
    const double uses = bought + rest + (w_.exports.empty() ? 0 : E);
    for (std::size_t k = 0; k < count_; ++k) {
      double left = supply_[k] * uses - (w_.exports.empty() ? 0 : w_.exports[k] * E);
      for (std::size_t j = 0; j < n_; ++j) left -= sales_[j][k] * t_.Z[s_ * n_ + j];
      final_[k] = rest_share(k, left, rest, uses, "sells to industries and exports", "final demand");
    }
  }
  void find_primary() {
    primary_ = w_.output;
    if (w_.inputs.empty() && w_.inputs_from.empty()) return;
    double bought = 0, rest = 0;
    for (std::size_t i = 0; i < n_; ++i) bought += t_.Z[i * n_ + s_];
    for (std::size_t v = 0; v < t_.primary_names.size(); ++v) rest += t_.V[v * n_ + s_];
    for (std::size_t k = 0; k < count_; ++k) {
      double left = w_.output[k] * (bought + rest);
      for (std::size_t i = 0; i < n_; ++i) left -= inputs_[i][k] * t_.Z[i * n_ + s_];
      primary_[k] = rest_share(k, left, rest, bought + rest, "buys of industries", "primary inputs");
    }
  }
  // What part of `rest` is `left` for part k.
  [[nodiscard]] double rest_share(std::size_t k, double left, double rest, double total, const char* does,
                                  const char* of) const {
    constexpr double rounding = 1e-12;
    if (std::abs(left) <= rounding * std::abs(total)) return 0;
    if (left / rest >= 0 && std::isfinite(left / rest)) return left / rest;
    throw data_error(
        fmt::format("{}: by its weights {} {} so much that {:g} {} are left as {}, out of {:g} of {}; mend: weights "
                    "nearer to those of "
                    "output",
                    t_.file, w_.sectors[k], does, left, t_.unit, of, rest, t_.sectors[s_]));
  }

  const io_table& t_;
  const split_weights& w_;
  std::size_t s_, n_, f_, count_;
  shares supply_, final_, primary_;
  std::vector<shares> sales_, inputs_;  // by partner
};

std::size_t place_in(const io_table& t, const std::string& sector) {
  return static_cast<std::size_t>(t.sector(sector));
}

std::vector<std::string> spliced(const std::vector<std::string>& all, std::size_t s,
                                 const std::vector<std::string>& with) {
  std::vector<std::string> out(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(s));
  out.insert(out.end(), with.begin(), with.end());
  out.insert(out.end(), all.begin() + static_cast<std::ptrdiff_t>(s) + 1, all.end());
  return out;
}

void expect_new(const io_table& t, std::size_t s, const std::vector<std::string>& codes) {
  for (const std::string& code : codes)
    for (const auto* list : {&t.sectors, &t.final_demand_names, &t.primary_names})
      if (std::find(list->begin(), list->end(), code) != list->end() && code != t.sectors[s])
        throw data_error(
            fmt::format("{}: '{}': expected a new code for a part of {}, the table has it already; mend: another code",
                        t.file, code, t.sectors[s]));
}

void append(cells& to, const cells& more) { to.insert(to.end(), more.begin(), more.end()); }

}  // namespace

io_table split_sector(const io_table& t, const std::string& sector, const split_weights& w) {
  const std::size_t s = place_in(t, sector), n = t.sectors.size(), f = t.final_demand_names.size();
  const std::size_t count = w.sectors.size();
  const parts p(t, s, w);
  const auto by = [&](const cells& from, const shares& share) {
    return widened(from.data(), n, s, count, [&](std::size_t k) { return share[k] * from[s]; });
  };
  io_table out;
  out.file = t.file, out.encoding = t.encoding, out.unit = t.unit;
  std::vector<std::string> codes = w.sectors, names = w.names;
  for (std::size_t k = 0; k < count; ++k)
    if (names[k].empty()) names[k] = codes[k];
  std::string separator;
  if (!t.regions.empty()) {
    const std::string &label = t.sectors[s], &region = t.regions[s];
    separator = label.substr(region.size(), label.size() - region.size() - t.industries[s].size());
    for (std::string& code : codes)
      if (!code.starts_with(region + separator)) code = region + separator + code;
  }
  expect_new(t, s, codes);
  out.sectors = spliced(t.sectors, s, codes), out.sector_names = spliced(t.sector_names, s, names);
  out.final_demand_names = t.final_demand_names;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t k = 0; k < (i == s ? count : 1); ++k) {
      append(out.Z, i == s ? p.part_of_row(k) : p.seller(i));
      for (std::size_t c = 0; c < f; ++c) out.Y.push_back((i == s ? p.final_use()[k] : 1) * t.Y[i * f + c]);
    }
  out.exports = by(t.exports, p.exports()), out.imports = by(t.imports, p.imports());
  out.has_exports = t.has_exports, out.has_imports = t.has_imports;
  out.output = by(t.output, w.output), out.total_input = by(t.total_input, w.output);
  out.primary_names = t.primary_names, out.primary_descriptions = t.primary_descriptions;
  out.assumptions = t.assumptions;
  for (std::size_t v = 0; v < t.primary_names.size(); ++v) {
    const auto row = t.V.begin() + static_cast<std::ptrdiff_t>(v * n);
    append(out.V, by(cells(row, row + static_cast<std::ptrdiff_t>(n)), p.primary()));
  }
  for (const account& a : t.accounts)
    out.accounts.push_back({a.code, a.name, a.unit, by(a.values, w.output), a.final_demand});
  if (!separator.empty()) split_regions(out, separator);
  return out;
}

concordance merge_of(const io_table& before, const io_table& after, const std::string& sector) {
  const index_type s = before.sector(sector), more = after.size() - before.size();
  concordance c{"", {}, before.sectors, before.sector_names};
  for (index_type i = 0; i < after.size(); ++i) c.target.push_back(i <= s ? i : i <= s + more ? s : i - more);
  return c;
}

std::vector<identity> split_checks(const io_table& before, const io_table& after, const std::string& sector) {
  const io_table again = aggregate(after, merge_of(before, after, sector));
  std::vector<identity> out = sums_kept(before, after);
  const auto add = [&](const char* name, const cells& a, const cells& b) {
    double worst = 0, largest = 0;
    for (std::size_t k = 0; k < a.size(); ++k)
      worst = std::max(worst, std::abs(a[k] - b[k])), largest = std::max(largest, std::abs(a[k]));
    out.push_back({fmt::format("aggregated again, {} is as before (of its largest entry)", name),
                   worst == 0 ? 0 : worst / largest, 1e-12});
  };
  add("Z", before.Z, again.Z);
  add("Y", before.Y, again.Y);
  add("V", before.V, again.V);
  add("output", before.output, again.output);
  return out;
}

std::vector<std::string> assumptions_of(const split_weights& w, const std::string& sector) {
  const auto listed = [&](const shares& of) {
    std::string out;
    for (std::size_t k = 0; k < of.size(); ++k)
      out += fmt::format("{}{} {:.6g}", k == 0 ? "" : ", ", w.sectors[k], of[k]);
    return out;
  };
  const auto said = [&](const char* what, const shares& of, const char* otherwise) {
    return of.empty() ? fmt::format("{}: {}", what, otherwise) : fmt::format("{}: {}, as given", what, listed(of));
  };
  std::vector<std::string> out{
      fmt::format("Output of {} and its accounts: {}, as given", sector, listed(w.output)),
      said("What industries buy of it", w.sales,
           "in the proportions of the new sectors' supply; all of them sell to the same buyers"),
      said("What it buys of industries", w.inputs, "in the proportions of output; all of them are made the same way"),
      said("Imports of it", w.imports, "in the proportions of output"),
      said("Exports of it", w.exports, "as final demand"),
      "Final demand for a new sector is what the other buyers leave of its supply, in the proportions of " + sector +
          "; its primary inputs are what its inputs leave of its column, likewise"};
  for (const split_weights::of_one& one : w.sales_to)
    out.push_back(fmt::format("Sales to {}: {}, as given", one.sector, listed(one.shares)));
  for (const split_weights::of_one& one : w.inputs_from)
    out.push_back(fmt::format("Inputs from {}: {}, as given", one.sector, listed(one.shares)));
  return out;
}

}  // namespace agglo
