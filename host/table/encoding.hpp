#pragma once
#include <string>
#include <string_view>

#include "kernels/base/view.hpp"

namespace agglo {

/// A file's text as UTF-8 without a byte order mark, and the encoding it came in.
struct decoded_text {
  std::string text;
  std::string encoding;  ///< "UTF-8", "UTF-8 with BOM" or "GB18030"
};

/// Turns a file's bytes into UTF-8.
///
/// declared  "auto", "UTF-8", or "GB18030" (also "GBK", "GB2312": its subsets)
/// auto      UTF-8 if all of it is; else GB18030 if all of it is and no line is plainly UTF-8. A line is plainly UTF-8
///           if it is valid and holds a three-byte character of the CJK blocks: three GB18030 characters look like that
///           about three times in 100 000, so up to one line in a thousand is put down to chance.
/// Bytes of one encoding in a file of the other are never guessed at.
/// Cost      one pass at memory speed for UTF-8; O(bytes) memory.
/// @throw data_error  with file:line:column: mixed encodings, bytes that neither encoding has, NUL bytes, UTF-16, an
///                    unknown `declared`
decoded_text decode(std::string bytes, std::string_view declared, const std::string& file);

/// Where `at` stands in UTF-8 text whose first byte is line `line`, column 1. A line ends with LF, CRLF or CR.
struct text_position {
  index_type line = 1, column = 1;
};
text_position position_in(std::string_view text, std::size_t at, index_type line = 1);

}  // namespace agglo
