#pragma once
#include <cmath>
#include <cstdint>

#include "kernels/base/space.hpp"

// Random numbers that need no state: a number is a function of a key and a counter, so that any order and any number of
// threads, blocks or devices draws the same ones.
namespace agglo {

struct random_words {
  std::uint32_t word[4];
};

/// Philox4x32-10: four words from a counter of four and a key of two, by ten rounds of multiplication.
/// Source  Salmon, Moraes, Dror & Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3", SC'11, with the known
///         answers of its distribution in the tests.
AGGLO_HD inline random_words philox4x32(random_words counter, std::uint32_t key0, std::uint32_t key1) {
  std::uint32_t *c = counter.word;
  for (int round = 0; round < 10; ++round, key0 += 0x9E3779B9U, key1 += 0xBB67AE85U) {
    const std::uint64_t a = std::uint64_t{0xD2511F53U} * c[0], b = std::uint64_t{0xCD9E8D57U} * c[2];
    const std::uint32_t first = static_cast<std::uint32_t>(b >> 32) ^ c[1] ^ key0,
                        third = static_cast<std::uint32_t>(a >> 32) ^ c[3] ^ key1;
    c[1] = static_cast<std::uint32_t>(b), c[3] = static_cast<std::uint32_t>(a);
    c[0] = first, c[2] = third;
  }
  return counter;
}

/// The numbers of one individual for one purpose, one after another: the k-th is a function of seed, individual,
/// purpose and k alone.
class random_stream {
 public:
  AGGLO_HD random_stream(std::uint64_t seed, std::uint64_t individual, std::uint32_t purpose)
      : seed_(seed), individual_(individual), purpose_(purpose) {}

  /// In (0, 1), never an end: 52 bits and a half, so that its logarithm and that of 1 - u are finite.
  AGGLO_HD double uniform() {
    if (drawn_ % 2 == 0)
      words_ = philox4x32({{static_cast<std::uint32_t>(individual_), static_cast<std::uint32_t>(individual_ >> 32),
                            purpose_, drawn_ / 2}},
                          static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32));
    const std::uint32_t *w = words_.word + 2 * (drawn_++ % 2);
    const std::uint64_t bits = std::uint64_t{w[0]} << 32 | w[1];
    return (static_cast<double>(bits >> 12) + 0.5) * 0x1p-52;
  }
  /// Standard normal, two uniforms each (Box & Muller 1958).
  AGGLO_HD double normal() {
    const double radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(6.283185307179586 * uniform());
  }

 private:
  std::uint64_t seed_, individual_;
  std::uint32_t purpose_, drawn_ = 0;
  random_words words_{};
};

}  // namespace agglo
