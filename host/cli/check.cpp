#include "host/cli/check.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <exception>
#include <map>
#include <numeric>
#include <set>

#include "host/table/csv.hpp"
#include "host/table/formats/published.hpp"
#include "host/table/io_audit.hpp"
#include "host/table/place_table.hpp"
#include "host/table/rejects.hpp"
#include "host/table/table_descriptor.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

std::string counts(const std::vector<std::string>& words) {
  std::map<std::string, index_type> times;
  for (const std::string& word : words) ++times[word.empty() ? "(none)" : word];
  std::string out;
  for (const auto& [word, n] : times) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", word, n);
  return out;
}

template <class Values>
auto distinct(const Values& values) {
  return std::set<typename Values::value_type>(values.begin(), values.end()).size();
}

/// Most of the audit is a line each; here they stand below the file's name.
std::string indented(const std::string& lines) {
  std::string out;
  for (std::size_t begin = 0; begin < lines.size();) {
    const std::size_t end = std::min(lines.find('\n', begin), lines.size());
    out += "  " + lines.substr(begin, end - begin) + "\n";
    begin = end + 1;
  }
  return out;
}

void describe(const firm_table& t, const std::string& rd_unit, std::ostream& out) {
  if (t.size() == 0) {
    fmt::print(out, "  no rows\n");
    return;
  }
  const auto [first, last] = std::minmax_element(t.year.begin(), t.year.end());
  fmt::print(out, "  {} rows: {} firms, {} to {}\n", t.size(), distinct(t.firm_id), *first, *last);
  fmt::print(out, "  rows by city: {}\n", counts(t.city));
  fmt::print(out, "  rows by industry: {}\n", counts(t.industry));
  fmt::print(out, "  rows by quality: {}\n", counts(t.quality));
  fmt::print(out, "  revenue: {:.6g} million CNY in all rows\n",
             std::accumulate(t.revenue.begin(), t.revenue.end(), 0.0));
  if (const auto missing = std::count(t.rd_missing.begin(), t.rd_missing.end(), true); missing > 0)
    fmt::print(out, "  R&D ({}) missing in {} rows: a study uses them only if it declares missing_rd = \"zero\"\n",
               rd_unit, missing);
  const auto inside = t.size() - std::count(t.consolidated_in.begin(), t.consolidated_in.end(), "");
  const auto partial = std::count_if(t.weight.begin(), t.weight.end(), [](double w) { return w < 1; });
  if (inside > 0) fmt::print(out, "  {} rows consolidated in another firm: out of sums\n", inside);
  if (partial > 0) fmt::print(out, "  {} rows with a weight below 1\n", partial);
}

/// The table that a descriptor stands beside, by its name: table.toml describes table.csv, or the folder or file of a
/// known format. "" if there is none: then it is a study.
std::filesystem::path described_by(const std::filesystem::path& descriptor) {
  std::filesystem::path table = descriptor;
  for (const char* ending : {".csv", "", ".npy", ".mtx", ".txt", ".tsv"}) {
    table.replace_extension(ending);
    if (!std::filesystem::exists(table)) continue;
    if (table.extension() == ".csv" || !recognise_published(table).empty()) return table;
  }
  return {};
}

void check_one(const std::string& file, input_kind kind, std::span<const std::string> cities,
               const check_options& options, std::ostream& out) {
  switch (kind) {
    case input_kind::firms: {
      firm_format format;
      format.missing_rd_is_zero = true;  // told, not refused: that is for a study to decide
      return check_firms(file, format, cities, {}, options.rejects, out);
    }
    case input_kind::io_table:
      return check_io_table(file, describe_table(file), out);
    case input_kind::descriptor: {
      const std::filesystem::path table = described_by(file);
      fmt::print(out, "{}: describes {}\n", file, table.filename().string());
      return check_io_table(table.string(), read_descriptor(file, table), out);
    }
    case input_kind::places: {
      const place_table t = read_places(file);
      fmt::print(out, "{}: places, {}\n  cities: {}\n", file, t.encoding, t.size());
      return;
    }
    case input_kind::facts: {
      const fact_table t = read_facts(file);
      std::vector<std::string> indicators;
      for (const city_fact& f : t.facts) indicators.push_back(f.indicator);
      fmt::print(out, "{}: city facts, {}\n  {} figures: {}\n", file, t.encoding, t.size(), counts(indicators));
      return;
    }
    case input_kind::minutes: {
      const minutes_table t = read_minutes(file);
      std::vector<std::string> modes;
      for (const travel_time& time : t.times) modes.push_back(time.mode);
      fmt::print(out, "{}: travel minutes, {}\n  {} pairs by mode: {}\n", file, t.encoding, t.size(), counts(modes));
      return;
    }
    case input_kind::study:
      if (options.study) return options.study(file, out);
      fmt::print(out, "{}: a study, passed over: name its files to check them\n", file);
      return;
  }
}

}  // namespace

