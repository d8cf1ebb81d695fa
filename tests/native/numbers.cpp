// Thousands of random expressions, computed and held to the numbers that PyTorch makes (goldens/generate_numbers.py).
// SHAPEWALK_ONLY=conv2d runs those whose code contains that.
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "kit.h"

namespace {

using namespace shapewalk;

std::vector<std::string> split(const std::string& s, char by) {
  std::vector<std::string> parts(1);
  for (char c : s)
    if (c == by)
      parts.emplace_back();
    else
      parts.back() += c;
  return parts;
}

bool near(double a, double b, double bound) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  return a == b || std::fabs(a - b) <= bound;
}

const std::string kNoNumbers = "no numbers";

/// What differs between a tensor and the golden's field of it; empty where they agree.
std::string difference(const std::string& field, const api::Values& got) {
  auto parts = split(field, '|');
  std::string shape;
  for (size_t i = 0; i < got.shape.size(); i++) shape += (i ? "," : "") + std::to_string(got.shape[i]);
  if (shape != parts[0] || got.dtype != parts[1])
    return "expected " + parts[0] + " of " + parts[1] + ", got " + shape + " of " + got.dtype;
  if (!got.known) return kNoNumbers;
  double big = std::stod(parts[2]), sum = std::stod(parts[3]), abs_sum = std::stod(parts[4]);
  bool half = got.dtype == "float16" || got.dtype == "bfloat16";
  double bound = (half ? 8e-3 : 1e-5) * (std::isfinite(big) ? big : 1);
  int64_t count = 1;
  for (int64_t n : got.shape) count *= n;
  if (!near(got.sum, sum, bound * std::sqrt(double(count)) + 1e-6 * abs_sum) ||
      !near(got.abs_sum, abs_sum, bound * std::sqrt(double(count)) + 1e-6 * abs_sum))
    return "expected the sums " + parts[3] + ", " + parts[4] + ", got " + std::to_string(got.sum) + ", " +
           std::to_string(got.abs_sum);
  if (count == 0) return "";
  auto numbers = split(parts[5], ' ');
  size_t k = 0;
  for (int64_t i = 0, last = -1; i < 12; i++) {
    int64_t place = i * (count - 1) / 11;
    if (place == last) continue;
    last = place;
    if (k >= numbers.size()) break;
    double want = std::stod(numbers[k++]);
    size_t end = got.last.size();
    double have = 0;
    if (place < int64_t(got.first.size()))
      have = got.first[size_t(place)];
    else if (place >= count - int64_t(end))
      have = got.last[size_t(place - (count - int64_t(end)))];
    else
      continue;
    if (!near(have, want, bound))
      return "at " + std::to_string(place) + " expected " + std::to_string(want) + ", got " + std::to_string(have);
  }
  return "";
}

}  // namespace

TEST_CASE("numbers: random expressions give PyTorch's") {
  std::ifstream file(SHAPEWALK_TESTS "/goldens/numbers.tsv");
  REQUIRE(file);
  const char* only = std::getenv("SHAPEWALK_ONLY");
  int passed = 0, failed = 0, absent = 0;
  for (std::string line; std::getline(file, line);) {
    auto fields = split(line, '\t');
    REQUIRE(fields.size() >= 5);
    if (only && fields[0].find(only) == std::string::npos) continue;
    auto got = api::evaluate(fields[0], fields[1], {fields[2], std::stoll(fields[3])});
    std::string what;
    if (fields[4].starts_with('!')) {
      std::string error = got.error ? "!" + got.error->type + ": " + got.error->message : "no error";
      (error == fields[4] ? passed : failed)++;
      if (error != fields[4]) MESSAGE(fields[0] << ": expected " << fields[4] << ", got " << error);
      continue;
    }
    if (got.error)
      what = got.error->type + ": " + got.error->message;
    else if (got.values.size() != fields.size() - 4)
      what = "expected " + std::to_string(fields.size() - 4) + " tensors, got " + std::to_string(got.values.size());
    for (size_t i = 4; i < fields.size() && what.empty(); i++) what = difference(fields[i], got.values[i - 4]);
    if (what.empty()) {
      passed++;
    } else if (what == kNoNumbers) {
      if (absent++ < 40 && only) MESSAGE(fields[0] << "   has no kernel");
    } else if (failed++ < 40) {
      MESSAGE(fields[0] << "   in " << fields[1] << " " << fields[2] << " " << fields[3] << ": " << what);
    }
  }
  MESSAGE(passed << " agree, " << failed << " differ, " << absent << " have no kernel");
  CHECK(failed == 0);
  CHECK(absent == 0);
}
