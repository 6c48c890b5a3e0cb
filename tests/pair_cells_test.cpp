#include "kernels/spillover/pair_cells.hpp"

#include <limits>

#include "tests/pair_world.hpp"

// The routes of pair_sums without coordinates, against brute force and against the all-pairs route.
namespace agglo::test {
namespace {

constexpr auto sizes = {1, 31, 255, 256, 257, 1000};

}  // namespace

template <class S>
class PairCells : public PairTest<S> {
 protected:
  /// Within `tol` of the definition, and of the other route.
  void expect_route(const pair_world& w, index_type columns, pair_route wanted, double tol) {
    const auto V = this->values(w.n * columns, 13);
    const auto S_ = this->sums(w, V, columns, {.route = wanted});
    EXPECT_EQ(this->route, wanted);
    EXPECT_TRUE(close(S_, w.brute_sums(V, columns), tol)) << "n = " << w.n;
    EXPECT_TRUE(close(S_, this->sums(w, V, columns, {.route = pair_route::all_pairs}), tol)) << "n = " << w.n;
    EXPECT_EQ(this->route, pair_route::all_pairs);
  }
};
TYPED_TEST_SUITE(PairCells, Spaces, SpaceName);

TYPED_TEST(PairCells, PlacesAreGrouped) {
  for (const index_type n : sizes)
    this->expect_route(this->with_places(this->firms(n), distance_decay::exponential(60, 200)), 1, pair_route::grouped,
                       1e-12);
}
TYPED_TEST(PairCells, PlacesSectorsGroupsAndOwnersAreGrouped) {
  for (const index_type n : {31, 257})
    this->expect_route(
        this->without_own(this->with_sectors(this->with_places(this->firms(n), distance_decay::power(1, 1)))), 2,
        pair_route::grouped, 1e-12);
}
TYPED_TEST(PairCells, TechnologyAloneIsOfLowRank) {
  for (const index_type n : sizes)
    this->expect_route(this->with_technology(this->firms(n), 4, n % 2 == 0), 1, pair_route::low_rank, 1e-12);
}
TYPED_TEST(PairCells, TechnologyWithPlacesSectorsAndGroupsIsOfLowRank) {
  for (const index_type n : {31, 256})
    this->expect_route(
        this->without_own(this->with_technology(
            this->with_sectors(this->with_places(this->firms(n), distance_decay::gaussian(80))), 3, false)),
        2, pair_route::low_rank, 1e-12);
}

TYPED_TEST(PairCells, FewClassesOfManyAreOfLowRank) {
  for (const index_type n : sizes)
    for (const index_type classes : {1, 17, 1000}) {
      if (n * classes > 100'000) continue;  // 1030 classes of 90 firms stand below
      pair_world w = this->with_few_classes(this->firms(n), classes, 3, n % 2 == 0);
      const auto V = this->values(w.n, 13), got = this->sums(w, V, 1, {.route = pair_route::low_rank});
      EXPECT_EQ(this->route, pair_route::low_rank);
      if (n == 1) {
        EXPECT_NEAR(got[0], 0, 1e-15);  // the own firm is taken off again
        continue;
      }
      EXPECT_TRUE(close(got, w.brute_sums(V, 1), 1e-12)) << n << " x " << classes;
      w.sparse = false;
      EXPECT_TRUE(close(got, this->sums(w, V, 1, {.route = pair_route::low_rank}), 1e-14)) << n << " x " << classes;
    }
}
TYPED_TEST(PairCells, FewClassesWithPlacesSectorsAndGroups) {
  for (const index_type n : {31, 90}) {
    const pair_world w = this->without_own(this->with_few_classes(
        this->with_sectors(this->with_places(this->firms(n), distance_decay::gaussian(80))), 1030, 9, false));
    const auto V = this->values(w.n * 2, 13);
    EXPECT_TRUE(close(this->sums(w, V, 2, {.route = pair_route::low_rank}), w.brute_sums(V, 2), 1e-12)) << n;
  }
}

TYPED_TEST(PairCells, AutomaticTakesTheCheapest) {
  const auto route_of = [&](const pair_world& w) {
    this->sums(w, this->values(w.n, 13));
    return this->route;
  };
  EXPECT_EQ(route_of(this->with_places(this->firms(100), distance_decay::exponential(60))), pair_route::grouped);
  EXPECT_EQ(route_of(this->with_technology(this->firms(100), 4, true)), pair_route::low_rank);
  EXPECT_EQ(route_of(this->with_technology(this->on_sphere(100, distance_decay::exponential(60)), 4, true)),
            pair_route::all_pairs);
  pair_world w = this->with_technology(this->firms(100), 4, true);  // every firm its own cell: nothing to gain
  for (int i = 0; i < 100; ++i) w.owner.push_back(i);
  EXPECT_EQ(route_of(w), pair_route::all_pairs);
}

TYPED_TEST(PairCells, NothingIsLostBesideAGiant) {  // the others' 3 beside the own 1e30: added, not subtracted
  pair_world w = this->with_places(this->firms(3), distance_decay::exponential(60));
  w.place = {2, 2, 2};
  const double k = std::exp(-w.minutes[2 * 7 + 2] / 60);
  EXPECT_TRUE(close_entries(this->sums(w, {1, 1e30, 2}, 1, {.route = pair_route::grouped}), {1e30 * k, 3 * k, 1e30 * k},
                            1e-15));
}

TYPED_TEST(PairCells, AnOwnNaNStaysOut) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  pair_world w = this->with_places(this->firms(3), distance_decay::band(0, 100));
  w.place = {2, 2, 3};
  w.minutes.assign(49, 50);
  w.minutes[3 * 7 + 2] = 101;
  const auto S = this->sums(w, {nan, 10, 100}, 1, {.route = pair_route::grouped});
  EXPECT_EQ(S[0], 110);
  EXPECT_TRUE(std::isnan(S[1]));
  EXPECT_EQ(S[2], 0);  // out of reach
}

TYPED_TEST(PairCells, RefusesARouteThatDoesNotFit) {
  const auto refused = [&](const pair_world& w, pair_route asked) {
    EXPECT_THROW(this->sums(w, {1, 2, 3}, 1, {.route = asked}), shape_error);
  };
  refused(this->on_sphere(3, distance_decay::exponential(60)), pair_route::grouped);
  refused(this->with_technology(this->on_sphere(3, distance_decay::exponential(60)), 2, true), pair_route::low_rank);
  refused(this->firms(3), pair_route::low_rank);
  refused(this->with_technology(this->firms(3), 2, true), pair_route::grouped);
}

}  // namespace agglo::test
