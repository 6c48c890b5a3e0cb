#include "host/model/described_table.hpp"

#include "tests/host/table_files.hpp"

namespace agglo::test {
namespace {

constexpr const char* two_sectors = "datasets/miller-blair/two_sectors.csv";

TEST(DescribedTable, IsReadAuditedAndBalanced) {
  const described_table t = read_flow_table(two_sectors, "", import_treatment::automatic, table_work::solves);
  EXPECT_EQ(t.file, "two_sectors.csv");
  EXPECT_EQ(t.table.x.values, (std::vector<double>{1000, 2000}));
}

// 2 x 2 numbers are 32 bytes: Z as used and twice as solved, or Z and A, B, L, G twice.
TEST(DescribedTable, WorkThatDoesNotFitIsRefused) {
  const auto read = [](table_work work, double available) {
    return message_of([&] { read_flow_table(two_sectors, "", import_treatment::automatic, work, available); });
  };
  EXPECT_TRUE(contains(read(table_work::solves, 95),
                       "needs 96 bytes of memory (Z as used 32 bytes, Z as solved 64 "
                       "bytes), 95 bytes are free; mend: fewer sectors"));
  EXPECT_TRUE(contains(read(table_work::inverses, 287), "mend: --without-inverse"));
  EXPECT_NO_THROW(read_flow_table(two_sectors, "", import_treatment::automatic, table_work::solves, 96));
  EXPECT_NO_THROW(read_flow_table(two_sectors, "", import_treatment::automatic, table_work::inverses, 288));
  const auto additive = [](double available) {  // nine matrices more
    read_flow_table(two_sectors, "", import_treatment::automatic, table_work::inverses, available, {{"--additive", 9}});
  };
  EXPECT_NO_THROW(additive(576));
  const std::string said = message_of([&] { additive(575); });
  EXPECT_TRUE(contains(said, "needs 576 bytes"));
  EXPECT_TRUE(contains(said, "--additive 288 bytes"));
  EXPECT_TRUE(contains(said, "mend: leave out --additive, --without-inverse"));
}

}  // namespace
}  // namespace agglo::test
