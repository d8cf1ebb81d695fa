// Programs that CPython 3.13 ran before (tests/goldens/python/expected.py): the same is printed, the same is raised, at
// the same line.
#include <fstream>
#include <iterator>
#include <vector>

#include "python_kit.h"

namespace {

std::vector<std::string> parts(const std::string& path) {
  std::ifstream file(std::string(SHAPEWALK_TESTS) + "/goldens/python/" + path);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  std::vector<std::string> out;
  for (size_t at = 0;;) {
    size_t end = at == 0 && text.starts_with("#---\n") ? 0 : text.find("\n#---\n", at);
    if (end == text.npos) {
      out.push_back(text.substr(at));
      return out;
    }
    // The line end before the mark belongs to the part, unless the part is empty.
    out.push_back(text.substr(at, end - at + 1));
    at = end + 6;
    while (text.compare(at, 5, "#---\n") == 0) out.push_back(""), at += 5;
  }
}

void compare(const std::string& name) {
  auto programs = parts(name + ".py"), expected = parts(name + ".expected");
  REQUIRE(programs.size() == expected.size());
  for (size_t i = 0; i < programs.size(); i++) {
    auto r = python_kit::run(programs[i]);
    CAPTURE(programs[i]);
    CHECK(r.printed + (r.error.empty() ? "" : "!" + r.error + "\n") == expected[i]);
  }
}

}  // namespace

TEST_CASE("the language does what CPython's does") { compare("language"); }
TEST_CASE("errors are CPython's, word for word, at its lines") { compare("errors"); }
TEST_CASE("the standard modules do what CPython's do") { compare("library"); }
