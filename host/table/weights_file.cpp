#include "host/table/weights_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "host/table/csv.hpp"
#include "host/table/file_bytes.hpp"
#include "host/table/matrix_market.hpp"
#include "host/table/nearest.hpp"
#include "host/table/number.hpp"
#include "host/table/row_error.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

/// A word and where it stands.
struct word {
  std::string text;
  index_type line, column;
};

/// The words of a text, one after another: these files are read by words, whatever their lines.
class words_of {
 public:
  words_of(std::string text, std::string name) : text_(std::move(text)), name_(std::move(name)) {}

  /// The next word; an empty one at the end.
  word next() {
    while (at_ < text_.size() && blank(text_[at_])) step();
    word w{"", line_, column_};
    while (at_ < text_.size() && !blank(text_[at_])) w.text += text_[at_], step();
    return w;
  }
  /// The words left on this line.
  std::vector<word> rest_of_line() {
    std::vector<word> out;
    while (at_ < text_.size() && text_[at_] != '\n') {
      if (blank(text_[at_]))
        step();
      else
        out.push_back(next());
    }
    return out;
  }
  [[noreturn]] void fail(const word& w, const std::string& expected, const std::string& mend) const {
    throw data_error(
        row_error{name_, w.line, w.column, w.text.empty() ? "the end of the file" : w.text, expected, mend}.message());
  }
  index_type whole(const word& w, const char* what) const {
    const parsed_number n = parse_number(w.text);
    if (w.text.empty() || !n || n.value < 0 || n.value > 2e9 || n.value != static_cast<double>(index_type(n.value)))
      fail(w, fmt::format("{}, a whole number", what), "copy the whole file, or write it again");
    return static_cast<index_type>(n.value);
  }
  /// The first line's number of units: "n", or "0 n shapefile id".
  index_type units() {
    const word first = next();
    const std::vector<word> more = rest_of_line();
    return whole(more.size() >= 2 ? more[0] : first, "the number of units");
  }

 private:
  static bool blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
  void step() {
    const bool line_ends = text_[at_] == '\n';
    // columns count characters, not the bytes that continue one
    if ((static_cast<unsigned char>(text_[at_]) & 0xC0U) != 0x80) ++column_;
    ++at_;
    if (line_ends) ++line_, column_ = 1;
  }

  std::string text_, name_;
  std::size_t at_ = 0;
  index_type line_ = 1, column_ = 1;
};

/// Units by the order in which they come, and pairs in any order, turned into rows.
class pair_list {
 public:
  index_type number(const std::string& unit) {
    const auto [at, fresh] = number_.emplace(unit, static_cast<index_type>(units_.size()));
    if (fresh) units_.push_back(unit);
    return at->second;
  }
  [[nodiscard]] bool knows(const std::string& unit) const { return number_.contains(unit); }
  [[nodiscard]] const std::vector<std::string>& units() const { return units_; }
  /// false: the pair was there already.
  bool add(index_type from, index_type to, double weight) {
    rows_.resize(units_.size());
    return rows_[static_cast<std::size_t>(from)].emplace(static_cast<int>(to), weight).second;
  }
  spatial_weights rows(const std::filesystem::path& file) {
    rows_.resize(units_.size());
    spatial_weights W;
    W.name = file.stem().string(), W.source = file.filename().string();
    W.units = std::move(units_);
    W.start.push_back(0);
    for (const auto& row : rows_) {
      for (const auto& [to, weight] : row) W.column.push_back(to), W.weight.push_back(weight);
      W.start.push_back(W.entries());
    }
    return W;
  }

 private:
  std::unordered_map<std::string, index_type> number_;
  std::vector<std::string> units_;
  std::vector<std::map<int, double>> rows_;
};

