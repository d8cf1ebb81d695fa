// Calls that once read or wrote what they must not: found by tests/fuzz, kept as small as they get.
#include <vector>

#include "kit.h"
#include "ops/row.h"
#include "trace/trace.h"

using namespace shapewalk;

namespace {

std::string error_of(std::string_view code, std::string_view input) {
  auto r = api::evaluate(code, input);
  return r.error ? r.error->type + ": " + r.error->message : "";
}

/// A run of a model that is given as an expression, its numbers kept.
struct Kept {
  api::Running run;
  Kept(std::string_view model, std::string_view input)
      : run({.source = "import torch\nfrom torch import nn\n", .model = model, .input = input, .eval = true},
            {.fill = "ramp"}) {}
  bool again() {
    std::vector<float> input(size_t(run.tensor(0, "input", 0).count), 0.5f);
    return run.again(input);
  }
};

}  // namespace

TEST_CASE("products of tensors without axes") {
  std::string nothing = "IndexError: Dimension specified as % but tensor has no dimensions";
  auto at = [&](const char* dim) { return std::string(nothing).replace(nothing.find('%'), 1, dim); };
  CHECK(error_of("torch.baddbmm(x, x, x)", " ") == at("0"));
  CHECK(error_of("torch.addbmm(x, x, x)", " ") == at("1"));
  CHECK(error_of("torch.linalg.cross(x, x)", " ") == at("-1"));
  CHECK(error_of("torch.cross(x, x, dim=1)", " ") == at("1"));
}

TEST_CASE("einsum of nothing") {
  for (const char* code : {"torch.einsum('i,j', [])", "torch.einsum('', ())"})
    CHECK(error_of(code, "2") ==
          "ValueError: einsum(): must specify the equation string and at least one operand, or at least one operand "
          "and its subscripts list");
}

TEST_CASE("attention of whole numbers") {
  std::string same = "F.scaled_dot_product_attention(x, x, x";
  CHECK(error_of(same + ")", "2,3,4:int32") == "RuntimeError: expected scalar type Float but found Int");
  CHECK(error_of(same + ", x)", "5,5:bool") ==
        "RuntimeError: expected m1 and m2 to have the same dtype, but got: float != bool");
  CHECK(error_of(same + ")", "2,0,4:int32") == "");
  CHECK(error_of(same + ")", "2,3,4:complex64") ==
        "RuntimeError: \"softmax_lastdim_kernel_impl\" not implemented for 'ComplexFloat'");
  CHECK(error_of(same + ", y)", "2,3,4;3,3:float64") ==
        "RuntimeError: Expected attn_mask dtype to be bool or float or to match query dtype, but got attn_mask.dtype: "
        "double and  query.dtype: float instead.");
  CHECK(error_of(same + ", y)", "2,3,4:float64;3,3") == "");
}

TEST_CASE("whole numbers are drawn as far as they go") {
  auto drawn = [](std::string_view code, std::string_view input) {
    auto r = api::evaluate(code, input, {.fill = "zeros"});
    REQUIRE(r.values.size() == 1);
    return r.values[0].first;
  };
  CHECK(drawn("x.random_(1, None)", "3") == std::vector<double>{8325805, 12888624, 1484406});
  CHECK(drawn("x.random_(1, None)", "3:int8") == std::vector<double>{43, 94, 97});
  CHECK(drawn("x.random_(1, None)", "3:long")[0] == double(900450186894289457));
  CHECK(drawn("x.random_(-9223372036854775807 - 1, None)", "3:long")[0] == double(-8322921849960486353));
  CHECK(drawn("x.random_()", "3:long")[0] == double(900450186894289455));
  CHECK(drawn("torch.randint(9007199254740993, 9007199254740995, (3,)) - 2**53", "3") == std::vector<double>{1, 2, 2});
  CHECK(error_of("x.random_(-3, None)", "3:uint8") == "RuntimeError: from is out of bounds for unsigned char");
  CHECK(error_of("x.random_(0, 2**40)", "3:float16") == "RuntimeError: to - 1 is out of bounds for c10::Half");
  CHECK(error_of("x.random_(-9223372036854775807 - 1, None)", "3:int32") ==
        "RuntimeError: random_full_64_bits_range_kernel_cpu handles only int64, double, float and bfloat16");
}

TEST_CASE("floats that are no whole numbers") {
  auto r = api::evaluate("x <= float('-inf')", "2:long", {.fill = "zeros"});
  REQUIRE(r.values.size() == 1);
  CHECK(r.values[0].sum == 0);
  CHECK(error_of("torch.arange(1e30)", " ") == "RuntimeError: invalid size, possible overflow?");
  CHECK(error_of("torch.arange(0, float('inf'))", " ") == "RuntimeError: unsupported range: 0 -> inf");
  CHECK(error_of("torch.arange(float('nan'))", " ") == "RuntimeError: unsupported range: 0 -> nan");
  CHECK(error_of("torch.arange(0, 5, float('nan'))", " ") == "RuntimeError: step must be nonzero");
  CHECK(error_of("'%d' % float('inf')", " ") == "OverflowError: cannot convert float infinity to integer");
  CHECK(error_of("'%d' % float('nan')", " ") == "ValueError: cannot convert float NaN to integer");
  CHECK(error_of("torch.quantile(x, float('nan'))", "3") ==
        "RuntimeError: quantile() q must be in the range [0, 1] but got nan");
}