input_kind kind_of(const std::string& file) {
  if (const std::filesystem::path path(file); path.extension() == ".toml")
    return described_by(path).empty() ? input_kind::study : input_kind::descriptor;
  if (!descriptor_beside(file).empty() || !recognise_published(file).empty()) return input_kind::io_table;
  row_errors none;
  const csv_reader csv(file, none);
  const auto has = [&](std::initializer_list<const char*> names) {
    return std::all_of(names.begin(), names.end(), [&](const char* name) { return csv.find(name) >= 0; });
  };
  if (has({"firm_id"})) return input_kind::firms;
  if (has({"from", "to", "minutes"})) return input_kind::minutes;
  if (has({"indicator", "value"})) return input_kind::facts;
  if (has({"city", "lon", "lat"})) return input_kind::places;
  if (has({"output"}) || has({"DescriptionInChinese", "GO"})) return input_kind::io_table;
  throw data_error(
      csv.at_header(0,
                    "the header of a firms file (firm_id), a table (output), places (city, lon, lat), city "
                    "facts (indicator, value) or travel minutes (from, to, minutes)",
                    "rename the columns, or map them in a study and check that")
          .message());
}

void check_firms(const std::string& file, const firm_format& format, std::span<const std::string> cities,
                 std::span<const std::string> industries, const std::filesystem::path& rejects, std::ostream& out) {
  row_errors errors;
  const firm_table t = read_firms(file, format, cities, industries, errors);
  fmt::print(out, "{}: firms, {}\n", file, t.encoding);
  if (errors.empty()) describe(t, format.rd_unit, out);
  if (!t.warnings.empty()) fmt::print(out, "{}", indented("warning: " + t.warnings.message()));
  if (!errors.empty() && !rejects.empty()) {
    row_errors none;
    const std::string header(csv_reader(file, none, {.encoding = format.encoding}).raw());
    fmt::print(out, "  {} rows written to {}\n", write_rejects(rejects, header, errors), rejects.string());
  }
  errors.throw_if_any();
}

void check_io_table(const std::string& file, table_descriptor description, std::ostream& out) {
  const io_table t = read_described(file, description);
  const io_audit found = inspect(t);
  fmt::print(out, "{}: input-output table, {}\n", file, t.encoding);
  if (!description.format.empty()) fmt::print(out, "  format {}\n", description.format);
  for (const std::string& assumed : t.assumptions) fmt::print(out, "  assumed: {}\n", assumed);
  fmt::print(out, "{}", indented(found.text()));
  expects_sound(t, found);
}

int check(const check_options& options, std::ostream& out) {
  if (!options.rejects.empty() && options.files.size() > 1)
    throw usage_error("--rejects takes the rows of one file: name one");
  std::map<std::string, input_kind> kinds;
  std::vector<std::string> cities, failed;
  bool data_at_fault = false;
  const auto attempt = [&](const std::string& file, auto&& step) {
    try {
      step();
    } catch (const error& e) {
      const bool numeric = dynamic_cast<const numeric_error*>(&e) != nullptr;
      if (!numeric && dynamic_cast<const data_error*>(&e) == nullptr) throw;
      if (options.files.size() == 1) throw;
      fmt::print(out, "{}: cannot be used\n{}", file, indented(e.what()));
      failed.push_back(file);
      data_at_fault = data_at_fault || !numeric;
    }
  };
  for (const std::string& file : options.files)
    attempt(file, [&] {
      const input_kind kind = kind_of(file);
      if (kind == input_kind::places) {
        const place_table t = read_places(file);
        cities.insert(cities.end(), t.city.begin(), t.city.end());
      }
      kinds[file] = kind;
    });
  for (const std::string& file : options.files)
    if (kinds.contains(file)) attempt(file, [&] { check_one(file, kinds[file], cities, options, out); });
  if (failed.empty()) return 0;
  std::string names;
  for (const std::string& file : failed) names += (names.empty() ? "" : ", ") + file;
  const std::string message =
      fmt::format("{} of {} files cannot be used: {}", failed.size(), options.files.size(), names);
  if (data_at_fault) throw data_error(message);
  throw numeric_error(message);
}

}  // namespace agglo
