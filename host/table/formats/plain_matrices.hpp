#pragma once
#include <filesystem>

#include "host/table/io_table.hpp"
#include "host/table/table_descriptor.hpp"

namespace agglo {

/// Z, and Y or x or both, each a matrix in a file of its own: a folder with Z.*, Y.*, x.* and V.*, or one of these
/// files, whose neighbours are the others. Endings: .csv .tsv .txt (text, labels in the first column and row), .npy,
/// .mtx. True for a folder or file of that kind.
bool is_plain_matrices(const std::filesystem::path& table);

/// Reads them.
///
///   Z  n x n intermediate flows. Labels from its own rows and columns, which must agree; else from the first column of
///      labels.csv, labels.txt or sectors.csv beside it; else from Y's rows; else the numbers 1 to n. Labels of two
///      levels are region and industry, joined by ':'.
///   Y  n x f final demand, exports among it; labels of its columns name the categories, else final_demand_1 to f. A
///      first level that is a region says where the column is used.
///   x  n outputs, a column or a row. Without it, x = Z 1 + Y 1; without Y, final demand is x - Z 1.
///   V  v x n primary inputs, labelled rows. Without it, one row primary_inputs = x - 1'Z.
/// What was taken as the rest cannot show an imbalance: io_table::assumptions say so. Unit  the descriptor's.
/// @throw data_error  Z is missing or not square; neither Y nor x; a shape or label that does not fit Z's, with the
///                    first place; two files of one name; what the format's reader finds
io_table read_plain_matrices(const std::filesystem::path& table, table_descriptor& d);

}  // namespace agglo
