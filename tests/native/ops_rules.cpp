// What the random cases do not see of the rows: dtypes, memory layouts, letters of axes, parameters and their order.
#include "ops/rules.h"

#include <doctest/doctest.h>

using namespace shapewalk;

namespace {

TensorInfo tensor(std::vector<int64_t> sizes, DType dtype = DType::float32) {
  TensorInfo t;
  for (int64_t n : sizes) t.shape.push_back(Dim(n));
  t.dtype = dtype;
  return t;
}

Arg of(TensorInfo t) {
  Arg a;
  a.kind = Arg::tensor, a.given = true;
  a.t.push_back(std::move(t));
  return a;
}

Arg of(int64_t n) {
  Arg a;
  a.kind = Arg::integer, a.given = true, a.i = Dim(n), a.f = double(n), a.flag = n != 0;
  return a;
}

Arg of(std::vector<int64_t> list) {
  Arg a;
  a.kind = Arg::ints, a.given = true;
  for (int64_t n : list) a.v.push_back(Dim(n));
  return a;
}

const Row& row(std::string_view name) {
  for (const Row* r : table())
    if (r->name == name) return *r;
  FAIL("no row " << name);
  return *table()[0];
}

struct Outcome {
  Call call;
  std::string error;
};

Outcome run(std::string_view name, std::vector<Named> args, std::string_view called = "Tensor.f") {
  Outcome o;
  o.call.row = &row(name);
  o.call.called = called;
  o.call.args = std::move(args);
  if (auto r = o.call.row->shape(o.call); !r) o.error = r.error()->message;
  return o;
}

std::string letters(const TensorInfo& t) {
  std::string s;
  for (auto& d : t.shape) s += d.axis == Axis::none ? '.' : char(d.axis);
  return s;
}

using Strides = std::vector<int64_t>;

}  // namespace

TEST_CASE("mixed dtypes: tensors outrank scalar tensors, which outrank numbers") {
  Arg ints = of(tensor({2, 3}, DType::int64)), half = of(tensor({2, 3}, DType::float16)),
      mask = of(tensor({2}, DType::boolean));
  Arg scalar = of(tensor({}, DType::float32)), narrow = of(tensor({2}, DType::int32)),
      wide = of(tensor({}, DType::int64));
  Arg two = of(2), real;
  real.kind = Arg::real, real.f = 1.5;
  CHECK(result_type({&ints, &real}) == DType::float32);
  CHECK(result_type({&half, &scalar}) == DType::float16);
  CHECK(result_type({&narrow, &wide}) == DType::int32);
  CHECK(result_type({&mask, &two}) == DType::int64);
  CHECK(result_type({&mask, &wide}) == DType::int64);
  CHECK(to_float(DType::uint8) == DType::float32);
}

TEST_CASE("view follows the strides, reshape copies") {
  Expressions expressions;
  auto turned = run("permute", {{"input", of(tensor({2, 3, 4}))}, {"dims", of(std::vector<int64_t>{0, 2, 1})}});
  REQUIRE(turned.error == "");
  const TensorInfo& t = turned.call.out[0];
  CHECK(t.strides == Strides{12, 1, 4});
  // Splitting an axis needs no order; merging the two that changed places does.
  auto split = run("view", {{"input", of(t)}, {"size", of(std::vector<int64_t>{2, 2, 2, 3})}});
  CHECK(split.error == "");
  CHECK(split.call.out[0].strides == Strides{12, 2, 1, 4});
  auto merged = run("view", {{"input", of(t)}, {"size", of(std::vector<int64_t>{2, -1})}});
  CHECK(merged.error.starts_with("view size is not compatible"));
  auto copied = run("reshape", {{"input", of(t)}, {"shape", of(std::vector<int64_t>{2, -1})}});
  CHECK(copied.error == "");
  CHECK(copied.call.out[0].strides.empty());
  CHECK(!copied.call.view);
}

TEST_CASE("element-wise results take the layout of their operands") {
  TensorInfo t = tensor({4, 2, 3});
  t.strides = {1, 12, 4};
  CHECK(elementwise_strides(t.shape, {&t}) == Strides{1, 12, 4});
  TensorInfo slice = tensor({4, 2});
  slice.strides = {4, 1};
  CHECK(elementwise_strides(slice.shape, {&slice}).empty());
  TensorInfo plain = tensor({4, 2, 3});
  CHECK(elementwise_strides(t.shape, {&plain, &t}).empty());
}

