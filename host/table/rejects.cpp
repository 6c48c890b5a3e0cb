#include "host/table/rejects.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <system_error>

#include "kernels/base/error.hpp"

namespace agglo {

std::size_t write_rejects(const std::filesystem::path& to, const std::string& header, const row_errors& errors) {
  std::map<index_type, const std::string*> rows;  // one row may be at fault more than once
  for (const row_error& e : errors.all())
    if (e.row_line > 0) rows[e.row_line] = &e.row;
  if (rows.empty()) return 0;
  std::filesystem::path part = to;
  part += ".part";
  std::ofstream out(part, std::ios::binary);
  out << header << '\n';
  for (const auto& [line, row] : rows) out << *row << '\n';
  out.close();
  std::error_code failed;
  if (out) std::filesystem::rename(part, to, failed);
  if (!out || failed) {
    const std::string why = failed ? failed.message() : std::strerror(errno);
    std::filesystem::remove(part, failed);
    throw output_error(fmt::format("{}: cannot be written: {}", to.string(), why));
  }
  return rows.size();
}

}  // namespace agglo
