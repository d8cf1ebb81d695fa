// The convolution rows, called by hand: sizes, formulas, sentences, and PyTorch's words.
#include <doctest/doctest.h>

#include "ops/row.h"

using namespace shapewalk;

namespace shapewalk {
std::span<const Row> convolution();
}

namespace {

Arg ints(std::initializer_list<int64_t> v) {
  Arg a;
  a.kind = Arg::ints;
  for (int64_t x : v) a.v.push_back(x);
  return a;
}

Arg integer(int64_t v) {
  Arg a;
  a.kind = Arg::integer, a.i = v;
  return a;
}

Arg text_arg(std::string_view v) {
  Arg a;
  a.kind = Arg::text, a.s = v;
  return a;
}

Arg tensor(Shape s) {
  Arg a;
  a.kind = Arg::tensor;
  a.t.push_back({std::move(s)});
  return a;
}

/// A Conv2d(3, 32, k, …) called on an image.
struct Conv {
  std::vector<Named> attrs;
  std::vector<Parameter> params;
  Expressions expressions;
  Call call;

  Result<void> run(Shape input, Arg kernel, Arg stride, Arg padding) {
    Arg bias;
    bias.kind = Arg::boolean, bias.flag = true;
    attrs = {{"in_channels", integer(3)},
             {"out_channels", integer(32)},
             {"kernel_size", std::move(kernel)},
             {"stride", std::move(stride)},
             {"padding", std::move(padding)},
             {"dilation", integer(1)},
             {"groups", integer(1)},
             {"bias", bias},
             {"padding_mode", text_arg("zeros")}};
    const Row& row = convolution()[1];
    Init init;
    init.row = &row, init.attrs = &attrs;
    CHECK_OK(row.init(init));
    params = std::move(init.params);
    call.row = &row, call.attrs = &attrs, call.params = &params;
    call.args = {{"input", tensor(std::move(input))}};
    return row.shape(call);
  }
};

}  // namespace

TEST_CASE("a convolution of the question") {
  Conv c;
  REQUIRE(c.run({1, 3, 32, 32}, integer(7), integer(2), integer(0)));
  CHECK(brackets(c.call.out[0].shape) == "[1, 32, 13, 13]");
  CHECK(c.call.row->macs(c.call) == 794976);
  REQUIRE(c.call.work.size() == 2);
  CHECK(text(c.call.work[0].rule, Reading::formula) == "⌊(H + 2·p − d·(k − 1) − 1)/s⌋ + 1");
  CHECK(text(c.call.work[1].rule, Reading::worked) == "⌊(32 + 2·0 − 1·(7 − 1) − 1)/2⌋ + 1");
  CHECK(c.call.say ==
        "A 7-wide window in steps of 2 fits 13 times. Half a step is left over; PyTorch rounds down, so column 32 is "
        "never read, nor is row 32.");
  CHECK(c.call.windows[1].unread == 1);
  CHECK(numel(c.params[0].shape).n + numel(c.params[1].shape).n == 4736);
}

TEST_CASE("convolutions in PyTorch's words") {
  Conv small;
  auto r = small.run({1, 3, 5, 5}, integer(7), integer(2), integer(0));
  REQUIRE(!r);
  CHECK(r.error()->message ==
        "Calculated padded input size per channel: (5 x 5). Kernel size: (7 x 7). Kernel size can't be greater than "
        "actual input size");
  Conv strided;
  r = strided.run({1, 3, 5, 5}, integer(3), integer(2), text_arg("same"));
  REQUIRE(!r);
  CHECK(r.error()->message == "padding='same' is not supported for strided convolutions");
  Conv channels;
  r = channels.run({4, 9, 9}, ints({3, 3}), integer(1), integer(0));
  REQUIRE(!r);
  CHECK(
      r.error()->message ==
      "Given groups=1, weight of size [32, 3, 3, 3], expected input[1, 4, 9, 9] to have 3 channels, but got 4 channels "
      "instead");
}

TEST_CASE("a convolution that keeps the size") {
  Conv c;
  REQUIRE(c.run({3, 32, 31}, ints({3, 4}), integer(1), text_arg("same")));
  CHECK(brackets(c.call.out[0].shape) == "[32, 32, 31]");
  CHECK(c.call.windows[1].pad_before == 1);
  CHECK(c.call.windows[1].pad_after == 2);
}
