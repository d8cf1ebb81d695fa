// Numbers in Python: programs whose output PyTorch gave (goldens/generate_printed.py), and what stays unknown.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "run_kit.h"

using kit::printed;

namespace {

std::string text_of(const std::filesystem::path& path) {
  std::stringstream all;
  all << std::ifstream(path).rdbuf();
  return all.str();
}

}  // namespace

TEST_CASE("values: programs print what they print under PyTorch") {
  int programs = 0;
  for (auto& file : std::filesystem::directory_iterator(SHAPEWALK_TESTS "/goldens/printed")) {
    if (file.path().extension() != ".py") continue;
    programs++;
    std::filesystem::path said = file.path();
    std::stringstream ours(printed(text_of(file.path()))), theirs(text_of(said.replace_extension(".txt")));
    std::string a, b;
    for (int line = 1;; line++) {
      bool more = bool(std::getline(ours, a)), expected = bool(std::getline(theirs, b));
      if (!more && !expected) break;
      CAPTURE(file.path().filename());
      CAPTURE(line);
      CHECK(more == expected);
      CHECK(a == b);
      if (more != expected) break;
    }
  }
  CHECK(programs >= 4);
}

TEST_CASE("values: what is not known is never shown as known") {
  CHECK(printed("import torch, mystery\n"
                "t = torch.tensor([1.0, 2.0]); t[0] = mystery.number(); print(t.tolist())\n"
                "u = torch.tensor([1.0, 2.0]); v = u.view(2); v[mystery.mask] = 1; print(u.tolist())\n"
                "print(float(torch.tensor([mystery.x])))\n") == "…\n…\n…\n");
}

TEST_CASE("values: the none or one largest of a scalar are its one number") {
  for (const char* k : {"0", "1"})
    CHECK(printed("import torch\nv, i = torch.tensor(3.).topk(" + std::string(k) + ")\nprint(v, i)\n") ==
          "tensor(3.) tensor(0)\n");
}
