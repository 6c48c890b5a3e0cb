#pragma once
#include <filesystem>
#include <string>

#include "host/model/spatial_weights.hpp"

namespace agglo {

/// Reads spatial weights as their programs write them, told by the file's name:
///
///   .gal  neighbours of each unit (SpaceStat, GeoDa, PySAL, spdep): a line with the number of units, or "0 n shapefile
///         id"; then for each unit a line "unit count" and a line of its neighbours. Weights are 1.
///   .gwt  the same first line; then "unit neighbour weight", a pair a line. The third figure is the weight, as PySAL
///         has it: where it holds distances, as GeoDa writes them, these are the weights.
///   .mtx  MatrixMarket, units numbered from 1; read densely.
///   .csv  columns from, to and, if there, weight (1 otherwise): `to` is a neighbour of `from`.
///
/// Units stand in the order in which the file first names them: as rows first in .gal, wherever in .gwt and .csv.
/// @throw data_error  with file:line:column: a number or count that is none, a unit or pair twice, a neighbour that no
///                    row is for (.gal, with the nearest), a negative weight, units or neighbours missing; another name
spatial_weights read_weights(const std::filesystem::path& file);

}  // namespace agglo
