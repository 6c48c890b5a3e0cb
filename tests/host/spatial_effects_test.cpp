#include "host/analysis/spatial_effects.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/analysis/neighbour_weights.hpp"
#include "host/table/weights_file.hpp"
#include "tests/host/table_files.hpp"
#include "tests/operation_test.hpp"
#include "tests/sparse_world.hpp"

namespace agglo::test {

template <class S>
class SpatialEffects : public OperationTest<S> {
 protected:
  spatial_results run(const std::vector<spatial_weights>& W, const std::vector<spatial_model>& models,
                      const spatial_rules& rules = {}) {
    return spatial_effects(this->ctx(), W, models, rules, [](index_type, index_type) {});
  }
};
TYPED_TEST_SUITE(SpatialEffects, Spaces, SpaceName);

namespace {

spatial_weights from_rows(host_rows rows) {
  spatial_weights W;
  W.name = "W", W.start = rows.start, W.column = rows.column, W.weight = rows.weight;
  for (index_type i = 0; i < rows.rows(); ++i) {
    W.units.push_back(fmt::format("u{}", i));
    std::sort(W.column.begin() + W.start[i], W.column.begin() + W.start[i + 1]);
  }
  return W;
}
/// k different neighbours a unit, some units without any where `islands`.
spatial_weights some_weights(index_type n, index_type k, bool islands = false) {
  host_rows rows{n, {0}, {}, {}};
  for (index_type i = 0; i < n; ++i) {
    for (index_type q = 1; q <= std::min(k, n - 1) && !(islands && i % 7 == 3); ++q) {
      rows.column.push_back(static_cast<int>((i + q * q) % n));
      rows.weight.push_back(static_cast<double>(1 + (i + q) % 3));
    }
    rows.start.push_back(static_cast<index_type>(rows.column.size()));
  }
  return from_rows(rows);
}
spatial_model model(double rho, std::vector<spatial_variable> variables) {
  return {"m", "", "", rho, {"coefficients.csv", 2, 5, "", "", ""}, std::move(variables)};
}
/// S = (I - rho W)^-1 (beta I + theta W) by elimination.
std::vector<double> plain_effects(std::vector<double> W, index_type n, double rho, const spatial_variable& v) {
  std::vector<double> system = W;
  for (index_type k = 0; k < n * n; ++k) {
    const double unit = k % (n + 1) == 0 ? 1 : 0;
    system[k] = unit - rho * W[k];
    W[k] = v.beta * unit + v.theta * W[k];
  }
  return plain_solve(system, W, n, n);
}
std::vector<double> dense_of(const spatial_weights& W) { return dense({W.size(), W.start, W.column, W.weight}); }
std::vector<double> over_row_sums(std::vector<double> W, index_type n) {
  for (index_type i = 0; i < n; ++i) {
    double sum = 0;
    for (index_type j = 0; j < n; ++j) sum += W[i * n + j];
    for (index_type j = 0; j < n && sum > 0; ++j) W[i * n + j] /= sum;
  }
  return W;
}
effect means_of(const std::vector<double>& S, index_type n) {
  effect e;
  const auto units = static_cast<double>(n);
  for (index_type k = 0; k < n * n; ++k) {
    e.total += S[k] / units;
    e.direct += k % (n + 1) == 0 ? S[k] / units : 0;
  }
  e.indirect = e.total - e.direct;
  return e;
}
void expect_effect(const effect& got, double direct, double indirect, double total, double tolerance) {
  EXPECT_NEAR(got.direct, direct, tolerance);
  EXPECT_NEAR(got.indirect, indirect, tolerance);
  EXPECT_NEAR(got.total, total, tolerance);
}

const spatial_weights& columbus() {
  static const spatial_weights W = read_weights("datasets/columbus/columbus.gal");
  return W;
}

}  // namespace

// Two places, each the other's neighbour, rho .5: M = [4/3 2/3; 2/3 4/3].
TYPED_TEST(SpatialEffects, ByHand) {
  const auto r = this->run({from_rows({2, {0, 1, 2}, {1, 0}, {3, 5}})}, {model(.5, {{"x", 3, 0}, {"z", 0, 3}})});
  expect_effect(r.models[0].variables[0].all, 4, 2, 6, 1e-11);
  expect_effect(r.models[0].variables[1].all, 2, 4, 6, 1e-11);
}

// The spatial lag model of spatialreg's help page "impacts" (Columbus, log of crime; columbus.gal row-standardised),
// with all digits of beta and the parts by order that it prints; rho is the ratio of its first two parts.
TYPED_TEST(SpatialEffects, ColumbusAsSpatialregPrintsIt) {
  const double rho = -0.0156818807 / 0.0520746262;
  const auto r = this->run({columbus()}, {model(rho, {{"INC", -0.0520746262, 0}, {"HOVAL", -0.0290994341, 0}})});
  const auto& inc = r.models[0].variables[0];
  expect_effect(inc.all, -0.05306202, 0.013039791, -0.04002223, 5e-9);
  expect_effect(r.models[0].variables[1].all, -0.02965119, 0.007286669, -0.02236453, 5e-9);
  expect_effect(inc.by_order[0], -5.207463e-02, 0, -0.0520746262, 5e-9);
  expect_effect(inc.by_order[1], 0, 0.0156818807, 0.0156818807, 1e-10);
  expect_effect(inc.by_order[2], -1.051311e-03, -0.0036711691, -0.0047224800, 5e-10);
  expect_effect(inc.by_order[3], 1.059547e-04, 0.0013161845, 0.0014221392, 1e-10);
  expect_effect(inc.by_order[4], -4.911361e-05, -0.0003791529, -0.0004282665, 1e-10);
}
// Its two Durbin models: rho and the coefficients have five to six digits there.
TYPED_TEST(SpatialEffects, ColumbusDurbinAsSpatialregPrintsIt) {
  const auto r =
      this->run({columbus()}, {model(-.35002, {{"INC", -.0512618, -.0163520}, {"HOVAL", -.0294172, -.0036691}}),
                               model(-.43661, {{"INC", -.0511360, -.0340158}, {"HOVAL", -.0284100, -.0056745}})});
  expect_effect(r.models[0].variables[0].all, -0.05137786, 0.001294350, -0.05008351, 2e-7);
  expect_effect(r.models[0].variables[1].all, -0.02990055, 0.005392585, -0.02450797, 2e-7);
  expect_effect(r.models[1].variables[0].all, -0.05007460, -0.009198133, -0.05927273, 2e-7);
  expect_effect(r.models[1].variables[1].all, -0.02902104, 0.005295429, -0.02372561, 2e-7);
}

TYPED_TEST(SpatialEffects, MatchTheDenseInverseUnitByUnit) {
  for (const index_type n : {1, 2, 31, 33})
    for (const bool islands : {false, true}) {
      const spatial_weights W = some_weights(n, 4, islands);
      const spatial_variable v{"x", -1.5, .7};
      spatial_rules rules;
      rules.per_unit = true;
      const auto r = this->run({W}, {model(.6, {v})}, rules);
      const auto S = plain_effects(over_row_sums(dense_of(W), n), n, .6, v);
      const auto& got = r.models[0].variables[0];
      const effect want = means_of(S, n);
      expect_effect(got.all, want.direct, want.indirect, want.total, 1e-11);
      for (index_type i = 0; i < n; ++i) {
        double row = 0;
        for (index_type j = 0; j < n; ++j) row += S[i * n + j];
        ASSERT_NEAR(got.direct[i], S[i * (n + 1)], 1e-11) << n << " unit " << i;
        ASSERT_NEAR(got.total[i], row, 1e-11) << n << " unit " << i;
      }
    }
}

TYPED_TEST(SpatialEffects, TheFieldsIdentities) {
  const spatial_weights W = some_weights(40, 5);
  const auto r = this->run({W}, {model(.7, {{"x", 2, -.5}}), model(0, {{"x", 2, -.5}})});
  EXPECT_NEAR(r.models[0].variables[0].all.total, (2 - .5) / (1 - .7), 1e-10);
  const effect& none = r.models[1].variables[0].all;  // rho of 0: beta on oneself, theta on the neighbours
  expect_effect(none, 2, -.5, 1.5, 1e-12);
  for (const auto& check : r.checks) EXPECT_TRUE(check.holds()) << check.name;
}

TYPED_TEST(SpatialEffects, WeightsByTheirSpectralRadiusOrAsTheyAre) {
  const index_type n = 33;
  const spatial_weights W = some_weights(n, 4);
  const spatial_variable v{"x", 1, .4};
  spatial_rules rules;
  rules.scale = weight_scale::radius;
  const auto scaled = this->run({W}, {model(.8, {v})}, rules);
  const double radius = scaled.weights[0].radius.largest;
  EXPECT_NEAR(scaled.weights[0].radius.least, radius, 1e-8 * radius);
  std::vector<double> D = dense_of(W);
  for (double& w : D) w /= radius;
  const effect want = means_of(plain_effects(D, n, .8, v), n);
  expect_effect(scaled.models[0].variables[0].all, want.direct, want.indirect, want.total, 1e-10);
  rules.scale = weight_scale::none;
  const auto plain = this->run({W}, {model(.8 / radius, {{"x", 1, .4 / radius}})}, rules);
  expect_effect(plain.models[0].variables[0].all, want.direct, want.indirect, want.total, 1e-10);
  EXPECT_THROW(this->run({W}, {model(.8, {v})}, rules), data_error);  // 0.8 of weights above 1
}

// All pairs by decay, none stored, against the same weights written out.
TYPED_TEST(SpatialEffects, AllPairsWithoutAMatrix) {
  const index_type n = 12;
  unit_places places{"places.csv", "", geometry::plane, {}, this->uniform(n, 0, 50, 3), this->uniform(n, 0, 50, 4)};
  host_rows rows{n, {0}, {}, {}};
  for (index_type i = 0; i < n; ++i) {
    places.id.push_back(fmt::format("u{}", i));
    for (index_type j = 0; j < n; ++j) {
      rows.column.push_back(static_cast<int>(j));
      const double d = std::hypot(places.x[i] - places.x[j], places.y[i] - places.y[j]);
      rows.weight.push_back(i == j ? 0 : std::exp(-d / 20));
    }
    rows.start.push_back((i + 1) * n);
  }
  const spatial_weights pairs = pair_weights(places, distance_decay::exponential(20), "exponential", "exp(-d / 20)");
  for (const weight_scale scale : {weight_scale::rows, weight_scale::radius}) {
    spatial_rules rules;
    rules.scale = scale;
    const auto a = this->run({pairs}, {model(.4, {{"x", 1, .3}})}, rules);
    const auto b = this->run({from_rows(rows)}, {model(.4, {{"x", 1, .3}})}, rules);
    const effect& want = b.models[0].variables[0].all;
    expect_effect(a.models[0].variables[0].all, want.direct, want.indirect, want.total, 1e-8);
    rules.exact_up_to = 0;
    const effect sampled = this->run({pairs}, {model(.4, {{"x", 1, .3}})}, rules).models[0].variables[0].all;
    EXPECT_NEAR(sampled.direct, want.direct, 4 * sampled.standard_error);
    EXPECT_NEAR(sampled.total, want.total, 1e-8);
  }
}

// Traces by random signs: within four standard errors, which shrink with the probes; tr W and tr W^2 are exact.
TYPED_TEST(SpatialEffects, SampledTracesAreWithinTheirError) {
  const spatial_weights W = some_weights(70, 5);
  const std::vector<spatial_model> models{model(.5, {{"x", 1, .5}})};
  const effect exact = this->run({W}, models).models[0].variables[0].all;
  spatial_rules rules;
  rules.exact_up_to = 10;
  double wider = 0;
  for (const index_type probes : {8, 72}) {
    rules.probes = probes;
    const auto r = this->run({W}, models, rules);
    EXPECT_FALSE(r.weights[0].exact);
    const effect& got = r.models[0].variables[0].all;
    EXPECT_GT(got.standard_error, 0);
    EXPECT_NEAR(got.direct, exact.direct, 4 * got.standard_error) << probes;
    EXPECT_NEAR(got.total, exact.total, 1e-10);
    EXPECT_TRUE(probes < 72 || got.standard_error < wider);
    wider = std::max(wider, got.standard_error);
    EXPECT_NEAR(r.models[0].variables[0].by_order[2].total, .25 + .5 * .5, 1e-12);
  }
}

TYPED_TEST(SpatialEffects, WeightsFromPlaces) {
  const unit_places line{"line.csv", "2020", geometry::plane, {"a", "b", "c", "d"}, {0, 1, 3, 7}, {0, 0, 0, 0}};
  const spatial_weights two = nearest_weights(this->ctx(), line, 2), band = band_weights(this->ctx(), line, 2.5);
  EXPECT_EQ(two.column, (std::vector<int>{1, 2, 0, 2, 0, 1, 1, 2}));
  EXPECT_EQ(two.name, "nearest_2");
  EXPECT_EQ(band.column, (std::vector<int>{1, 0, 2, 1}));
  EXPECT_EQ(band.start, (std::vector<index_type>{0, 1, 3, 4, 4}));
  EXPECT_EQ(band.name, "within_2.5");
  EXPECT_EQ(band.year, "2020");
  EXPECT_THROW(nearest_weights(this->ctx(), line, 4), data_error);
}

TYPED_TEST(SpatialEffects, RefusesARhoOutsideItsBound) {
  for (const double rho : {1.0, -1.2, 3.0}) {
    const std::string said = message_of([&] { this->run({columbus()}, {model(rho, {{"x", 1, 0}})}); });
    EXPECT_TRUE(contains(said, "coefficients.csv:2:5")) << said;
    EXPECT_TRUE(contains(said, "|rho| below 1")) << said;
  }
  spatial_model other = model(.5, {{"x", 1, 0}});
  other.weights = "colombus";
  EXPECT_TRUE(contains(message_of([&] { this->run({columbus()}, {other}); }), "did you mean 'columbus'"));
}

}  // namespace agglo::test
