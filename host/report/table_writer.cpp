#include "host/report/table_writer.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <iterator>
#include <sstream>

#include "host/report/array_text.hpp"

namespace agglo {
namespace {

// `wanted`, or with underscores behind it until no label of the table has that name.
std::string free_name(std::string wanted, const std::vector<std::string>& taken) {
  while (std::find(taken.begin(), taken.end(), wanted) != taken.end()) wanted += '_';
  return wanted;
}

// What the columns and rows that are no sector are called.
struct own_names {
  std::string code, name, exports, imports, output, output_row;
};
own_names names_in(const io_table& t) {
  std::vector<std::string> columns = t.sectors, rows = t.sectors;
  columns.insert(columns.end(), t.final_demand_names.begin(), t.final_demand_names.end());
  rows.insert(rows.end(), t.primary_names.begin(), t.primary_names.end());
  return {free_name("code", columns),
          free_name("name", columns),
          t.has_exports ? free_name("export", columns) : "",
          t.has_imports ? free_name("import", columns) : "",
          free_name("output", columns),
          free_name("output", rows)};
}

void append_numbers(std::string& out, std::vector<double>::const_iterator from, std::size_t count) {
  for (std::size_t k = 0; k < count; ++k) fmt::format_to(std::back_inserter(out), ",{}", from[k]);
}

std::string text(const std::string& s) {
  std::ostringstream out;
  out << toml::toml_formatter{toml::value<std::string>(s), toml::format_flags::allow_unicode_strings};
  return out.str();
}
std::string texts(const std::vector<std::string>& all) {
  std::string out;
  for (const std::string& s : all) out += (out.empty() ? "" : ", ") + text(s);
  return "[" + out + "]";
}
void add_unless_empty(std::string& out, const char* key, const std::string& value) {
  if (!value.empty()) out += fmt::format("{} = {}\n", key, text(value));
}
const char* word_of(flow_kind flows) {
  switch (flows) {
    case flow_kind::competitive:
      return "competitive";
    case flow_kind::domestic:
      return "domestic";
    case flow_kind::total:
      return "total";
    case flow_kind::interregional:
      return "interregional";
    case flow_kind::not_told:
      break;
  }
  return "";
}

// What stands between region and industry in every sector's label, found there first by a reader too; "" if nothing
// does.
std::string separator_of(const io_table& t) {
  std::string separator;
  for (std::size_t i = 0; i < t.regions.size(); ++i) {
    const std::string &label = t.sectors[i], &region = t.regions[i], &industry = t.industries[i];
    if (label.size() <= region.size() + industry.size()) return "";
    if (i == 0) separator = label.substr(region.size(), label.size() - region.size() - industry.size());
    if (label != region + separator + industry || label.find(separator) != region.size()) return "";
  }
  return separator;
}

std::string account_sections(const io_table& t, const std::string& file, const std::vector<account>& accounts) {
  std::vector<std::string> units;  // a section for every unit, in the order of the rows
  for (const account& a : accounts)
    if (std::find(units.begin(), units.end(), a.unit) == units.end()) units.push_back(a.unit);
  std::string out;
  for (const std::string& unit : units) {
    std::vector<std::string> rows;
    for (const account& a : accounts)
      if (a.unit == unit) rows.push_back(a.code);
    out +=
        fmt::format("\n[[account]]\nfile = {}\nlabels = {}\nnames = {}\nrows = {}\nunit = {}\n", text(file),
                    text(free_name("code", t.sectors)), texts({free_name("name", t.sectors)}), texts(rows), text(unit));
  }
  return out;
}

}  // namespace

std::string table_csv(const io_table& t) {
  const own_names own = names_in(t);
  const std::size_t n = t.sectors.size(), f = t.final_demand_names.size();
  const std::size_t behind = f + t.has_exports + t.has_imports + 1;  // columns after the sectors
  std::string out = own.code + "," + own.name;
  for (const std::string& s : t.sectors) out += "," + csv_cell(s);
  for (const std::string& d : t.final_demand_names) out += "," + csv_cell(d);
  if (t.has_exports) out += "," + own.exports;
  if (t.has_imports) out += "," + own.imports;
  out += "," + own.output + "\n";
  const auto at = [](const std::vector<double>& v, std::size_t k) {
    return v.begin() + static_cast<std::ptrdiff_t>(k);
  };
  for (std::size_t i = 0; i < n; ++i) {
    out += csv_cell(t.sectors[i]) + "," + csv_cell(t.sector_names[i]);
    append_numbers(out, at(t.Z, i * n), n);
    append_numbers(out, at(t.Y, i * f), f);
    if (t.has_exports) append_numbers(out, at(t.exports, i), 1);
    if (t.has_imports) append_numbers(out, at(t.imports, i), 1);
    append_numbers(out, at(t.output, i), 1);
    out += "\n";
  }
  const auto bottom_row = [&](const std::string& code, const std::string& name, auto from) {
    out += csv_cell(code) + "," + csv_cell(name);
    append_numbers(out, from, n);
    out.append(behind, ',') += "\n";
  };
  for (std::size_t v = 0; v < t.primary_names.size(); ++v)
    bottom_row(t.primary_names[v], t.primary_descriptions[v], at(t.V, v * n));
  bottom_row(own.output_row, "Total inputs", at(t.total_input, 0));
  return out;
}

std::string table_toml(const io_table& t, const table_descriptor& about, const std::string& accounts_file,
                       const std::vector<account>& accounts) {
  const own_names own = names_in(t);
  std::string out;
  add_unless_empty(out, "title", about.title);
  add_unless_empty(out, "source", about.source);
  add_unless_empty(out, "prices", about.prices);
  if (about.year) out += fmt::format("year = {}\n", *about.year);
  add_unless_empty(out, "flows", word_of(about.flows));
  add_unless_empty(out, "unit", t.unit);
  out += "encoding = \"UTF-8\"\n";
  add_unless_empty(out, "region_separator", separator_of(t));
  out +=
      fmt::format("\n[columns]\nlabels = {}\nnames = {}\nfinal_demand = {}\nexports = {}\nimports = {}\noutput = {}\n",
                  text(own.code), texts({own.name}), texts(t.final_demand_names), text(own.exports), text(own.imports),
                  text(own.output));
  out += fmt::format("\n[rows]\noutput = {}\n", text(own.output_row));
  if (!about.value_added.empty()) out += fmt::format("value_added = {}\n", texts(about.value_added));
  if (!about.imported_inputs.empty()) out += fmt::format("imported_inputs = {}\n", texts(about.imported_inputs));
  if (about.households) {
    out += fmt::format("\n[households]\nincome = {}\nconsumption = {}\n", texts(about.households->income),
                       texts(about.households->consumption));
    if (about.households->total_income) out += fmt::format("total_income = {}\n", *about.households->total_income);
  }
  return out + account_sections(t, accounts_file, accounts);
}

std::string accounts_csv(const std::vector<std::string>& sectors, const std::vector<std::string>& uses,
                         const std::vector<account>& accounts) {
  const bool told =
      std::any_of(accounts.begin(), accounts.end(), [](const account& a) { return !a.final_demand.empty(); });
  std::string out = free_name("code", sectors) + "," + free_name("name", sectors);
  for (const std::string& s : sectors) out += "," + csv_cell(s);
  if (told)
    for (const std::string& u : uses) out += "," + csv_cell(u);
  out += "\n";
  for (const account& a : accounts) {
    out += csv_cell(a.code) + "," + csv_cell(a.name);
    append_numbers(out, a.values.begin(), a.values.size());
    const std::vector<double> direct = a.final_demand.empty() ? std::vector<double>(uses.size()) : a.final_demand;
    if (told) append_numbers(out, direct.begin(), direct.size());
    out += "\n";
  }
  return out;
}

void write_table(output_folder& out, const std::string& name, const io_table& t, const table_descriptor& about,
                 const std::vector<account>& accounts) {
  const std::string accounts_file = name + "_accounts.csv";
  std::vector<account> all = t.accounts;
  all.insert(all.end(), accounts.begin(), accounts.end());
  out.write(name + ".csv", table_csv(t));
  out.write(name + ".toml", table_toml(t, about, accounts_file, all));
  if (!all.empty()) out.write(accounts_file, accounts_csv(t.sectors, t.final_demand_names, all));
}

}  // namespace agglo
