// Where Problems lie until nobody can hold one any more.
#include "shape/problem.h"

#include <memory>
#include <vector>

namespace shapewalk {

namespace {

thread_local std::vector<std::unique_ptr<Problem>> kept;
thread_local int users = 0;

}  // namespace

Failure::Failure(Problem problem) : problem_(kept.emplace_back(std::make_unique<Problem>(std::move(problem))).get()) {}

Problems::Problems() { users++; }
Problems::~Problems() {
  if (--users == 0) kept.clear();
}

[[gnu::cold]] std::unexpected<Failure> fail(std::string_view type, std::string message) {
  return std::unexpected(Failure(Problem{.type = std::string(type), .message = std::move(message)}));
}

}  // namespace shapewalk
