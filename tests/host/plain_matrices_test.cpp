#include "host/table/formats/plain_matrices.hpp"

#include <cmath>
#include <cstring>

#include "host/report/array_text.hpp"
#include "host/table/formats/published.hpp"
#include "host/table/io_audit.hpp"
#include "host/table/matrix_market.hpp"
#include "host/table/npy.hpp"
#include "tests/host/table_files.hpp"
#include "tests/host/temporary_folder.hpp"

namespace agglo::test {
namespace {

io_table read(const std::filesystem::path& table) {
  table_descriptor d = describe_table(table);
  EXPECT_EQ(d.format, "matrices") << table;
  return read_described(table, d);
}

/// An .npy file as numpy.save lays it out.
std::string npy(const std::string& type, bool fortran, const std::string& shape, const std::string& data,
                int version = 1) {
  std::string header =
      "{'descr': '" + type + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': " + shape + ", }";
  const std::size_t begin = version == 1 ? 10 : 12;
  while ((begin + header.size() + 1) % 64 != 0) header += ' ';
  header += '\n';
  std::string out = "\x93NUMPY";
  out += static_cast<char>(version), out += '\0';
  out += static_cast<char>(header.size() & 0xFF), out += static_cast<char>(header.size() >> 8);
  if (version > 1) out += std::string(2, '\0');
  return out + header + data;
}
template <class T>
std::string bytes(std::vector<T> values) {
  std::string out(values.size() * sizeof(T), '\0');
  std::memcpy(out.data(), values.data(), out.size());
  return out;
}

// Miller & Blair (2009), ch. 2: two sectors.
const std::string Z_csv = "code,S1,S2\nS1,150,500\nS2,200,100\n", Y_csv = "code,household\nS1,350\nS2,1700\n",
                  x_csv = "code,output\nS1,1000\nS2,2000\n", V_csv = "code,S1,S2\nVA,650,1400\n";

TEST(PlainMatrices, FolderOfText) {
  const temporary_folder folder;
  folder.write("Z.csv", Z_csv), folder.write("Y.csv", Y_csv), folder.write("x.csv", x_csv),
      folder.write("V.csv", V_csv);
  const io_table t = read(folder.path());
  EXPECT_EQ(t.sectors, (std::vector<std::string>{"S1", "S2"}));
  EXPECT_EQ(t.Z, (std::vector<double>{150, 500, 200, 100}));
  EXPECT_EQ(t.Y, (std::vector<double>{350, 1700}));
  EXPECT_EQ(t.final_demand_names, std::vector<std::string>{"household"});
  EXPECT_EQ(t.output, (std::vector<double>{1000, 2000}));
  EXPECT_EQ(t.V, (std::vector<double>{650, 1400}));
  EXPECT_EQ(t.primary_names, std::vector<std::string>{"VA"});
  EXPECT_TRUE(t.assumptions.empty());
  EXPECT_EQ(audit(t).row_imbalance, 0);
}

TEST(PlainMatrices, WhatIsMissingIsTheRest) {
  const temporary_folder folder;
  folder.write("Z.csv", Z_csv), folder.write("Y.csv", Y_csv);
  io_table t = read(folder.path() / "Z.csv");
  EXPECT_EQ(t.output, (std::vector<double>{1000, 2000}));
  EXPECT_EQ(t.V, (std::vector<double>{650, 1400}));
  EXPECT_EQ(t.assumptions.size(), 2u);
  std::filesystem::remove(folder.path() / "Y.csv");
  EXPECT_TRUE(contains(message_of([&] { read(folder.path()); }), "expected final demand Y or output x beside it"));
  folder.write("x.txt", "1000 2000");
  EXPECT_TRUE(contains(message_of([&] { read(folder.path()); }), "x.txt"));
  folder.write("x.txt", "1000\n2000\n");
  t = read(folder.path());
  EXPECT_EQ(t.Y, (std::vector<double>{350, 1700}));
  EXPECT_EQ(t.final_demand_names, std::vector<std::string>{"final_demand"});
}

TEST(PlainMatrices, LabelsOfTwoLevelsAreRegionAndIndustry) {
  const temporary_folder folder;
  folder.write("Z.csv", "region,,N,S\nsector,,a,a\nregion,sector,,\nN,a,1,2\nS,a,3,4\n");
  folder.write("Y.csv", "region,,N,abroad\n,,c,c\nN,a,5,0\nS,a,6,1\n");
  const io_table t = read(folder.path());
  EXPECT_EQ(t.sectors, (std::vector<std::string>{"N:a", "S:a"}));
  EXPECT_EQ(t.regions, (std::vector<std::string>{"N", "S"}));
  EXPECT_EQ(t.industries, (std::vector<std::string>{"a", "a"}));
  EXPECT_EQ(t.final_demand_regions, (std::vector<std::string>{"N", ""}));
  EXPECT_EQ(t.output, (std::vector<double>{8, 14}));
}

TEST(PlainMatrices, BinaryTrioWithLabelsBeside) {
  const temporary_folder folder;
  folder.write("Z.npy", npy("<f8", false, "(2, 2)", bytes<double>({150, 500, 200, 100})));
  folder.write("x.npy", npy("<f4", false, "(2,)", bytes<float>({1000, 2000})));
  folder.write("Y.mtx", "%%MatrixMarket matrix coordinate real general\n% note\n2 1 2\n1 1 350\n2 1 1700\n");
  EXPECT_EQ(read(folder.path()).sectors, (std::vector<std::string>{"1", "2"}));
  folder.write("labels.csv", "code\nS1\nS2\n");
  for (const auto& table : {folder.path(), folder.path() / "Z.npy"}) {
    const io_table t = read(table);
    EXPECT_EQ(t.sectors, (std::vector<std::string>{"S1", "S2"}));
    EXPECT_EQ(t.Z, (std::vector<double>{150, 500, 200, 100}));
    EXPECT_EQ(audit(t).row_imbalance, 0);
  }
  folder.write("labels.csv", "S1\nS2\nS3\nS4\n");
  EXPECT_TRUE(contains(message_of([&] { read(folder.path()); }), "labels.csv: expected 2 labels"));
}

TEST(PlainMatrices, ShapesAndLabelsThatDoNotFit) {
  const temporary_folder folder;
  const auto refused = [&] { return message_of([&] { read(folder.path()); }); };
  folder.write("Y.csv", Y_csv);
  folder.write("Z.csv", "code,S1,S2\nS1,150,500\n");
  EXPECT_TRUE(contains(refused(), "Z.csv: expected as many rows as columns, found 1 x 2"));
  folder.write("Z.csv", "code,S1,S3\nS1,150,500\nS2,200,100\n");
  EXPECT_TRUE(contains(refused(), "labels of the columns: 'S3': expected 'S2', number 2 of those of the rows"));
  folder.write("Z.csv", "code,S1,S1\nS1,150,500\nS1,200,100\n");
  EXPECT_TRUE(contains(refused(), "'S1': expected every sector's label once"));
  folder.write("Z.csv", Z_csv);
  folder.write("Y.csv", "code,household\nS2,1700\nS1,350\n");
  EXPECT_TRUE(contains(refused(), "bring both into one order"));
  folder.write("Y.csv", Y_csv);
  folder.write("x.csv", "code,output\nS1,1000\n");
  EXPECT_TRUE(contains(refused(), "x.csv: expected 2 x 1 numbers, one output for each sector of"));
  folder.write("x.csv", "code,output\nS1,1000\nS2,-1\n");
  EXPECT_TRUE(contains(refused(), "S2: expected an output of zero or more, found -1"));
  folder.write("x.csv", x_csv);
  folder.write("V.csv", "code,S1\nVA,650\n");
  EXPECT_TRUE(contains(refused(), "V.csv: expected 1 x 2 numbers"));
  folder.write("V.csv", "code,S1,S2\nVA,650,x\n");
  EXPECT_TRUE(contains(refused(), "V.csv:2:8: 'x': expected a number of units of the file"));
  folder.write("Z.npy", "x");
  EXPECT_TRUE(contains(refused(), "Z.csv and Z.npy: expected one file of each matrix"));
}

TEST(Npy, TypesOrdersAndVersions) {
  const std::vector<double> wanted{1, 2, 3, 4, 5, 6};  // 2 x 3
  for (const int version : {1, 2, 3}) {
    EXPECT_EQ(npy_from(npy("<f8", false, "(2, 3)", bytes<double>({1, 2, 3, 4, 5, 6}), version), "t").values, wanted);
    EXPECT_EQ(npy_from(npy("<f8", true, "(2, 3)", bytes<double>({1, 4, 2, 5, 3, 6}), version), "t").values, wanted);
    EXPECT_EQ(npy_from(npy("<f4", true, "(2, 3)", bytes<float>({1, 4, 2, 5, 3, 6}), version), "t").values, wanted);
  }
  const labelled_matrix vector = npy_from(npy("<f8", false, "(6,)", bytes(wanted)), "t");
  EXPECT_EQ(vector.rows, 6);
  EXPECT_EQ(vector.columns, 1);
  EXPECT_EQ(npy_from(npy("<f8", false, "(0, 3)", ""), "t").values.size(), 0u);
  // What agglo itself writes.
  const labelled_matrix ours = npy_from(to_npy({{{"r", {"a", "b"}}, {"c", {"x", "y", "z"}}}, wanted}), "t");
  EXPECT_EQ(ours.values, wanted);
  EXPECT_EQ(ours.rows, 2);
}

TEST(Npy, WhatIsWrongAndWhere) {
  const auto refused = [](const std::string& text) { return message_of([&] { npy_from(text, "t.npy"); }); };
  const std::string good = npy("<f8", false, "(1, 2)", bytes<double>({1, 2}));
  EXPECT_TRUE(contains(refused("PK"), "t.npy: byte 0: expected NumPy's mark"));
  EXPECT_TRUE(contains(refused("\x93NUMPY"), "byte 6: expected a header, found the end of the file"));
  EXPECT_TRUE(contains(refused(npy("<f8", false, "(1,)", bytes<double>({1}), 4)), "format 1.0, 2.0 or 3.0, found 4.0"));
  EXPECT_TRUE(contains(refused(good.substr(0, 40)), "byte 40: expected a header of"));
  EXPECT_TRUE(contains(refused(good.substr(0, good.size() - 1)), "1 x 2 entries of 8 bytes, found 15 bytes"));
  EXPECT_TRUE(contains(refused(good + "x"), "found 17 bytes"));
  EXPECT_TRUE(contains(refused(npy(">f8", false, "(1,)", bytes<double>({1}))), "'<f8' or '<f4', found '>f8'"));
  EXPECT_TRUE(contains(refused(npy("<i8", false, "(1,)", bytes<double>({1}))), "found '<i8'"));
  EXPECT_TRUE(contains(refused(npy("<f8", false, "(1, 1, 1)", bytes<double>({1}))),
                       "a shape of one or two axes, found (1, 1, 1)"));
  EXPECT_TRUE(contains(refused(npy("<f8", false, "()", bytes<double>({1}))), "a shape of one or two axes"));
  EXPECT_TRUE(contains(refused(npy("<f8", false, "(99999999999, 99999999999)", "")), "found 0 bytes"));
  EXPECT_TRUE(contains(refused(npy("<f8", false, "(1, 2)", bytes<double>({1, std::nan("")}))),
                       "finite entries, found nan in row 0, column 1"));
}

TEST(MatrixMarket, CoordinateAndArray) {
  const labelled_matrix sparse = matrix_market_from(
      "%%MatrixMarket MATRIX coordinate real general\r\n%c\r\n\r\n2 3 2\r\n2 3 -1.5e1\r\n1 1 4\r\n", "t");
  EXPECT_EQ(sparse.values, (std::vector<double>{4, 0, 0, 0, 0, -15}));
  EXPECT_EQ(matrix_market_from("%%MatrixMarket matrix coordinate integer symmetric\n2 2 2\n1 1 4\n2 1 3\n", "t").values,
            (std::vector<double>{4, 3, 3, 0}));
  EXPECT_EQ(matrix_market_from("%%MatrixMarket matrix array real general\n2 3\n1\n4\n2\n5\n3\n6\n", "t").values,
            (std::vector<double>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(matrix_market_from("%%MatrixMarket matrix array real symmetric\n2 2\n1\n2\n3\n", "t").values,
            (std::vector<double>{1, 2, 2, 3}));
  EXPECT_EQ(matrix_market_from("%%MatrixMarket matrix coordinate real general\n0 0 0\n", "t").rows, 0);
}

TEST(MatrixMarket, WhatIsWrongAndWhere) {
  const auto refused = [](const std::string& text) { return message_of([&] { matrix_market_from(text, "t.mtx"); }); };
  const std::string banner = "%%MatrixMarket matrix coordinate real general\n";
  EXPECT_TRUE(contains(refused(""), "t.mtx:1:1: '': expected %%matrixmarket"));
  EXPECT_TRUE(contains(refused("a,b\n"), "t.mtx:1:1: 'a,b': expected %%matrixmarket"));
  EXPECT_TRUE(contains(refused("%%MatrixMarket matrix coordinate complex general\n"),
                       "t.mtx:1:34: 'complex': expected real or"));
  EXPECT_TRUE(
      contains(refused("%%MatrixMarket matrix array real hermitian\n"), "'hermitian': expected general or symmetric"));
  EXPECT_TRUE(contains(refused(banner), "the number of rows and columns, found the end"));
  EXPECT_TRUE(contains(refused(banner + "2 x 1\n"), "t.mtx:2:3: 'x': expected the number of columns"));
  EXPECT_TRUE(contains(refused(banner + "2 2 5\n"),
                       "t.mtx:2:5: '5': expected the number of entries, a whole number from 0 to 4"));
  EXPECT_TRUE(contains(refused(banner + "2 2 1\n3 1 5\n"),
                       "t.mtx:3:1: '3': expected the row of an entry, a whole number from 1 to 2"));
  EXPECT_TRUE(contains(refused(banner + "2 2 1\n1 0 5\n"), "t.mtx:3:3: '0'"));
  EXPECT_TRUE(contains(refused(banner + "2 2 1\n1 1 five\n"), "t.mtx:3:5: 'five': expected a number"));
  EXPECT_TRUE(contains(refused(banner + "2 2 1\n1 1 5 6\n"), "t.mtx:3:7: '6': expected the end of the line"));
  EXPECT_TRUE(contains(refused(banner + "2 2 2\n1 1 5\n1 1 6\n"), "'1 1': expected every entry once"));
  EXPECT_TRUE(contains(refused(banner + "2 2 2\n1 1 5\n"), "expected 2 entries, found 1 and the end of the file"));
  EXPECT_TRUE(
      contains(refused(banner + "2 2 1\n1 1 5\n2 2 5\n"), "t.mtx:4:1: '2': expected the end of the file after 1"));
  EXPECT_TRUE(
      contains(refused("%%MatrixMarket matrix coordinate real symmetric\n2 2 1\n1 2 5\n"), "whole number from 1 to 1"));
  EXPECT_TRUE(contains(refused(banner + "2000000000 2000000000 0\n"), "needs 27.8 EiB of memory"));
}

}  // namespace
}  // namespace agglo::test
