// The public surface: JSON that is JSON, answers that do not depend on what was asked before, one-expression cases.
#include <fstream>

#include "kit.h"

using namespace kit;

namespace {

api::CaseResult evaluate(std::string_view code, std::string_view in) { return api::evaluate(code, in); }

}  // namespace

TEST_CASE("text is escaped as JSON asks") {
  auto t = trace("print('quote \" back \\\\ tab \\t line \\n bell \\x07 é 𝄞')\nnet = nn.ReLU()", "2");
  CHECK(t.printed == "quote \" back \\ tab \t line \n bell \x07 é 𝄞\n");
  std::string json = api::json(t);
  CHECK(json.find(R"("printed":"quote \" back \\ tab \t line \n bell \u0007 é 𝄞\n")") != std::string::npos);
  CHECK(json.find('\n') == std::string::npos);
  CHECK(json.find('\t') == std::string::npos);
}

TEST_CASE("no error is null, and numbers are numbers") {
  std::string json = api::json(trace("net = nn.Linear(3, 4)", "2,3"));
  CHECK(json.find(R"("error":null)") != std::string::npos);
  CHECK(json.find(R"("output":[[2,4]])") != std::string::npos);
  CHECK(json.find(R"("params":16)") != std::string::npos);
}

TEST_CASE("the same question has the same answer, whatever was asked between") {
  constexpr std::string_view source = "net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Flatten(), nn.Linear(288, 10))";
  std::string first = api::json(trace(source));
  trace("x = (((", "1");
  trace("def f(): f()\nf()");
  api::solve({"net = nn.Linear(5, 5)"});
  CHECK(api::json(trace(source)) == first);
}

TEST_CASE("one expression: a module is made and called, a tensor is looked at") {
  auto conv = evaluate("nn.Conv2d(3, 32, 7, stride=2)", "1,3,32,32");
  CHECK(text(conv.out) == "1,32,13,13");
  CHECK(conv.params == 4736);
  CHECK(!conv.error);
  auto view = evaluate("x.view(3, -1)", "2,5");
  REQUIRE(view.error);
  CHECK(view.at == "call");
  CHECK(view.error->message == "shape '[3, -1]' is invalid for input of size 10");
  auto made = evaluate("nn.Conv2d(3, 32)", "1,3,8,8");
  REQUIRE(made.error);
  CHECK(made.at == "construct");
  CHECK(evaluate("x.size(1) * 2", "2,5").value == "10");
  CHECK(evaluate("list(x.shape)", "2,5").value == "[2, 5]");
  CHECK(text(evaluate("torch.split(x, 2)", "5,3").out) == "2,3 2,3 1,3");
  CHECK(text(evaluate("x @ y", "2,3;3,4").out) == "2,4");
  CHECK(evaluate("x +", "2").error.has_value());
}

TEST_CASE("every operation has a formula where its example makes one, and a spelling") {
  auto all = api::operations();
  CHECK(all.size() > 100);
  for (auto& o : all) {
    CAPTURE(o.name);
    CHECK(!(o.module.empty() && o.functions.empty()));
    if (o.name == "Conv2d") CHECK(o.formula == "⌊(H + 2·p − d·(k − 1) − 1)/s⌋ + 1");
    if (o.name == "Flatten") CHECK(!o.formula.empty());
  }
}

TEST_CASE("inputs as text: spaces, parentheses, dtypes, several, scalars; and what is none") {
  constexpr std::string_view any = "class N(nn.Module):\n    def forward(self, *xs):\n        return xs\n";
  CHECK(text(trace(any, "1,3,8,8").output) == "1,3,8,8");
  CHECK(text(trace(any, " (1, 3, 8) ").output) == "1,3,8");
  CHECK(text(trace(any, "[2,3];4:long; 5,6").output) == "2,3 4 5,6");
  CHECK(text(trace(any, "2x3").output) == "2,3");
  for (auto bad : {"1,3,eight", "1,,3", "1:complicated", "1.5,2", "99999999999999999999"}) {
    CAPTURE(std::string(bad));
    auto t = trace(any, bad);
    REQUIRE(t.error);
    CHECK(t.error->type == "InputError");
    CHECK(!t.error->hint.empty());
  }
  CHECK(error(trace(any, "2,-3")) == "RuntimeError: Trying to create tensor with negative dimension -3: [2,-3]");
}

TEST_CASE("the programs of the goldens bear to be cut off anywhere") {
  // Half-typed code is what an editor sends: whatever is missing, there is an answer.
  std::ifstream file(std::string(SHAPEWALK_TESTS) + "/goldens/programs/resnet_small.py");
  std::string source((std::istreambuf_iterator<char>(file)), {});
  REQUIRE(source.size() > 1000);
  for (size_t end = 0; end < source.size(); end += 7) {
    auto t = trace(std::string_view(source).substr(0, end));
    CHECK((t.error.has_value() || !t.output.empty() || t.model.empty() || t.steps.empty()));
    CHECK(!api::json(t).empty());
  }
}
