#include "host/report/array_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <iterator>

#include "kernels/base/error.hpp"

namespace agglo {
namespace {

void append_number(std::string& out, double v) {
  if (!std::isnan(v)) fmt::format_to(std::back_inserter(out), "{}", v);
}

void append_long_form(std::string& out, const labelled_array& a) {
  for (const axis& x : a.axes) out += csv_cell(x.name) + ",";
  out += "value\n";
  std::vector<std::size_t> at(a.axes.size());
  for (const double v : a.values) {
    for (std::size_t d = 0; d < at.size(); ++d) out += csv_cell(a.axes[d].labels[at[d]]) + ",";
    append_number(out, v);
    out += '\n';
    for (std::size_t d = at.size(); d-- > 0;) {
      if (++at[d] < a.axes[d].labels.size()) break;
      at[d] = 0;
    }
  }
}

}  // namespace

std::string csv_cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

std::string to_csv(const labelled_array& a) {
  std::string out;
  if (a.axes.size() != 2) {
    append_long_form(out, a);
    return out;
  }
  out = csv_cell(a.axes[0].name);
  for (const std::string& c : a.axes[1].labels) out += "," + csv_cell(c);
  out += "\n";
  for (index_type i = 0; i < a.axes[0].size(); ++i) {
    out += csv_cell(a.axes[0].labels[i]);
    for (index_type j = 0; j < a.axes[1].size(); ++j) {
      out += ',';
      append_number(out, a(i, j));
    }
    out += "\n";
  }
  return out;
}

std::string to_npy(const labelled_array& a) {
  static_assert(std::endian::native == std::endian::little, "the header below says '<f8'");
  std::string shape;
  for (const axis& x : a.axes) shape += fmt::format("{}, ", x.size());
  std::string header = fmt::format("{{'descr': '<f8', 'fortran_order': False, 'shape': ({}), }}", shape);
  constexpr std::size_t preamble = 10, alignment = 64;  // magic, version, length
  header.append((alignment - (preamble + header.size() + 1) % alignment) % alignment, ' ');
  header += '\n';
  expects(header.size() < 65536, "too many axes for .npy version 1.0");
  std::string out("\x93NUMPY\x01\x00", 8);
  out += static_cast<char>(header.size() & 0xFF);
  out += static_cast<char>(header.size() >> 8);
  out += header;
  const std::size_t start = out.size();
  out.resize(start + a.values.size() * sizeof(double));
  if (!a.values.empty()) std::memcpy(out.data() + start, a.values.data(), a.values.size() * sizeof(double));
  return out;
}

std::string to_markdown(const labelled_array& a, int digits) {
  std::string out = "| " + a.axes[0].name + " |", rule = "|---|";
  const bool is_matrix = a.axes.size() == 2;
  const index_type cols = is_matrix ? a.axes[1].size() : 1;
  for (index_type j = 0; j < cols; ++j) {
    out += " " + (is_matrix ? a.axes[1].labels[j] : std::string("value")) + " |";
    rule += "---:|";
  }
  out += "\n" + rule + "\n";
  for (index_type i = 0; i < a.axes[0].size(); ++i) {
    out += "| " + a.axes[0].labels[i] + " |";
    for (index_type j = 0; j < cols; ++j) out += fmt::format(" {:.{}f} |", is_matrix ? a(i, j) : a(i), digits);
    out += "\n";
  }
  return out;
}

std::string to_plain(const labelled_array& m, int digits, double factor) {
  std::size_t label = 0;
  for (const std::string& l : m.axes[0].labels) label = std::max(label, l.size());
  const auto width = [](const std::string& column) { return std::max<std::size_t>(8, column.size()); };
  std::string out = fmt::format("  {:{}}", "", label);
  for (const std::string& c : m.axes[1].labels) out += fmt::format("  {:>{}}", c, width(c));
  out += "\n";
  for (index_type i = 0; i < m.axes[0].size(); ++i) {
    out += fmt::format("  {:{}}", m.axes[0].labels[i], label);
    for (index_type j = 0; j < m.axes[1].size(); ++j)
      out += fmt::format("  {:>{}.{}f}", m(i, j) * factor, width(m.axes[1].labels[j]), digits);
    out += "\n";
  }
  return out;
}

labelled_array columns_of(const labelled_array& m, index_type first, index_type count) {
  const auto begin = m.axes[1].labels.begin() + first;
  labelled_array out({m.axes[0], {m.axes[1].name, {begin, begin + count}}});
  for (index_type i = 0; i < m.axes[0].size(); ++i)
    for (index_type j = 0; j < count; ++j) out(i, j) = m(i, first + j);
  return out;
}

}  // namespace agglo