TEST_CASE("kernels on what their operation has little use for") {
  auto sum = [](std::string_view code, std::string_view input) {
    auto r = api::evaluate(code, input, {.fill = "ones"});
    REQUIRE(r.values.size() == 1);
    return r.values[0].sum;
  };
  CHECK(sum("torch.diag(x, diagonal=1)", "2") == 2);
  CHECK(sum("torch.diag(x, diagonal=17)", "0") == 0);
  CHECK(sum("x.nan_to_num(1, float('inf'), -1e300)", "3:long") == 3);
  CHECK(sum("torch.median(x)", "0:long") == double(INT64_MIN));
  CHECK(sum("torch.median(x)", "0:int32") == double(INT32_MIN));
  CHECK(sum("torch.median(x)", "0:int8") == 0);
}

TEST_CASE("a parameter that was asked for stays, however often others are") {
  std::vector<Parameter> params(3);
  params[0].name = "weight", params[0].shape = {Dim(3), Dim(4)};
  params[1].name = "bias", params[1].shape = {Dim(3)};
  params[2].name = "scale", params[2].absent = true;
  Call call;
  call.params = &params;
  const TensorInfo& weight = call.tensor("weight");
  for (int i = 0; i < 500; i++) REQUIRE((call.has("bias") && !call.has("scale")));
  CHECK(&call.tensor("weight") == &weight);
  CHECK(weight.shape.size() == 2);
  params[0].shape = {Dim(5)};
  CHECK(call.tensor("weight").shape.size() == 1);
}

TEST_CASE("a call that is kept knows what it was called by") {
  Engine engine;
  Session session("from torch import nn\nclass Net(nn.Module):\n  def forward(self, x): return x - x * 2\n", true,
                  true);
  session.host.engine = &engine, session.recorder.kept = &engine, engine.keeper = &session.recorder;
  session.run();
  REQUIRE(session.find_model("Net()"));
  session.call({{.open = false, .sizes = {2}}});
  REQUIRE(!session.error);
  REQUIRE(session.recorder.steps.size() == 2);
  CHECK(session.recorder.steps[0].call->called == "Tensor.mul");
  CHECK(session.recorder.steps[1].call->called == "Tensor.sub");
}

TEST_CASE("a tensor without numbers is padded, however long its axes are") {
  auto r = api::evaluate("nn.ZeroPad2d((9, -2, 9223372036854775807, 2))", "6,0,3,2", {.fill = "ones"});
  CHECK(r.out == std::vector<api::Sizes>{{6, 0, INT64_MAX, 9}});
}

TEST_CASE("networks on no channels run again") {
  Kept norm("nn.BatchNorm3d(16)", "2,0,4,8,8");
  CHECK(!norm.run.trace().error);
  CHECK(norm.again());
}

TEST_CASE("a cell of an adaptive pool that leaves an axis alone") {
  Kept pool("nn.AdaptiveMaxPool2d((100, None))", "1,8,12,9");
  auto cell = pool.run.cell(0, 8 * 100 * 9 - 1);
  REQUIRE(cell.terms.size() == 1);
  CHECK(cell.terms[0].at == 8 * 12 * 9 - 1);
  CHECK(cell.terms[0].x == cell.result);
}

TEST_CASE("steps that are never taken may be longer than an int") {
  Kept far("nn.Conv1d(2, 8, 5, stride=4294967298, padding=1, dilation=1)", "1,2,100");
  Kept near("nn.Conv1d(2, 8, 5, stride=200, padding=1)", "1,2,100");
  CHECK(far.run.trace().values[0].first == near.run.trace().values[0].first);
  CHECK(far.again());
  CHECK(near.again());
  CHECK(far.run.tensor(0, "output", 0).data[7] == near.run.tensor(0, "output", 0).data[7]);
  Kept alone("nn.ConvTranspose2d(2, 3, 1, stride=4294967298, dilation=8589934592)", "1,2,1,1");
  CHECK(alone.again());
  Kept padded("nn.AvgPool1d(3000000000, padding=1500000000)", "1,1,4");
  CHECK_FALSE(padded.run.cell(0, 0).known);
  Kept wide("nn.Conv1d(2, 1, 1, stride=3000000000, padding=3000000000)", "1,2,100");
  REQUIRE(wide.run.trace().error);
  CHECK(wide.run.trace().error->type == "MemoryError");
  Kept divided("nn.AvgPool2d(2, divisor_override=4294967298)", "1,1,2,2");
  CHECK(divided.again());
  CHECK(divided.run.tensor(0, "output", 0).data[0] == 2.0f / float(4294967298));
}

TEST_CASE("what has no numbers is not planned") {
  Kept layer(
      "type('Slope', (nn.Module,), {'forward': lambda self, x: torch.enable_grad()(lambda w: "
      "torch.autograd.grad(w.sum(), w)[0])(x.requires_grad_()).relu()})()",
      "2,3");
  CHECK(!layer.again());
  CHECK(layer.run.gpu_plan(false).find("has no numbers") != std::string::npos);
}
