// Random numbers are PyTorch's: each distribution, and what every module starts from (goldens/generate_random.py).
#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <vector>

#include "kernels/random.h"
#include "run_kit.h"

using namespace shapewalk;

namespace {

std::vector<std::string> split(const std::string& s, char by) {
  std::vector<std::string> parts;
  std::stringstream in(s);
  for (std::string part; std::getline(in, part, by);) parts.push_back(part);
  return parts;
}

double real(const std::string& s) { return std::strtod(s.c_str(), nullptr); }

DType dtype_of(const std::string& name) {
  for (uint8_t d = 0; d < uint8_t(DType::complex64); d++)
    if (dtype_name(DType(d)) == name) return DType(d);
  return DType::boolean;
}

template <class T>
std::vector<double> drawn(Generator& g, const std::string& what, size_t n, double a, double b) {
  std::vector<T> x(n);
  int64_t size = int64_t(n);
  if (what == "uniform") g.uniform(x.data(), size, a, b);
  if (what == "normal") g.normal(x.data(), size, a, b);
  if (what == "bernoulli") g.bernoulli(x.data(), size, a);
  if (what == "exponential") g.exponential(x.data(), size, a);
  if (what == "bernoulli_each")
    for (auto& one : x) one = g.bernoulli(T(a));
  return {x.begin(), x.end()};
}

std::vector<double> drawn(Generator& g, const std::string& what, DType dtype, size_t n, double a, double b) {
  std::vector<int64_t> whole(n);
  if (what == "integers")
    g.integers(whole.data(), int64_t(n), int64_t(a), int64_t(b));
  else if (what == "permutation")
    g.permutation(whole.data(), int64_t(n));
  else
    return dtype == DType::float64 ? drawn<double>(g, what, n, a, b) : drawn<float>(g, what, n, a, b);
  return {whole.begin(), whole.end()};
}

// A normal draw goes through logarithms and cosines, which PyTorch approximates in its own way.
void check_close(double ours, double theirs, bool exact) {
  if (exact)
    CHECK(ours == theirs);
  else
    CHECK(std::fabs(ours - theirs) <= 1e-6 * std::fmax(1, std::fabs(theirs)));
}

}  // namespace

TEST_CASE("random: every distribution draws what PyTorch draws") {
  std::ifstream file(SHAPEWALK_TESTS "/goldens/random.txt");
  int lines = 0;
  for (std::string line; std::getline(file, line); lines++) {
    CAPTURE(line);
    std::vector<std::string> part = split(line, ' ');
    Generator g;
    g.seed(std::strtoull(part[2].c_str(), nullptr, 10));
    size_t n = size_t(std::atoi(part[3].c_str())), shown = part.size() - 7;
    auto x = drawn(g, part[0], dtype_of(part[1]), n, real(part[4]), real(part[5]));
    bool exact = part[0] != "normal" && part[0] != "exponential";
    for (size_t i = 0; i < shown; i++)
      check_close(x[i < shown / 2 || shown == n ? i : n - shown + i], real(part[6 + i]), exact);
    float after = 0;
    g.uniform(&after, 1, 0, 1);
    CHECK(after == real(part.back()));
  }
  CHECK(lines > 200);
}

TEST_CASE("random: modules and torch.nn.init give the numbers that PyTorch gives") {
  std::ifstream file(SHAPEWALK_TESTS "/goldens/initial.txt");
  int lines = 0;
  for (std::string line; std::getline(file, line); lines++) {
    std::vector<std::string> part = split(line, '|');
    CAPTURE(part[1]);
    Engine engine;
    Session session("import torch, torch.nn as nn\ntorch.manual_seed(" + part[0] + ")\nm = " + part[1] + "\n", false,
                    true);
    session.host.engine = &engine;
    session.run();
    if (session.error) CHECK(session.error->message == "");
    if (session.error) continue;
    float after[4];
    engine.random.uniform(after, 4, 0, 1);
    std::vector<std::string> next = split(part[2], ' ');
    for (size_t i = 0; i < 4; i++) CHECK(after[i] == real(next[i]));
    std::vector<std::pair<std::string, TensorObj*>> ours;
    Value v = *session.interp->globals.find(session.interp->name("m"));
    if (TensorObj* t = as_tensor(v)) ours.push_back({"tensor", t});
    if (ModuleInst* root = as_module(v))
      for (auto& [path, m] : named_modules(*root))
        for (Names* where : {&m->params, &m->buffers})
          for (auto& [name, value] : where->v)
            if (TensorObj* t = as_tensor(value)) ours.push_back({path.empty() ? *name : path + "." + *name, t});
    REQUIRE(ours.size() + 3 == part.size());
    // Those that end in a normal distribution, and decompositions, come close; the rest is exact.
    bool exact = true;
    for (auto word : {"Embedding", "bias_kv", "normal", "orthogonal", "sparse"})
      exact = exact && part[1].find(word) == std::string::npos;
    double within = part[1].find("orthogonal") == std::string::npos ? 1 : 10;
    for (size_t k = 0; k < ours.size(); k++) {
      std::vector<std::string> theirs = split(part[k + 3], ' ');
      CHECK(ours[k].first == theirs[0]);
      View view = Run::in(ours[k].second->info);
      REQUIRE(view.data);
      std::vector<double> x(size_t(view.count()));
      copy(view, dense(x.data(), DType::float64, view.sizes));
      double sum = 0;
      for (double one : x) sum += one;
      for (size_t i = 3; i < theirs.size(); i++) check_close(x[i - 3] / within, real(theirs[i]) / within, exact);
      CHECK(std::fabs(sum - real(theirs[2])) < 1e-4);
    }
  }
  CHECK(lines > 150);
}