spatial_weights read_gal(const std::filesystem::path& file) {
  words_of in(bytes_of(file), file.string());
  pair_list pairs;
  struct neighbour {
    index_type from;
    word to;
  };
  std::vector<neighbour> neighbours;
  const index_type n = in.units();
  for (index_type i = 0; i < n; ++i) {
    const word unit = in.next();
    if (unit.text.empty())
      in.fail(unit, fmt::format("{} units, found {}", n, i), "copy the whole file, or correct its first line");
    if (pairs.knows(unit.text)) in.fail(unit, "every unit once", "remove the second, or correct its name");
    const index_type from = pairs.number(unit.text);
    for (index_type left = in.whole(in.next(), "a unit's number of neighbours"); left > 0; --left) {
      neighbours.push_back({from, in.next()});
      if (neighbours.back().to.text.empty())
        in.fail(neighbours.back().to, "a neighbour of " + unit.text, "copy the whole file, or correct the count");
    }
  }
  if (const word more = in.next(); !more.text.empty())
    in.fail(more, fmt::format("the end of the file after {} units", n), "correct the first line, or a unit's count");
  for (const neighbour& to : neighbours) {
    if (!pairs.knows(to.to.text))
      in.fail(to.to, "a unit that has a row of its own", suggestion(to.to.text, pairs.units()));
    if (!pairs.add(to.from, pairs.number(to.to.text), 1)) in.fail(to.to, "every neighbour once", "remove the second");
  }
  return pairs.rows(file);
}

spatial_weights read_gwt(const std::filesystem::path& file) {
  words_of in(bytes_of(file), file.string());
  pair_list pairs;
  const index_type n = in.units();
  for (word from = in.next(); !from.text.empty(); from = in.next()) {
    const word to = in.next(), weight = in.next();
    const parsed_number w = parse_number(weight.text);
    if (weight.text.empty() || !w || w.value < 0)
      in.fail(weight, "a weight of 0 or more", "give every line a unit, its neighbour and a weight");
    const index_type i = pairs.number(from.text), j = pairs.number(to.text);
    if (!pairs.add(i, j, w.value)) in.fail(from, "every pair once", "remove the second, or add up their weights");
  }
  if (const auto found = static_cast<index_type>(pairs.units().size()); found != n)
    throw data_error(row_error{file.string(), 1, 0, std::to_string(n), fmt::format("the {} units that it names", found),
                               "correct the first line; a unit without neighbours needs a .gal file, or a line to "
                               "another unit of weight 0"}
                         .message());
  return pairs.rows(file);
}

spatial_weights read_edges(const std::filesystem::path& file) {
  row_errors errors;
  csv_reader csv(file, errors);
  const index_type from = csv.require("from"), to = csv.require("to"), weight = csv.find("weight");
  pair_list pairs;
  while (csv.next()) {
    for (const index_type at : {from, to})
      if (csv[at].empty()) errors.add(csv.at(at, "a unit", "fill in the cell, or remove the row"));
    parsed_number w{1, ""};
    if (weight >= 0) w = parse_number(csv[weight]);
    if (!w || w.value < 0) errors.add(csv.at(weight, "a weight of 0 or more", "write a plain number such as 0.25"));
    const index_type i = pairs.number(std::string(csv[from])), j = pairs.number(std::string(csv[to]));
    if (!pairs.add(i, j, w.value))
      errors.add(csv.at(from, "every pair once", "remove the second, or add up their weights"));
  }
  errors.throw_if_any();
  return pairs.rows(file);
}

spatial_weights read_matrix(const std::filesystem::path& file) {
  const labelled_matrix m = read_matrix_market(file);
  if (m.rows != m.columns)
    throw data_error(
        fmt::format("{}: weights are {} x {}; expected as many columns as rows", file.string(), m.rows, m.columns));
  pair_list pairs;
  for (index_type i = 0; i < m.rows; ++i) pairs.number(std::to_string(i + 1));
  for (index_type i = 0; i < m.rows; ++i)
    for (index_type j = 0; j < m.columns; ++j) {
      const double w = m.values[static_cast<std::size_t>(i * m.columns + j)];
      if (w < 0)
        throw data_error(
            fmt::format("{}: the weight of unit {} for {} is {}; expected 0 or more", file.string(), i + 1, j + 1, w));
      if (w > 0) pairs.add(i, j, w);
    }
  return pairs.rows(file);
}

spatial_weights read_kind(const std::filesystem::path& file) {
  std::string kind = file.extension().string();
  for (char& c : kind) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  if (kind == ".gal") return read_gal(file);
  if (kind == ".gwt") return read_gwt(file);
  if (kind == ".mtx") return read_matrix(file);
  if (kind == ".csv") return read_edges(file);
  throw data_error(
      fmt::format("{}: expected a weights file .gal, .gwt, .csv or .mtx, found '{}'; mend: give the file "
                  "the name of its format",
                  file.string(), kind));
}

}  // namespace

spatial_weights read_weights(const std::filesystem::path& file) {
  spatial_weights W = read_kind(file);
  if (W.units.empty()) throw data_error(file.string() + ": no units; expected the neighbours of at least one");
  return W;
}

}  // namespace agglo
