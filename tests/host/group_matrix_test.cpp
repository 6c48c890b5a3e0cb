// The matrix between groups by the routes that do not weigh every pair, against every pair.
#include "host/analysis/group_matrix.hpp"

#include "tests/pair_world.hpp"

namespace agglo::test {

template <class S>
class GroupMatrix : public PairTest<S> {
 protected:
  std::vector<double> matrix_by(pair_route by, const pair_world& w, const std::vector<double>& v,
                                const std::vector<int>& label, index_type groups) {
    return this->with(w, [&](const pair_factors<S>& f) {
      return group_matrix(this->ctx(), f, v, label, groups, by, [&](index_type done, index_type of) {
        EXPECT_LE(done, of);
        last_ = done;
      });
    });
  }
  index_type last_ = -1;
};
TYPED_TEST_SUITE(GroupMatrix, Spaces, SpaceName);

// Around the eight groups that go together; some groups have no firm.
TYPED_TEST(GroupMatrix, MatchesBruteForce) {
  for (const int groups : {1, 7, 8, 9, 17}) {
    const pair_world places =
        this->without_own(this->with_sectors(this->with_places(this->firms(70), distance_decay::exponential(80))));
    const pair_world near = this->without_own(this->with_sectors(this->with_technology(this->firms(70), 3, false)));
    const auto v = this->values(70, 13);
    const auto label = this->labels(70, 0, groups, 14);
    EXPECT_TRUE(close_entries(this->matrix_by(pair_route::grouped, places, v, label, groups),
                              places.brute_matrix(v, label, groups), 1e-11))
        << groups;
    EXPECT_TRUE(close_entries(this->matrix_by(pair_route::low_rank, near, v, label, groups),
                              near.brute_matrix(v, label, groups), 1e-11))
        << groups;
    EXPECT_EQ(this->last_, groups);
  }
}

TEST(GroupMatrixChoice, GroupsThatAreFewAndNoCoordinates) {
  EXPECT_TRUE(group_matrix_is_cheaper(pair_route::low_rank, 1000, 10));
  EXPECT_FALSE(group_matrix_is_cheaper(pair_route::low_rank, 100, 10));
  EXPECT_FALSE(group_matrix_is_cheaper(pair_route::all_pairs, 1000, 10));
}

}  // namespace agglo::test
