// Right networks with one number changed: what is offered mends them, and the first brings the output back.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "kit.h"
#include "random_programs.h"

using namespace kit;

namespace {

struct Tally {
  int broken = 0, mended = 0, same = 0, exact = 0;
  double slowest = 0;
};

/// The programs that the page comes with, which give their input or need none.
std::vector<RandomProgram> examples() {
  std::vector<RandomProgram> out;
  std::vector<std::string> folders{SHAPEWALK_TESTS "/../web/examples"};
  if (const char* more = std::getenv("SHAPEWALK_MORE_PROGRAMS")) folders.push_back(more);
  for (auto& folder : folders)
    for (auto& file : std::filesystem::directory_iterator(folder)) {
      if (file.path().extension() != ".py") continue;
      std::ifstream in(file.path());
      std::stringstream text;
      text << in.rdbuf();
      auto t = trace(text.str());
      if (t.error || t.output.empty()) continue;
      std::string input;
      if (t.input_source != "program")
        for (auto& shape : t.input) input += (input.empty() ? "" : ";") + kit::text(std::vector<api::Sizes>{shape});
      RandomProgram p{"example " + file.path().stem().string(), text.str(), input};
      if (!input.empty() && trace(p.source, input).error) continue;
      out.push_back(p);
    }
  std::sort(out.begin(), out.end(), [](auto& a, auto& b) { return a.family < b.family; });
  return out;
}

/// SHAPEWALK_MUTATED=1000 tries so many; SHAPEWALK_MUTATED_TELL=1 prints what each family gets, and what it misses.
int wanted(const char* name, int usual) {
  const char* text = std::getenv(name);
  return text ? std::atoi(text) : usual;
}

}  // namespace

TEST_CASE("one number changed in a right network: every fix offered traces clean, the first brings the output back") {
  int count = wanted("SHAPEWALK_MUTATED", 250);
  bool tell = wanted("SHAPEWALK_MUTATED_TELL", 0);
  Draw d(uint32_t(wanted("SHAPEWALK_MUTATED_SEED", 7)));
  auto bases = examples();
  REQUIRE(bases.size() > 5);
  std::map<std::string, Tally> tallies;
  Tally all;
  while (all.broken < count) {
    RandomProgram p = d.chance(90) ? draw_program(d, int(d.in(0, families() - 1)))
                                   : bases[size_t(d.in(0, int64_t(bases.size()) - 1))];
    auto right = api::trace({p.source, {}, p.input, false, false});
    CAPTURE(p.source);
    REQUIRE(error(right) == "");
    REQUIRE(!right.output.empty());
    std::string source = mutated(d, p.source);
    CAPTURE(source);
    if (!api::trace({source, {}, p.input, false, false}).error) continue;
    std::clock_t from = std::clock();
    auto t = trace(source, p.input);
    double seconds = double(std::clock() - from) / CLOCKS_PER_SEC;
    check_fixes(source, p.input, t);
    Tally one{1, !t.fixes.empty(), 0, 0, seconds};
    std::string first;
    if (!t.fixes.empty()) {
      std::string mended = kit::apply(source, t.fixes[0].edits);
      auto again = trace(mended, p.input);
      one.same = text(again.output) == text(right.output);
      one.exact = mended == p.source;
      first = t.fixes[0].title + " → " + text(again.output);
    }
    if (tell && !one.same) {
      std::printf("--- %s, input '%s': %s\n", p.family.c_str(), p.input.c_str(), error(t).c_str());
      std::istringstream a(p.source), b(source);
      for (std::string x, y; std::getline(a, x) && std::getline(b, y);)
        if (x != y) std::printf("  was  %s\n  is   %s\n", x.c_str(), y.c_str());
      std::printf("  right %s, first fix %s\n", text(right.output).c_str(), first.empty() ? "none" : first.c_str());
    }
    for (Tally* to : {&all, &tallies[p.family]}) {
      to->broken++, to->mended += one.mended, to->same += one.same, to->exact += one.exact;
      to->slowest = std::max(to->slowest, seconds);
    }
  }
  if (tell) {
    tallies["all"] = all;
    for (auto& [name, n] : tallies)
      std::printf(
          "%-34s %5d broken  %5.1f %% mended  %5.1f %% with the right output  %5.1f %% as it was  slowest %.3f s\n",
          name.c_str(), n.broken, 100.0 * n.mended / n.broken, 100.0 * n.same / n.broken, 100.0 * n.exact / n.broken,
          n.slowest);
  }
  CHECK(all.same * 100 >= count * 95);
}
