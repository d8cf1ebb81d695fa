// How long it takes to trace models of a package on disk, the modules beside them read each time: the best of some
// runs. usage: bench_zoo ROOT PACKAGE FILE INPUT MODEL…      ROOT is the folder that the package lies in
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "api.h"

namespace {

namespace api = shapewalk::api;
namespace fs = std::filesystem;

constexpr int kTimes = 10;

std::string text_of(const fs::path& path) {
  std::ostringstream s;
  s << std::ifstream(path).rdbuf();
  return s.str();
}

}  // namespace

int main(int count, char** words) {
  if (count < 6) return 2;
  fs::path root = words[1];
  std::string package = words[2], source = text_of(words[3]);
  api::Modules beside{package, [&](std::string_view dotted) -> std::optional<api::Module> {
                        if (dotted.substr(0, dotted.find('.')) != package.substr(0, package.find('.'))) return {};
                        std::string path(dotted);
                        std::replace(path.begin(), path.end(), '.', '/');
                        for (bool folder : {true, false})
                          if (fs::path p = root / (path + (folder ? "/__init__.py" : ".py")); fs::exists(p))
                            return api::Module{p.string(), text_of(p), folder};
                        return {};
                      }};
  for (int i = 5; i < count; i++) {
    double best = 1e9;
    api::Trace t;
    for (int k = 0; k < kTimes; k++) {
      auto start = std::chrono::steady_clock::now();
      t = api::trace({source, words[i], words[4], false, true, false, &beside});
      best =
          std::min(best, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    std::printf("%8.1f ms  %5zu calls  %s%s\n", best, t.modules.size(), words[i], t.error ? " (ends in an error)" : "");
  }
}