TEST_CASE("expand points at the same numbers") {
  auto e = expanded(tensor({3, 1}), {Dim(5), Dim(-1), Dim(4)});
  REQUIRE(e);
  CHECK(brackets(e->shape) == "[5, 3, 4]");
  CHECK(e->strides == Strides{0, 1, 0});
}

TEST_CASE("in place, the first tensor must hold the result") {
  CHECK(run("add", {{"input", of(tensor({3}))}, {"other", of(tensor({2, 3}))}}, "Tensor.add_").error ==
        "output with shape [3] doesn't match the broadcast shape [2, 3]");
  CHECK(run("div", {{"input", of(tensor({3}, DType::int64))}, {"other", of(2)}}, "Tensor.div_").error ==
        "result type Float can't be cast to the desired output type Long");
  auto fine = run("add", {{"input", of(tensor({2, 3}))}, {"other", of(tensor({3}))}}, "Tensor.add_");
  CHECK(fine.error == "");
  CHECK(fine.call.in_place);
}

TEST_CASE("flatten names its features and writes the product down") {
  Expressions expressions;
  auto o = run("Flatten", {{"input", of(tensor({1, 32, 13, 13}))}, {"start_dim", of(1)}, {"end_dim", of(-1)}}, "");
  REQUIRE(o.error == "");
  CHECK(letters(o.call.out[0]) == "nf");
  REQUIRE(o.call.work.size() == 1);
  CHECK(text(o.call.work[0].rule, Reading::formula) == "C·H·W");
  CHECK(text(o.call.work[0].rule, Reading::worked) == "32·13·13");
}

TEST_CASE("a size left open in view cancels against the axes that were named") {
  Expressions expressions;
  TensorInfo x = tensor({8, 16, 5, 5});
  x.shape[0] = Dim::leaf("N", 8, Axis::n);
  Arg size;
  size.kind = Arg::ints, size.given = true, size.v = {x.shape[0], Dim(-1)};
  auto o = run("view", {{"input", of(x)}, {"size", size}});
  REQUIRE(o.error == "");
  CHECK(brackets(o.call.out[0].shape) == "[8, 400]");
  CHECK(text(o.call.work[0].rule, Reading::formula) == "C·H·W");
}

TEST_CASE("an LSTM's parameters stand in PyTorch's order") {
  std::vector<Named> attrs = {{"input_size", of(4)},    {"hidden_size", of(5)}, {"num_layers", of(2)},
                              {"bias", of(1)},          {"batch_first", of(1)}, {"dropout", of(0)},
                              {"bidirectional", of(1)}, {"proj_size", of(0)}};
  Init init;
  init.row = &row("LSTM");
  init.attrs = &attrs;
  REQUIRE(init.row->init(init));
  std::string names;
  for (auto& p : init.params) names += p.name + by(p.shape) + " ";
  CHECK(names.starts_with("weight_ih_l020x4 weight_hh_l020x5 bias_ih_l020 bias_hh_l020 weight_ih_l0_reverse20x4 "));
  CHECK(names.find("weight_ih_l120x10 ") != std::string::npos);
  CHECK(init.params.size() == 16);

  Call call;
  call.row = init.row, call.attrs = &attrs, call.params = &init.params;
  call.args = {{"input", of(tensor({3, 7, 4}))}, {"hx", Arg{}}};
  REQUIRE(call.row->shape(call));
  CHECK(call.form == "(T(TT))");
  CHECK(brackets(call.out[0].shape) == "[3, 7, 10]");
  CHECK(call.out[0].strides == Strides{10, 30, 1});  // computed time-first, handed back transposed
  CHECK(letters(call.out[0]) == "ntf");
  CHECK(brackets(call.out[1].shape) == "[4, 3, 5]");
}

TEST_CASE("multiply-accumulates of products") {
  auto o = run("addmm", {{"input", of(tensor({4}))}, {"mat1", of(tensor({2, 3}))}, {"mat2", of(tensor({3, 4}))}},
               "torch.addmm");
  REQUIRE(o.error == "");
  CHECK(o.call.row->macs(o.call) == 24);
}
