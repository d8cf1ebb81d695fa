// Parts of views, and moving numbers by an index.
#include "kernels/moving.h"

#include "kit.h"

using namespace shapewalk;

namespace {

View view_of(std::vector<float>& x, std::vector<int64_t> sizes) {
  return dense(x.data(), DType::float32, std::move(sizes));
}

View index_of(std::vector<int64_t>& x, std::vector<int64_t> sizes) {
  return dense(x.data(), DType::int64, std::move(sizes));
}

std::vector<float> read(const View& v) {
  std::vector<float> out(size_t(v.count()));
  copy(v, view_of(out, v.sizes));
  return out;
}

}  // namespace

TEST_CASE("moving: parts, entries and turned axes see the same memory") {
  std::vector<float> x = {0, 1, 2, 3, 4, 5};
  View v = view_of(x, {2, 3});
  CHECK(read(part(v, 1, 1, 2)) == std::vector<float>{1, 2, 4, 5});
  CHECK(read(entry(v, 0, 1)) == std::vector<float>{3, 4, 5});
  CHECK(read(turned(v, 1)) == std::vector<float>{2, 1, 0, 5, 4, 3});
  CHECK(read(turned(turned(v, 0), 1)) == std::vector<float>{5, 4, 3, 2, 1, 0});
  CHECK(read(stretched(entry(v, 0, 0), {2, 3})) == std::vector<float>{0, 1, 2, 0, 1, 2});
  float nine = 9;
  copy(dense(&nine, DType::float32, {}), part(v, 1, 0, 1));
  CHECK(x == std::vector<float>{9, 1, 2, 9, 4, 5});
}

TEST_CASE("moving: gather and scatter go to where the index says, and stop at what is not there") {
  std::vector<float> x = {10, 11, 12, 13}, out(3), sums(4, 1.0f);
  std::vector<int64_t> k = {3, 0, 3}, wrong = {1, 4, -1}, last = {-1, -4, 2};
  View row = view_of(x, {4}), from = view_of(x, {3}), to = view_of(out, {3});
  from.strides = {0};
  CHECK(!gather(index_of(k, {3}), from, {4, 1}, to));
  CHECK(out == std::vector<float>{13, 10, 13});
  CHECK(gather(index_of(wrong, {3}), from, {4, 1}, to) == 4);
  CHECK(gather(index_of(last, {3}), from, {4, 1}, to) == -1);
  CHECK(!gather(index_of(last, {3}), from, {4, 1, true}, to));
  CHECK(out == std::vector<float>{13, 10, 12});
  View into = view_of(sums, {3});
  into.strides = {0};
  CHECK(!scatter(index_of(k, {3}), view_of(x, {3}), into, {4, 1}, Put::add));
  CHECK(sums == std::vector<float>{12, 1, 1, 23});
  CHECK(!scatter(index_of(k, {3}), view_of(x, {3}), into, {4, 1}, Put::multiply));
  CHECK(sums == std::vector<float>{132, 1, 1, 23 * 10 * 12});
  CHECK(scatter(index_of(wrong, {3}), view_of(x, {3}), into, {4, 1}, Put::replace) == 4);
  CHECK(sums[1] == 10);
}

TEST_CASE("moving: what is added to small whole numbers wraps around") {
  int64_t x = 200, y = 100, zero = 0;
  View one = dense(&x, DType::uint8, {});
  CHECK(!scatter(dense(&zero, DType::int64, {}), dense(&y, DType::uint8, {}), one, {1, 1}, Put::add));
  CHECK(x == 44);
}
