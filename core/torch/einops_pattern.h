// Patterns of einops: "b c (h p) w -> b (h w) (p c)", read as the library einops reads them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shape/dim.h"

namespace shapewalk::einops {

/// An axis by its name; or a number in a pattern, which is an axis of its own wherever it stands.
struct AxisName {
  std::string name;    ///< kDots for an ellipsis; empty: a number
  int64_t length = 0;  ///< of a number
};

inline constexpr std::string_view kDots = "…";

/// One side of a pattern; a group is what stands in parentheses, or one axis. A 1 outside of parentheses is an empty
/// group, within them it is nothing.
struct Side {
  std::vector<std::vector<AxisName>> groups;
  bool dots = false, dots_grouped = false;  ///< an ellipsis; and in parentheses
  bool numbers = false;                     ///< axes that are numbers other than 1
  std::string problem;                      ///< in einops' words; empty: it could be read
  bool has(std::string_view name) const;
};

enum : unsigned { kUnderscores = 1, kTwice = 2 };  ///< `_` is a name; names may stand more than once

Side read_side(std::string_view text, unsigned allowed = 0);
/// Why it is no name of an axis, in einops' words; empty where it is one.
std::string not_a_name(std::string_view name, unsigned allowed = 0);

/// What is done to a tensor: reshape, permute, reduce, add axes, reshape; each only where it does something.
struct Recipe {
  bool reshapes = false, permutes = false, reshapes_again = false;
  std::vector<Dim> apart;                      ///< sizes of the first reshape
  std::vector<int64_t> order;                  ///< the permutation: what is reduced comes last
  size_t kept = 0;                             ///< axes that are not reduced
  std::vector<std::pair<int64_t, Dim>> added;  ///< positions and lengths, in order
  size_t axes = 0;                             ///< of the tensor once they are added
  std::vector<Dim> sizes;                      ///< of the result
};

struct Length {
  std::string name;
  Dim n;
};

/// The recipe for a tensor of this shape; or the problem, in einops' words. `operation`: rearrange, repeat, or how to
/// reduce; `known`: it is one of einops' own or a function.
struct Cooked {
  Recipe recipe;
  std::string problem;
};
Cooked cook(std::string_view left, std::string_view right, std::string_view operation, bool known,
            const std::vector<Length>& lengths, const Shape* shape, size_t axes);

}  // namespace shapewalk::einops
