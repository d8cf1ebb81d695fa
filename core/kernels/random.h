// Random numbers as PyTorch draws them on the CPU: mt19937, and each distribution's own way of using its draws, so that
// a seed gives the numbers that it gives in PyTorch 2.6.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "shape/dtype.h"

namespace shapewalk {

/// at::CPUGeneratorImpl.
class Generator {
 public:
  /// torch.default_generator before any torch.manual_seed: seeded with 67280421310721.
  Generator() { seed(67280421310721ull); }
  /// torch.manual_seed(s); forgets a kept normal draw.
  void seed(uint64_t s);
  /// mt19937's init_by_array, as CPython seeds its own; `words` holds one at least.
  void seed_by_array(const std::vector<uint32_t>& words);
  uint64_t initial_seed() const { return seed_; }
  /// Changes with every draw.
  uint64_t position() const { return 2 * (624 * refills_ + uint64_t(at_)) + kept_; }
  /// The second of a pair of normals, for a way of drawing that gives them so (numpy's); seed() forgets it.
  std::optional<double> spare;
  uint32_t next();    ///< random(): 32 bits
  uint64_t next64();  ///< random64(): two draws, the first the upper half

  // Each fills n numbers that lie one after another, in the order in which PyTorch fills a contiguous tensor.

  /// Tensor.uniform_(from, to); float32 takes 24 bits of one draw, float64 53 bits of two.
  void uniform(float* x, int64_t n, double from, double to);
  void uniform(double* x, int64_t n, double from, double to);
  /// Tensor.normal_(mean, std): Box and Muller in blocks of 16 from 16 numbers on, one by one below.
  void normal(float* x, int64_t n, double mean, double std);
  void normal(double* x, int64_t n, double mean, double std);
  /// Tensor.bernoulli_(p): 0 or 1.
  void bernoulli(float* x, int64_t n, double p);
  void bernoulli(double* x, int64_t n, double p);
  /// One draw of torch.bernoulli(p), where each place has its own p: of a float64 p, and of a smaller one.
  bool bernoulli(double p);
  bool bernoulli(float p);
  /// torch.randint(low, high): low included, high not.
  void integers(int64_t* x, int64_t n, int64_t low, int64_t high);
  /// torch.randperm(n).
  void permutation(int64_t* x, int64_t n);
  /// Tensor.exponential_(lambda).
  void exponential(float* x, int64_t n, double lambda);
  void exponential(double* x, int64_t n, double lambda);

 private:
  double normal_one();
  template <class T>
  void normals(T* x, int64_t n, double mean, double std);
  void refill();
  uint64_t seed_ = 0;
  uint32_t state_[624] = {};
  int at_ = 624;
  uint64_t refills_ = 0;
  bool kept_ = false;
  double kept_normal_ = 0;
};

}  // namespace shapewalk
