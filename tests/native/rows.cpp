// Every row of the table is whole, and its worked example is true.
#include <doctest/doctest.h>

#include "api.h"
#include "ops/row.h"
#include "torch/schema.h"

using namespace shapewalk;

TEST_CASE("every row has all its parts") {
  REQUIRE(table().size() > 100);
  for (const Row* r : table()) {
    CAPTURE(std::string(r->name));
    CHECK(!r->name.empty());
    CHECK(!r->family.empty());
    CHECK(!(r->module.empty() && r->functions.empty()));
    CHECK((r->module.empty() == (r->init == nullptr)));
    CHECK((r->module.empty() || !r->forward.empty()));
    CHECK((r->shape != nullptr));
    CHECK((r->macs != nullptr));
    CHECK(!std::string_view(r->example.code).empty());
    CHECK(std::string_view(r->doc).size() > 40);
    CHECK(std::string_view(r->source).size() > 4);
  }
}

TEST_CASE("every worked example gives the shape it says") {
  for (const Row* r : table()) {
    std::string code(std::string_view(r->example.code));
    CAPTURE(code);
    auto got = api::evaluate(r->example.code, r->example.in);
    if (got.error) {
      FAIL_CHECK(got.error->type << ": " << got.error->message);
      continue;
    }
    std::string out;
    for (auto& s : got.out) {
      if (&s != &got.out[0]) out += ";";
      for (size_t i = 0; i < s.size(); i++) out += (i ? "," : "") + std::to_string(s[i]);
    }
    CHECK(out == std::string_view(r->example.out));
  }
}

TEST_CASE("no spelling belongs to two rows") {
  std::vector<std::pair<std::string, const Row*>> seen;
  for (const Row* r : table())
    for (auto& f : parsed(*r).functions)
      for (auto n : f.names) {
        for (auto& [name, row] : seen)
          if (name == n && row != r) FAIL_CHECK(name << " is in " << row->name << " and " << r->name);
        seen.push_back({std::string(n), r});
      }
}
