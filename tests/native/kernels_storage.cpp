// Numbers in memory: conversions, views, walks, and what they cost.
#include <cmath>
#include <vector>

#include "doctest/doctest.h"
#include "kernels/random.h"
#include "kernels/storage.h"

using namespace shapewalk;

TEST_CASE("storage: copies follow strides and broadcast") {
  std::vector<float> from = {1, 2, 3, 4, 5, 6}, to(6), wide(12);
  View turned{from.data(), DType::float32, {3, 2}, {1, 3}};
  copy(turned, dense(to.data(), DType::float32, {3, 2}));
  CHECK(to == std::vector<float>{1, 4, 2, 5, 3, 6});
  View column{from.data(), DType::float32, {2, 1}, {3, 1}};
  copy(column, dense(wide.data(), DType::float32, {2, 2, 3}));
  CHECK(wide == std::vector<float>{1, 1, 1, 4, 4, 4, 1, 1, 1, 4, 4, 4});
}

TEST_CASE("storage: what a dtype cannot hold is rounded or wrapped as tensor.to does") {
  std::vector<double> from = {300, -1.5, 0.1, 65519, 65520, 1e-8, 70000};
  std::vector<int64_t> bytes(7), flags(7);
  std::vector<float> half(7), brain(7);
  View v = dense(from.data(), DType::float64, {7});
  copy(v, dense(bytes.data(), DType::uint8, {7}));
  CHECK(bytes == std::vector<int64_t>{44, 255, 0, 239, 240, 0, 112});
  copy(v, dense(flags.data(), DType::boolean, {7}));
  CHECK(flags == std::vector<int64_t>{1, 1, 1, 1, 1, 1, 1});
  copy(v, dense(half.data(), DType::float16, {7}));
  CHECK(half == std::vector<float>{300, -1.5f, 0.0999755859375f, 65504, INFINITY, 0, INFINITY});
  copy(v, dense(brain.data(), DType::bfloat16, {7}));
  CHECK(brain == std::vector<float>{300, -1.5f, 0.10009765625f, 65536, 65536, 1.0011717677116394e-08f, 70144});
}

TEST_CASE("storage: memory is counted, refused beyond its limit and given back") {
  Memory memory(1000);
  Storage* a = memory.make(DType::float32, 200);
  CHECK(a->data);
  CHECK(memory.bytes() == 800);
  CHECK_FALSE(memory.make(DType::int64, 100)->data);
  memory.release(a);
  CHECK(memory.bytes() == 0);
  CHECK(memory.make(DType::int64, 100)->data);
  CHECK(memory.peak() == 800);
  CHECK_FALSE(memory.make(DType::complex64, 1)->data);
}
