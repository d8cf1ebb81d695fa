// Matching says what load_state_dict says.
#include <doctest/doctest.h>

#include "weights/match.h"
#include "weights_kit.h"

using namespace shapewalk;
using namespace kit;

namespace {

Shape shape(const std::string& commas) {
  Shape s;
  if (!commas.empty())
    for (auto& n : split(commas, ',')) s.push_back(Dim(std::stoll(n)));
  return s;
}

// A JSON string of what Python's json.dumps escapes in these messages.
std::string unquoted(const std::string& json) {
  std::string s;
  for (size_t i = 1; i + 1 < json.size(); i++) {
    if (json[i] != '\\') {
      s += json[i];
      continue;
    }
    char c = json[++i];
    s += c == 'n' ? '\n' : c == 't' ? '\t' : c;
  }
  return s;
}

weights::File golden(const std::string& name) {
  auto bytes = file_bytes(weight_path(name));
  return std::move(*weights::read(bytes));
}

weights::File file_of(std::vector<std::vector<std::string>> dicts) {
  weights::File file;
  for (auto& names : dicts) {
    file.dicts.emplace_back();
    for (auto& name : names) {
      weights::Tensor t;
      t.name = name;
      t.shape = {Dim(2)};
      file.dicts.back().tensors.push_back(t);
    }
  }
  return file;
}

std::vector<weights::Expected> model_of(const std::vector<std::string>& names) {
  std::vector<weights::Expected> out;
  for (auto& name : names) out.push_back({name, {Dim(2)}});
  return out;
}

}  // namespace

TEST_CASE("load_state_dict's words for what does not fit") {
  std::string file, model;
  std::vector<weights::Expected> expected;
  int cases = 0;
  for (auto& row : table_rows("loading.tsv")) {
    if (row[0] == "load") {
      file = row[1], model = row[2];
      expected.clear();
    } else if (row[0] == "key") {
      expected.push_back(
          {row[1], shape(row[2]), row[3] == "int64" ? DType::int64 : DType::float32, row[4] == "buffer"});
    } else {
      CAPTURE(file);
      CAPTURE(model);
      weights::File read = golden(file);
      auto report = weights::match(read, expected);
      CHECK(weights::load_error(report, read, expected, model) == unquoted(row[1]));
      cases++;
    }
  }
  CHECK(cases >= 10);
}

TEST_CASE("names are matched without what wrappers put before them") {
  auto model = model_of({"a.weight", "a.bias"});
  auto prefix = [&](std::vector<std::string> names) { return weights::match(file_of({names}), model).prefix; };
  CHECK(prefix({"a.weight", "a.bias"}) == "");
  CHECK(prefix({"module.a.weight", "module.a.bias"}) == "module.");
  CHECK(prefix({"_orig_mod.module.a.weight"}) == "_orig_mod.module.");
  CHECK(prefix({"criterion.weight", "model.a.weight"}) == "model.");
  CHECK(prefix({"model.a.weight", "a.bias", "a.weight"}) == "");
  CHECK(prefix({"net.a.weight"}) == "");
  // A model whose own names begin so.
  CHECK(weights::match(file_of({{"model.a.weight"}}), model_of({"model.a.weight"})).prefix == "");
  CHECK(weights::match(file_of({{"module.model.a.weight"}}), model_of({"model.a.weight"})).prefix == "module.");

  weights::File file = file_of({{"module.a.weight", "module.b.weight"}});
  auto report = weights::match(file, model);
  CHECK(weights::load_error(report, file, model, "Net") ==
        "Error(s) in loading state_dict for Net:\n\tMissing key(s) in state_dict: \"a.bias\". \n\t"
        "Unexpected key(s) in state_dict: \"b.weight\". ");
}

TEST_CASE("of several state dicts the one that answers to most names is taken") {
  auto report = weights::match(file_of({{"x", "y", "z"}, {"a.weight", "q"}, {"module.a.weight", "module.a.bias"}}),
                               model_of({"a.weight", "a.bias"}));
  CHECK(report.dict == 2);
  CHECK(report.prefix == "module.");
  REQUIRE(report.pairs.size() == 2);
  CHECK(report.pairs[1].tensor == 1);
  CHECK(report.complete());
  CHECK(weights::match(file_of({{"x"}, {"y"}}), model_of({"a"})).dict == 0);
  CHECK(weights::match(golden("data_parallel.pt"), model_of({"bn.bias"})).prefix == "module.");
}
