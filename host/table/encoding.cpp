#include "host/table/encoding.hpp"

#include <fmt/format.h>
#include <iconv.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>

#include "host/table/nearest.hpp"
#include "host/table/row_error.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

constexpr std::size_t nowhere = std::string_view::npos;

/// Bytes of the well-formed UTF-8 character at p (Unicode 15, table 3-7); 0 if there is none.
std::size_t character_bytes(const char* p, const char* end) {
  const auto byte = [&](std::ptrdiff_t i) { return p + i < end ? static_cast<unsigned char>(p[i]) : 0; };
  const auto in = [&](std::ptrdiff_t i, int lo, int hi) { return byte(i) >= lo && byte(i) <= hi; };
  const int lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return in(1, 0x80, 0xBF) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF)
    return in(1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF) && in(2, 0x80, 0xBF) ? 3 : 0;
  if (lead >= 0xF0 && lead <= 0xF4)
    return in(1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF) && in(2, 0x80, 0xBF) && in(3, 0x80, 0xBF) ? 4
                                                                                                                   : 0;
  return 0;
}

/// Offset of the first byte that is not UTF-8.
std::size_t first_not_utf8(std::string_view text) {
  const char *p = text.data(), *end = p + text.size();
  while (p < end) {
    std::uint64_t eight;
    if (end - p >= 8 && (std::memcpy(&eight, p, 8), (eight & 0x8080808080808080u) == 0)) {
      p += 8;
      continue;
    }
    const std::size_t bytes = character_bytes(p, end);
    if (bytes == 0) return static_cast<std::size_t>(p - text.data());
    p += bytes;
  }
  return nowhere;
}

/// Offset of the first CJK character (three bytes, E3 to E9) of a line that is wholly UTF-8; nowhere if there is none.
std::size_t plainly_utf8(std::string_view line) {
  if (first_not_utf8(line) != nowhere) return nowhere;
  for (std::size_t i = 0; i < line.size(); ++i)
    if (const auto lead = static_cast<unsigned char>(line[i]); lead >= 0xE3 && lead <= 0xE9) return i;
  return nowhere;
}

/// What the lines of a text that is not wholly UTF-8 look like.
struct line_census {
  std::size_t utf8_lines = 0, other_lines = 0;
  std::size_t first_utf8 = nowhere, first_other = nowhere;  // offsets
};
line_census census(std::string_view text) {
  line_census out;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find_first_of("\r\n", begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    if (const std::size_t bad = first_not_utf8(line); bad != nowhere) {
      if (out.other_lines++ == 0) out.first_other = begin + bad;
    } else if (const std::size_t good = plainly_utf8(line); good != nowhere) {
      if (out.utf8_lines++ == 0) out.first_utf8 = begin + good;
    }
    begin = end + 1;
  }
  return out;
}

std::string hex(std::string_view bytes) {
  std::string out = "bytes";
  for (const char c : bytes) out += fmt::format(" {:02X}", static_cast<unsigned char>(c));
  return out;
}

[[noreturn]] void fail(const std::string& file, text_position at, std::string text, std::string expected,
                       std::string mend) {
  throw data_error(
      row_error{file, at.line, at.column, std::move(text), std::move(expected), std::move(mend)}.message());
}

/// UTF-8 of GB18030 text and how many of its bytes could be turned.
struct conversion {
  std::string text;
  std::size_t read = 0;
};
conversion from_gb18030(std::string_view bytes) {
  const iconv_t converter = iconv_open("UTF-8", "GB18030");
  if (converter == reinterpret_cast<iconv_t>(-1))
    throw data_error("this system's iconv does not know GB18030; mend: save the file as UTF-8");
  conversion out;
  out.text.resize(bytes.size() * 3 / 2 + 8);  // two bytes become at most three, four become four
  char *in = const_cast<char*>(bytes.data()), *to = out.text.data();  // iconv reads through a pointer to non-const
  std::size_t in_left = bytes.size(), out_left = out.text.size();
  iconv(converter, &in, &in_left, &to, &out_left);
  iconv_close(converter);
  out.text.resize(out.text.size() - out_left);
  out.read = bytes.size() - in_left;
  return out;
}

std::string declared_encoding(std::string_view declared, const std::string& file) {
  std::string name;
  for (const char c : declared) name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  if (name == "AUTO" || name == "GB18030") return name;
  if (name == "UTF-8" || name == "UTF8") return "UTF-8";
  if (name == "GBK" || name == "GB2312") return "GB18030";
  static const std::array<std::string, 5> known{"auto", "UTF-8", "GB18030", "GBK", "GB2312"};
  fail(file, {0, 0}, std::string(declared), "an encoding", suggestion(declared, known));
}

}  // namespace

text_position position_in(std::string_view text, std::size_t at, index_type line) {
  text_position out{line, 1};
  for (std::size_t i = 0; i < at; ++i) {
    if (text[i] == '\n' || (text[i] == '\r' && !(i + 1 < text.size() && text[i + 1] == '\n')))
      ++out.line, out.column = 1;
    else if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80)
      ++out.column;
  }
  return out;
}

decoded_text decode(std::string bytes, std::string_view declared, const std::string& file) {
  const std::string wanted = declared_encoding(declared, file);
  decoded_text out{std::move(bytes), "UTF-8"};
  if (out.text.starts_with("\xFF\xFE") || out.text.starts_with("\xFE\xFF"))
    fail(file, {1, 1}, hex(std::string_view(out.text).substr(0, 2)), "UTF-8 or GB18030, found the mark of UTF-16",
         "save the file as UTF-8");
  if (out.text.starts_with("\xEF\xBB\xBF")) {
    out.text.erase(0, 3);
    out.encoding = "UTF-8 with BOM";
  }
  const bool marked = out.encoding != "UTF-8";
  if (const std::size_t nul = out.text.find('\0'); nul != nowhere)
    fail(file, position_in(out.text, nul), "NUL byte", "text", "the file is binary or damaged: export it again");

  const std::size_t bad = first_not_utf8(out.text);
  if (bad == nowhere && wanted != "GB18030") return out;
  if (wanted == "UTF-8" || marked)
    fail(file, position_in(out.text, bad), hex(std::string_view(out.text).substr(bad, 2)), "UTF-8",
         "save the whole file as UTF-8, or declare its encoding");
  if (wanted == "AUTO") {
    const line_census lines = census(out.text);
    if (lines.utf8_lines * 1000 > lines.other_lines) {
      const std::size_t later = std::max(lines.first_utf8, lines.first_other);
      fail(file, position_in(out.text, later), hex(std::string_view(out.text).substr(later, 2)),
           fmt::format("one encoding in the whole file, found mixed encodings: line {} is UTF-8, line {} is not",
                       position_in(out.text, lines.first_utf8).line, position_in(out.text, lines.first_other).line),
           "save the whole file as UTF-8; if all of it is GB18030, declare encoding = \"GB18030\"");
    }
  }
  conversion gb = from_gb18030(out.text);
  if (gb.read < out.text.size())
    fail(file, position_in(gb.text, gb.text.size()), hex(std::string_view(out.text).substr(gb.read, 2)),
         wanted == "AUTO" ? "UTF-8 or GB18030" : "GB18030", "save the whole file as UTF-8");
  return {std::move(gb.text), "GB18030"};
}

}  // namespace agglo
