// The weights of a split, from the command line and from a file.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "host/model/sector_split.hpp"
#include "host/table/csv.hpp"
#include "host/table/nearest.hpp"
#include "host/table/number.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

void divide_by_sum(std::vector<double>& weights) {
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (double& w : weights) w /= sum;
}

class weights_reader {
 public:
  weights_reader(csv_reader& csv, const io_table& table, split_weights& weights, row_errors& errors)
      : csv_(csv), t_(table), w_(weights), errors_(errors), code_(csv.require("code")), name_(csv.find("name")) {}

  void read() {
    find_columns();
    errors_.throw_if_any();
    while (csv_.next()) read_row();
    for (std::size_t k = 0; k < w_.sectors.size(); ++k)
      if (line_[k] == 0)
        errors_.add({csv_.file(), 1, 1, w_.sectors[k], "a row for this code of --into, found none",
                     suggestion(w_.sectors[k], strangers_)});
    errors_.throw_if_any();
    for (const column& c : columns_) check_sum(c);
    errors_.throw_if_any();
    for (column& c : columns_) {
      divide_by_sum(c.weights);
      if (c.one.empty())
        *c.to = std::move(c.weights);
      else
        c.of->push_back({c.one, std::move(c.weights)});
    }
  }

 private:
  struct column {
    index_type at;
    std::vector<double>* to;                 // a list for all partners
    std::vector<split_weights::of_one>* of;  // or for one
    std::string one;
    std::vector<double> weights;
  };

  void find_columns() {
    static const std::vector<std::string> known{"name",    "output",  "sales",      "inputs",
                                                "imports", "exports", "sales:CODE", "inputs:CODE"};
    for (index_type c = 0; c < static_cast<index_type>(csv_.header().size()); ++c) {
      const std::string& name = csv_.header()[static_cast<std::size_t>(c)];
      if (c == code_ || c == name_) continue;
      column found{c, nullptr, nullptr, "", std::vector<double>(w_.sectors.size())};
      for (const auto& [word, list] : {std::pair{"output", &w_.output},
                                       {"sales", &w_.sales},
                                       {"inputs", &w_.inputs},
                                       {"imports", &w_.imports},
                                       {"exports", &w_.exports}})
        if (name == word) found.to = list;
      for (const auto& [word, list] : {std::pair{"sales:", &w_.sales_to}, {"inputs:", &w_.inputs_from}})
        if (name.starts_with(word)) found.of = list, found.one = name.substr(std::string(word).size());
      if (found.of != nullptr && std::find(t_.sectors.begin(), t_.sectors.end(), found.one) == t_.sectors.end())
        errors_.add(csv_.at_header(c, "a sector of the table behind the colon", suggestion(found.one, t_.sectors)));
      else if (found.of == nullptr && found.to == nullptr)
        errors_.add(csv_.at_header(c, "code or a kind of weights", suggestion(name, known)));
      else
        columns_.push_back(std::move(found));
    }
  }

  void read_row() {
    const std::string code(csv_[code_]);
    const auto at = std::find(w_.sectors.begin(), w_.sectors.end(), code);
    if (at == w_.sectors.end()) {
      strangers_.push_back(code);
      return errors_.add(csv_.at(code_, "a code that --into names", suggestion(code, w_.sectors)));
    }
    const auto k = static_cast<std::size_t>(at - w_.sectors.begin());
    if (line_[k] != 0)
      errors_.add(csv_.at(code_, fmt::format("every code once, found it in line {} already", line_[k]),
                          "remove one of the two rows"));
    line_[k] = csv_.line();
    if (name_ >= 0) w_.names[k] = csv_[name_];
    for (column& c : columns_) {
      const parsed_number n = parse_number(csv_[c.at]);
      if (!n)
        errors_.add(csv_.at(c.at, fmt::format("a weight, found {}", n.problem), "write a plain number such as 0.4"));
      else if (n.value < 0)
        errors_.add(csv_.at(c.at, "a weight of zero or more", "weights are shares, none is taken away"));
      c.weights[k] = n.value;
    }
  }

  void check_sum(const column& c) {
    if (std::any_of(c.weights.begin(), c.weights.end(), [](double w) { return w > 0; })) return;
    errors_.add(csv_.at_header(c.at, "weights of which one is above zero", "leave the column out if nothing is known"));
  }

  csv_reader& csv_;
  const io_table& t_;
  split_weights& w_;
  row_errors& errors_;
  index_type code_, name_;
  std::vector<column> columns_;
  std::vector<index_type> line_ = std::vector<index_type>(w_.sectors.size());
  std::vector<std::string> strangers_;
};

}  // namespace

split_weights parse_into(const std::string& into) {
  split_weights w;
  const auto refuse = [&](const std::string& part, const char* expected) {
    throw usage_error(
        fmt::format("--into {}: '{}': expected {}; mend: --into NEW1=0.6,NEW2=0.4", into, part, expected));
  };
  std::size_t with_weight = 0;
  for (std::size_t from = 0; from <= into.size();) {
    const std::size_t end = std::min(into.find(',', from), into.size());
    const std::string part = into.substr(from, end - from);
    const std::size_t equals = part.find('=');
    const std::string code = part.substr(0, equals);
    if (code.empty()) refuse(part, "the code of a new sector");
    if (std::find(w.sectors.begin(), w.sectors.end(), code) != w.sectors.end()) refuse(part, "every new code once");
    w.sectors.push_back(code);
    if (equals != std::string::npos) {
      const parsed_number n = parse_number(std::string_view(part).substr(equals + 1));
      if (!n || n.value <= 0) refuse(part, "a weight above zero");
      w.output.push_back(n.value);
      ++with_weight;
    }
    from = end + 1;
  }
  if (w.sectors.size() < 2) refuse(into, "two new sectors or more");
  if (with_weight != 0 && with_weight != w.sectors.size()) refuse(into, "a weight behind every code, or behind none");
  w.names.resize(w.sectors.size());
  divide_by_sum(w.output);
  return w;
}

void read_weights(const std::filesystem::path& file, const io_table& table, split_weights& weights) {
  row_errors errors;
  csv_reader csv(file, errors);
  weights_reader(csv, table, weights, errors).read();
}

}  // namespace agglo
