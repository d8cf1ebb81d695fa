// Runs programs with numbers, one after another, so that tests hold the native build to the others (agree.mjs).
// In: the program's length in bytes, as a native 32-bit number, and the program, which has `net` called on one number.
// Out: the trace's JSON, and all numbers of the tensors that the program returned as float32, each with its length
// before it; NaN for each of a tensor that has none.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "api.h"

namespace {

void put(const void* bytes, size_t count) {
  auto length = uint32_t(count);
  fwrite(&length, sizeof length, 1, stdout);
  fwrite(bytes, 1, count, stdout);
}

}  // namespace

int main() {
  using namespace shapewalk;
  for (uint32_t length; fread(&length, sizeof length, 1, stdin) == 1;) {
    std::string source(length, ' ');
    if (fread(source.data(), 1, length, stdin) != length) return 1;
    api::Running running({source, "net", "1", false, false}, {"ones"});
    std::string trace = api::json(running.trace());
    put(trace.data(), trace.size());
    std::vector<float> numbers;
    for (size_t i = 0; i < running.trace().output.size(); i++) {
      api::Numbered one = running.tensor(int64_t(i), "output", 0);
      int64_t count = 1;
      for (int64_t n : running.trace().output[i]) count *= n;
      numbers.resize(numbers.size() + size_t(count), NAN);
      if (one.data) std::copy(one.data, one.data + count, numbers.end() - count);
    }
    put(numbers.data(), numbers.size() * sizeof(float));
    fflush(stdout);
  }
}
