// Backwards against forwards: on random small networks, the set of inputs that is said to fit is exactly the set of
// inputs that trace clean.
#include <algorithm>
#include <cstdlib>
#include <set>
#include <sstream>

#include "kit.h"
#include "random_programs.h"

using namespace kit;

namespace {

struct Net {
  std::string code;
  int64_t channels;
  int axes;
};

/// "3", or "(3, 2)": a number for each axis.
std::string sizes(Draw& d, int axes, int64_t low, int64_t high) {
  if (axes == 1 || d.chance(60)) return std::to_string(d.in(low, high));
  std::string s = "(";
  for (int a = 0; a < axes; a++) s += (a ? ", " : "") + std::to_string(d.in(low, high));
  return s + ")";
}

std::string chosen(Draw& d) { return d.chance(50) ? "True" : "False"; }

/// How much is padded before and after each axis.
std::string pads(Draw& d, int axes, int64_t low, int64_t high) {
  if (d.chance(40)) return std::to_string(d.in(std::max<int64_t>(low, 0), high));
  std::string s = "(";
  for (int i = 0; i < 2 * axes; i++) s += (i ? ", " : "") + std::to_string(d.in(low, high));
  return s + ")";
}

/// Layers of all kinds that change sizes. The first is a convolution: it says how many channels go in.
std::string layers(Draw& d, int axes, int64_t& channels, int64_t first) {
  std::string n = std::to_string(axes), code;
  channels = first;
  auto size = [&](int64_t low, int64_t high) { return sizes(d, axes, low, high); };
  auto through = [&](const char* kind, const std::string& rest) {
    int64_t out = d.in(1, 3);
    code += "nn." + std::string(kind) + n + "d(" + std::to_string(channels) + ", " + std::to_string(out) + ", " + rest +
            "), ";
    channels = out;
  };
  int64_t count = d.in(1, 3);
  for (int64_t i = 0; i < count; i++) {
    std::string k = size(1, 4), s = size(1, 3), p = size(0, 1), g = size(1, 2);
    switch (i ? d.in(0, 12) : d.in(0, 2)) {
      case 0:
      case 1: through("Conv", k + ", stride=" + s + ", padding=" + p + ", dilation=" + g); break;
      case 2:
        through("Conv", k + ", stride=" + s + ", padding=" + size(0, 2) + ", padding_mode='" +
                            d.of<const char*>({"circular", "reflect", "replicate"}) + "'");
        break;
      case 3: code += "nn.MaxPool" + n + "d(" + size(2, 3) + ", ceil_mode=" + chosen(d) + "), "; break;
      case 4:
        code += "nn.MaxPool" + n + "d(3, stride=" + s + ", padding=" + p + ", dilation=" + g +
                ", ceil_mode=" + chosen(d) + "), ";
        break;
      case 5:
        code +=
            "nn.AvgPool" + n + "d(3, stride=" + s + ", padding=" + p + ", ceil_mode=" + chosen(d) + "), nn.ReLU(), ";
        break;
      case 6: through("ConvTranspose", size(2, 3) + ", stride=" + size(1, 2)); break;
      case 7:
        through("ConvTranspose", "3, stride=2, padding=" + p + ", output_padding=" + p + ", dilation=" + g);
        break;
      case 8: code += "nn.Upsample(scale_factor=" + std::string(d.chance(70) ? "2" : "1.5") + "), "; break;
      case 9: code += "nn.ConstantPad" + n + "d(" + pads(d, axes, -1, 2) + ", 0.0), "; break;
      case 10: code += "nn.ReflectionPad" + n + "d(" + pads(d, axes, 0, 2) + "), "; break;
      case 11:
        code += axes < 3 ? "nn.LPPool" + n + "d(2, " + size(2, 3) + ", ceil_mode=" + chosen(d) + "), "
                         : "nn.ReplicationPad3d(1), ";
        break;
      default: through("Conv", "3, padding='same'");
    }
  }
  return code;
}

std::string input_of(const Net& net, const std::vector<int64_t>& sizes) {
  std::string s = "1," + std::to_string(net.channels);
  for (int64_t n : sizes) s += "," + std::to_string(n);
  return s;
}

/// A network whose Linear fits a size drawn, or (one in five) a number drawn.
Net draw_net(Draw& d, int axes, int64_t bound) {
  while (true) {
    Net net;
    net.axes = axes;
    net.channels = d.in(1, 3);
    int64_t channels;
    std::string body = layers(d, axes, channels, net.channels);
    std::string flat = "nn.Sequential(" + body + "nn.Flatten())";
    std::vector<int64_t> sizes;
    for (int a = 0; a < axes; a++) sizes.push_back(a && d.chance(70) ? sizes[0] : d.in(bound / 3, bound * 2 / 3));
    auto t = api::trace({"net = " + flat, {}, input_of(net, sizes), false, false});
    if (t.error) continue;
    int64_t features = d.chance(20) ? d.in(1, 200) : t.output[0][1];
    if (features > 20'000) continue;
    net.code = "net = nn.Sequential(" + body + "nn.Flatten(), nn.Linear(" + std::to_string(features) + ", 2))";
    return net;
  }
}

/// Every tuple of sizes in [1, bound] that the network takes: found by a program that tries them all.
std::set<std::vector<int64_t>> brute_force(const Net& net, int64_t bound) {
  std::string program = "import torch\nfrom torch import nn\n" + net.code + "\n", indent, sizes;
  for (int a = 0; a < net.axes; a++) {
    std::string name(1, "dhw"[a]);
    program += indent + "for " + name + " in range(1, " + std::to_string(bound + 1) + "):\n";
    indent += "    ";
    sizes += ", " + name;
  }
  program += indent + "try:\n" + indent + "    net(torch.zeros(1, " + std::to_string(net.channels) + sizes + "))\n" +
             indent + "    print(" + sizes.substr(2) + ")\n" + indent + "except RuntimeError:\n" + indent +
             "    pass\n";
  auto t = api::trace({program, {}, {}, false, false});
  CHECK(error(t) == "");
  std::set<std::vector<int64_t>> out;
  std::istringstream lines(t.printed);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream numbers(line);
    std::vector<int64_t> one;
    for (int64_t n; numbers >> n;) one.push_back(n);
    out.insert(one);
  }
  return out;
}

/// Every tuple of sizes in [1, bound].
std::vector<std::vector<int64_t>> all_sizes(int axes, int64_t bound) {
  std::vector<std::vector<int64_t>> out{{}};
  for (int a = 0; a < axes; a++) {
    std::vector<std::vector<int64_t>> longer;
    for (auto& s : out)
      for (int64_t n = 1; n <= bound; n++) {
        longer.push_back(s);
        longer.back().push_back(n);
      }
    out = std::move(longer);
  }
  return out;
}

bool in_set(const std::vector<api::Solution>& all, const std::vector<int64_t>& sizes) {
  for (auto& s : all) {
    bool inside = s.ranges.size() == sizes.size() + 2;
    for (size_t a = 0; inside && a < sizes.size(); a++)
      inside = s.ranges[a + 2][0] <= sizes[a] && sizes[a] <= s.ranges[a + 2][1];
    if (inside) return true;
  }
  return false;
}

void compare(int axes, int nets, int64_t bound, uint32_t seed) {
  Draw d(seed);
  int with_solutions = 0, without = 0;
  for (int i = 0; i < nets; i++) {
    Net net = draw_net(d, axes, bound);
    CAPTURE(net.code);
    auto b = api::solve({net.code});
    std::string missed, wrong;
    std::string squares, said_squares;
    auto fitting = brute_force(net, bound);
    for (auto& sizes : all_sizes(axes, bound)) {
      bool fits = fitting.contains(sizes);
      bool said = in_set(b.solutions, sizes);
      bool square = true;
      for (int64_t n : sizes) square = square && n == sizes[0];
      if (fits && square) squares += std::to_string(sizes[0]) + " ";
      if (fits && !said) missed += input_of(net, sizes) + "; ";
      if (!fits && said) wrong += input_of(net, sizes) + "; ";
    }
    CHECK_MESSAGE(missed == "", "these fit, and were not found");
    CHECK_MESSAGE(wrong == "", "these were said to fit");
    for (int64_t n : b.sizes)
      if (n <= bound) said_squares += std::to_string(n) + " ";
    CHECK(said_squares == squares);
    if (b.found) {
      with_solutions++;
      auto t = api::trace({net.code, {}, {}, false, false});
      CHECK(error(t) == "");
      CHECK(t.input_source == "solved");
    } else {
      without++;
      CHECK(b.solutions.empty());
    }
  }
  // The draw must test both answers.
  CHECK(with_solutions > nets / 3);
  CHECK(with_solutions + without == nets);
}

}  // namespace

/// SHAPEWALK_BRUTE=5 tries five times as many networks.
int times() {
  const char* text = std::getenv("SHAPEWALK_BRUTE");
  return text ? std::atoi(text) : 1;
}

TEST_CASE("sequences: backwards is what brute force finds") { compare(1, 450 * times(), 48, 1); }
TEST_CASE("images, square and not: backwards is what brute force finds") { compare(2, 400 * times(), 18, 2); }
TEST_CASE("volumes: backwards is what brute force finds") { compare(3, 150 * times(), 7, 3); }
