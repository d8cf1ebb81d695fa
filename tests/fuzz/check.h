// What must hold of whatever the core is given: every answer can be written down, and says nothing that cannot be.
#pragma once

#include <signal.h>
#include <sys/time.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "api.h"
#include "shape/dim.h"

namespace kit {

namespace api = shapewalk::api;

/// Ends the program, as a fuzzer expects, where `holds` is false.
inline void require(bool holds) {
  if (!holds) __builtin_trap();
}

/// An input that takes more than 10 s while this lives is a finding: of the process's own time, so that a busy machine
/// is none.
class InTime {
 public:
  InTime() {
    signal(SIGVTALRM, [](int) { __builtin_trap(); });
    set(10);
  }
  ~InTime() { set(0); }
  InTime(const InTime&) = delete;
  InTime& operator=(const InTime&) = delete;

 private:
  static void set(int seconds) {
    itimerval timer{{0, 0}, {seconds, 0}};
    setitimer(ITIMER_VIRTUAL, &timer, nullptr);
  }
};

inline void check(const std::vector<api::Sizes>& shapes) {
  for (auto& shape : shapes)
    for (int64_t n : shape) require(n >= 0);
}

inline void check(const std::optional<api::Problem>& error) {
  if (error) require(!error->type.empty());
}

inline void check(const api::Trace& t) {
  check(t.error);
  check(t.output);
  for (auto& s : t.steps) check(s.in), check(s.out);
  require(!api::json(t).empty());
}

/// How many numbers the shapes hold together.
inline int64_t numbers_in(const std::vector<api::Sizes>& shapes) {
  int64_t all = 0;
  for (auto& shape : shapes)
    all = shapewalk::add(all, std::accumulate(shape.begin(), shape.end(), int64_t(1), shapewalk::mul));
  return all;
}

/// Everything that a page may ask of a run with numbers.
inline void check_run(const api::Request& request, const api::Numbers& numbers) {
  api::Running run(request, numbers);
  const api::Trace& t = run.trace();
  check(t);
  for (size_t i = 0; i < std::min<size_t>(t.steps.size(), 32); i++) {
    int64_t count = t.steps[i].out.empty() ? 0 : numbers_in({t.steps[i].out[0]});
    for (int64_t place : {int64_t(0), count / 2, count - 1, count}) api::json(run.cell(int64_t(i), place));
  }
  require(!run.gpu_plan(true).empty());
  if (!t.input.empty()) {
    std::vector<float> input(size_t(numbers_in({t.input[0]})), 0.5f);
    if (run.again(input)) run.tensor(0, "output", 0);
  }
}

}  // namespace kit
