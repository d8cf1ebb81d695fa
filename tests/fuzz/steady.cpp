// A fuzzer's inputs without libFuzzer, for every compiler and every run of the tests: those that were kept, and each of
// them changed with a seed of its own, so that every machine tries the same. Says how many, and traps at a finding.
// usage: steady_NAME ROUNDS SHOW FOLDER...      (SHOW: write each input to this file before it is tried; "-": do not)
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t most, unsigned seed) __attribute__((weak));

/// One to four bytes changed, put in, left out or copied from elsewhere. libFuzzer's own is cleverer.
extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t most) {
  static std::mt19937 random(7);
  auto below = [](size_t n) { return size_t(random() % std::max<size_t>(n, 1)); };
  for (size_t turns = 1 + below(4); turns > 0; turns--) {
    size_t at = below(size);
    switch (size == 0 ? 1 : below(4)) {
      case 0: data[at] = uint8_t(random()); break;
      case 1:
        if (size == most) break;
        std::copy_backward(data + at, data + size, data + size + 1);
        data[at] = uint8_t(random()), size++;
        break;
      case 2: std::copy(data + at + 1, data + size, data + at), size--; break;
      default: data[at] = data[below(size)];
    }
  }
  return size;
}

int main(int count, char** words) {
  if (count < 4) return 2;
  constexpr size_t kMost = 2500;
  int rounds = std::atoi(words[1]);
  std::string show = words[2];
  std::vector<std::filesystem::path> files;
  for (int i = 3; i < count; i++)
    for (auto& entry : std::filesystem::directory_iterator(words[i]))
      if (entry.is_regular_file()) files.push_back(entry.path());
  // The order of a folder is the file system's.
  std::sort(files.begin(), files.end());
  size_t tried = 0;
  auto once = [&](const std::vector<uint8_t>& input) {
    if (show != "-")
      std::ofstream(show, std::ios::binary).write(reinterpret_cast<const char*>(input.data()), long(input.size()));
    LLVMFuzzerTestOneInput(input.data(), input.size());
    tried++;
  };
  for (auto& file : files) {
    std::stringstream all;
    all << std::ifstream(file, std::ios::binary).rdbuf();
    std::string text = all.str().substr(0, kMost);
    std::vector<uint8_t> kept(text.begin(), text.end());
    once(kept);
    for (int round = 0; round < rounds; round++) {
      std::vector<uint8_t> next = kept;
      size_t size = next.size();
      next.resize(kMost);
      auto seed = unsigned(std::hash<std::string>()(text) + unsigned(round));
      size = LLVMFuzzerCustomMutator ? LLVMFuzzerCustomMutator(next.data(), size, kMost, seed)
                                     : LLVMFuzzerMutate(next.data(), size, kMost);
      next.resize(size);
      once(next);
    }
  }
  std::printf("%zu inputs\n", tried);
}
