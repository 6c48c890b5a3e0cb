#include "host/table/table_descriptor.hpp"

#include "host/table/formats/published.hpp"
#include "host/table/toml_section.hpp"

namespace agglo {
namespace {

void read_columns(toml_section columns, io_layout& l) {
  l.code = columns.text("labels", l.code);
  l.names = columns.texts("names", l.names);
  l.final_demand = columns.texts("final_demand", l.final_demand);
  l.exports = columns.text("exports", l.exports);
  l.imports = columns.text("imports", l.imports);
  l.output = columns.text("output", l.output);
  l.ignored_columns = columns.texts("ignored", l.ignored_columns);
  columns.finish();
}

void read_rows(toml_section rows, table_descriptor& d) {
  d.layout.output_row = rows.text("output", d.layout.output_row);
  d.layout.ignored_rows = rows.texts("ignored", d.layout.ignored_rows);
  d.value_added = rows.texts("value_added", d.value_added);
  d.imported_inputs = rows.texts("imported_inputs", d.imported_inputs);
  d.satellites = rows.texts("satellites", d.satellites);
  rows.finish();
}

household_rows read_households(toml_section households) {
  household_rows h{households.text_or_texts("income"), households.text_or_texts("consumption")};
  if (households.has("total_income")) h.total_income = households.positive("total_income");
  households.finish();
  return h;
}

flow_kind read_flows(toml_section& top) {
  if (!top.has("flows")) return flow_kind::not_told;
  const std::string word =
      top.expect_one_of("flows", top.text("flows"), {"competitive", "domestic", "total", "interregional"});
  if (word == "competitive") return flow_kind::competitive;
  if (word == "interregional") return flow_kind::interregional;
  return word == "domestic" ? flow_kind::domestic : flow_kind::total;
}

}  // namespace

std::filesystem::path descriptor_beside(const std::filesystem::path& table) {
  std::filesystem::path beside = table.filename().empty() ? table.parent_path() : table;  // a folder may end in "/"
  if (std::filesystem::is_directory(beside))
    beside += ".toml";
  else
    beside.replace_extension(".toml");
  return std::filesystem::exists(beside) ? beside : std::filesystem::path{};
}

table_descriptor read_descriptor(const std::filesystem::path& descriptor, const std::filesystem::path& table) {
  const toml::table parsed = parse_toml(descriptor);
  toml_section top(parsed, descriptor.string(), "");
  table_descriptor d;
  d.file = descriptor;
  d.format = top.text("format", "");
  if (!d.format.empty()) top.expect_one_of("format", d.format, published_names());
  d.title = top.text("title", "");
  d.source = top.text("source", "");
  d.prices = top.text("prices", "");
  if (top.has("year")) d.year = top.integer("year");
  d.flows = read_flows(top);
  if (top.has("households")) d.households = read_households(top.section("households"));
  const bool has_columns = top.has("columns"), has_rows = top.has("rows");
  for (toml_section account : top.sections("account")) {
    d.accounts.push_back({.file = descriptor.parent_path() / account.text("file"),
                          .labels = account.text("labels", "code"),
                          .names = account.texts("names", std::vector<std::string>{"name_en", "name_zh"}),
                          .rows = account.texts("rows", std::vector<std::string>{}),
                          .unit = account.text("unit"),
                          .sectors = account.text("sectors", ""),
                          .values = account.text("values", ""),
                          .left_out = account.texts("left_out", std::vector<std::string>{})});
    account.finish();
  }
  const std::string encoding = top.text("encoding", "auto"), thousands = top.text("thousands", "");
  if (thousands.size() > 1) top.fail("thousands", "one character or none", "write thousands = \",\"");
  const std::string separator = top.text("separator", ""), decimal = top.text("decimal", ".");
  if (separator.size() > 1) top.fail("separator", "one character or none", "write separator = \";\"");
  if (decimal != "." && decimal != ",") top.fail("decimal", "\".\" or \",\"", "write decimal = \",\"");
  const std::string unit = top.text("unit", ""), region_separator = top.text("region_separator", "");
  // Keys are refused before the table is opened: a misspelt one may be why its layout cannot be guessed.
  std::optional<toml_section> columns, rows;
  if (has_columns) columns = top.section("columns");
  if (has_rows) rows = top.section("rows");
  top.finish();
  table_descriptor unread;
  if (columns) read_columns(*columns, unread.layout);
  if (rows) read_rows(*rows, unread);

  if (d.format.empty() && !columns) d.format = recognise_published(table);
  if (!d.format.empty()) {
    if (columns) top.fail("columns", "no columns beside a format, which tells them", "leave out format or [columns]");
    if (rows) read_rows(*rows, d);
    d.layout.encoding = encoding;
    d.layout.region_separator = region_separator;
    if (!thousands.empty()) d.layout.thousands = thousands[0];
    if (!separator.empty()) d.layout.separator = separator[0];
    d.layout.decimal = decimal[0];
    d.layout.unit = unit;
    return d;
  }
  if (columns && columns->has("labels"))
    d.layout.final_demand.clear(), d.layout.unit = "units of the file";
  else
    d.layout = guess_layout(table);
  if (columns) read_columns(*columns, d.layout);
  if (rows) read_rows(*rows, d);
  d.layout.encoding = encoding;
  d.layout.region_separator = region_separator;
  if (!thousands.empty()) d.layout.thousands = thousands[0];
  if (!separator.empty()) d.layout.separator = separator[0];
  d.layout.decimal = decimal[0];
  if (!unit.empty()) d.layout.unit = unit;
  return d;
}

table_descriptor describe_table(const std::filesystem::path& table, const std::filesystem::path& descriptor) {
  const std::filesystem::path file = descriptor.empty() ? descriptor_beside(table) : descriptor;
  if (!file.empty()) return read_descriptor(file, table);
  table_descriptor d;
  d.format = recognise_published(table);
  if (d.format.empty())
    d.layout = guess_layout(table);
  else
    d.layout.unit.clear();
  return d;
}

}  // namespace agglo
