#include "torch/einops_pattern.h"

#include <algorithm>

#include "shape/words.h"

namespace shapewalk::einops {

namespace {

/// More axes than a tensor may have: a bound on work, for each name is looked for among those before it.
constexpr size_t kMostAxes = 512;

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80); }

struct Reader {
  unsigned allowed;
  Side side{};
  bool inside = false;
  std::vector<AxisName> group{};
  size_t axes = 0;

  void add(AxisName axis) {
    if (++axes > kMostAxes) side.problem = words("more than the % axes that Shapewalk follows", {kMostAxes});
    if (inside)
      group.push_back(std::move(axis));
    else
      side.groups.push_back({std::move(axis)});
  }

  void word(std::string_view x) {
    bool again = side.has(x) || std::any_of(group.begin(), group.end(), [&](auto& a) { return a.name == x; });
    if (again && !((allowed & kUnderscores) && x == "_") && !(allowed & kTwice)) {
      side.problem = words("Indexing expression contains duplicate dimension \"%\"", {x});
    } else if (x == kDots) {
      side.dots_grouped = inside;
      add({std::string(x)});
    } else if (x == "1") {
      if (!inside) side.groups.emplace_back();
    } else if (std::all_of(x.begin(), x.end(), digit)) {
      int64_t n = 0;
      for (char c : x) n = add_digit(n, c);
      if (n < 1) side.problem = words("Anonymous axis should have positive length, not %", {n});
      side.numbers = true;
      add({{}, n});
    } else if (std::string why = not_a_name(x, allowed); !why.empty()) {
      side.problem = words("Invalid axis identifier: %\n%", {x, why});
    } else {
      add({std::string(x)});
    }
  }
  static int64_t add_digit(int64_t n, char c) { return shapewalk::add(mul(n, 10), c - '0'); }

  void bracket(char c) {
    if (c == '(') {
      if (inside) side.problem = "Axis composition is one-level (brackets inside brackets not allowed)";
      inside = true;
    } else if (c == ')') {
      if (!inside) side.problem = "Brackets are not balanced";
      side.groups.push_back(std::move(group));
      group.clear();
      inside = false;
    }
  }

  void read(std::string_view text) {
    size_t begin = 0;
    for (size_t i = 0; i <= text.size() && side.problem.empty(); i++) {
      char c = i < text.size() ? text[i] : ' ';
      if (letter(c) || digit(c)) continue;
      if (c != '(' && c != ')' && c != ' ') {
        side.problem = words("Unknown character '%'", {text.substr(i, 1)});
        return;
      }
      // The end of the text ends a name last of all.
      if (i == text.size() && inside) {
        side.problem = words("Imbalanced parentheses in expression: \"%\"", {text});
        return;
      }
      if (i > begin) word(text.substr(begin, i - begin));
      if (side.problem.empty()) bracket(c);
      begin = i + 1;
    }
  }
};

/// Names in a message, as Python writes a set.
std::string set_of(const std::vector<const AxisName*>& names) {
  std::string s = "{";
  for (auto* a : names)
    s += words("%%",
               {s.size() > 1 ? ", " : "", a->name.empty() ? words("%-axis", {a->length}) : words("'%'", {a->name})});
  return s + "}";
}

/// The axes of one side, and which of them another lacks. A number is on no other side.
struct Flat : std::vector<const AxisName*> {
  explicit Flat(const std::vector<std::vector<AxisName>>& groups) {
    for (auto& g : groups)
      for (auto& a : g) push_back(&a);
  }
  size_t find(const AxisName& a) const {
    size_t i = 0;
    while (i < size() && (a.name.empty() ? (*this)[i] != &a : (*this)[i]->name != a.name)) i++;
    return i;
  }
  bool has(const AxisName& a) const { return find(a) < size(); }
  std::vector<const AxisName*> without(const Flat& other) const {
    std::vector<const AxisName*> left;
    for (auto* a : *this)
      if (!other.has(*a)) left.push_back(a);
    return left;
  }
};

/// The ellipsis as the axes that it stands for.
void spread_dots(Side& s, size_t n) {
  std::vector<std::vector<AxisName>> groups;
  for (auto& g : s.groups) {
    bool alone = g.size() == 1 && g[0].name == kDots && !s.dots_grouped;
    std::vector<AxisName> spread;
    for (auto& a : g) {
      if (a.name != kDots) {
        spread.push_back(std::move(a));
        continue;
      }
      for (size_t i = 0; i < n; i++) spread.push_back({words("%%", {kDots, i})});
    }
    if (!alone) groups.push_back(std::move(spread));
    if (alone)
      for (auto& a : spread) groups.push_back({std::move(a)});
  }
  s.groups = std::move(groups);
}

std::string disagree(const Side& left, const Side& right, std::string_view operation, bool known,
                     const std::vector<Length>& lengths) {
  Flat from(left.groups), to(right.groups);
  if (operation == "rearrange") {
    if (left.numbers || right.numbers)
      return "Non-unitary anonymous axes are not supported in rearrange (exception is length 1)";
    auto one_side = from.without(to);
    for (auto* a : to.without(from)) one_side.push_back(a);
    if (!one_side.empty())
      return words("Identifiers only on one side of expression (should be on both): %", {set_of(one_side)});
  } else if (operation == "repeat") {
    if (auto gone = from.without(to); !gone.empty())
      return words("Unexpected identifiers on the left side of repeat: %", {set_of(gone)});
    std::vector<const AxisName*> open;
    for (auto* a : to.without(from))
      if (!a->name.empty() && std::none_of(lengths.begin(), lengths.end(), [&](auto& l) { return l.name == a->name; }))
        open.push_back(a);
    if (!open.empty()) return words("Specify sizes for new axes in repeat: %", {set_of(open)});
  } else if (!known) {
    return words("Unknown reduction %. Expect one of ('min', 'max', 'sum', 'mean', 'prod', 'any', 'all').",
                 {operation});
  } else if (auto made = to.without(from); !made.empty()) {
    return words("Unexpected identifiers on the right side of reduce %: %", {operation, set_of(made)});
  }
  return {};
}

/// Sizes of the left side's axes, from the tensor's and from those that are given.
std::string fill_in(const Side& left, const Flat& from, const Shape& shape, std::vector<Dim>& sizes,
                    std::vector<bool>& given) {
  for (size_t i = 0; i < left.groups.size(); i++) {
    Dim arrives = shape[i], product = 1;
    const AxisName* open = nullptr;
    for (auto& a : left.groups[i]) {
      size_t at = from.find(a);
      if (given[at])
        product = product.n == 1 && !product.e ? sizes[at] : product * sizes[at];
      else
        open = &a;
    }
    if (!open) {
      if (arrives.n != product.n) return words("Shape mismatch, % != %", {arrives.n, product.n});
      continue;
    }
    bool alone = left.groups[i].size() == 1;
    if (!alone && (product.n == 0 || arrives.n % product.n != 0))
      return words("Shape mismatch, can't divide axis of length % in chunks of %", {arrives.n, product.n});
    sizes[from.find(*open)] = alone ? arrives : floor_div(arrives, product);
  }
  return {};
}

}  // namespace

bool Side::has(std::string_view name) const {
  for (auto& g : groups)
    for (auto& a : g)
      if (a.name == name && !name.empty()) return true;
  return false;
}

std::string not_a_name(std::string_view name, unsigned allowed) {
  bool identifier = !name.empty() && !digit(name[0]);
  for (char c : name) identifier = identifier && (letter(c) || digit(c));
  if (!identifier) return "not a valid python identifier";
  if ((name.front() == '_' || name.back() == '_') && !(name == "_" && (allowed & kUnderscores)))
    return "axis name should should not start or end with underscore";
  return {};
}

Side read_side(std::string_view text, unsigned allowed) {
  Reader r{allowed};
  size_t dots = text.find("...");
  std::string with_dots(text);
  if (text.find('.') != text.npos) {
    if (dots == text.npos) {
      r.side.problem = "Expression may contain dots only inside ellipsis (...)";
    } else if (std::count(text.begin(), text.end(), '.') != 3) {
      r.side.problem = "Expression may contain dots only inside ellipsis (...); only one ellipsis for tensor ";
    } else {
      with_dots.replace(dots, 3, kDots);
      r.side.dots = true;
    }
  }
  if (r.side.problem.empty()) r.read(with_dots);
  return std::move(r.side);
}

Cooked cook(std::string_view left_text, std::string_view right_text, std::string_view operation, bool known,
            const std::vector<Length>& lengths, const Shape* shape, size_t axes) {
  Cooked c;
  auto fails = [&](std::string why) {
    c.problem = std::move(why);
    return !c.problem.empty();
  };
  Side left = read_side(left_text), right = read_side(right_text);
  if (fails(left.problem) || fails(right.problem)) return c;
  std::string pattern = words("%->%", {left_text, right_text});
  if (!left.dots && right.dots &&
      fails(words("Ellipsis found in right side, but not left side of a pattern %", {pattern})))
    return c;
  if (left.dots_grouped && fails(words("Ellipsis inside parenthesis in the left side is not allowed: %", {pattern})))
    return c;
  if (fails(disagree(left, right, operation, known, lengths))) return c;
  size_t others = left.groups.size() - left.dots;
  if (left.dots ? axes < others : axes != others) {
    fails(words(left.dots ? "Wrong shape: expected >=% dims. Received %-dim tensor."
                          : "Wrong shape: expected % dims. Received %-dim tensor.",
                {others, axes}));
    return c;
  }
  spread_dots(left, axes - others), spread_dots(right, axes - others);
  Flat from(left.groups), to(right.groups), made(right.groups);
  made.clear();
  for (auto* a : to.without(from)) made.push_back(a);
  // Sizes of the left side's axes, then of those that the right side adds.
  std::vector<Dim> sizes(from.size() + made.size(), Dim(1));
  std::vector<bool> given(sizes.size(), false);
  auto place = [&](const AxisName& a) { return from.has(a) ? from.find(a) : from.size() + made.find(a); };
  for (auto* list : {&from, &made})
    for (auto* a : *list)
      if (a->name.empty()) sizes[place(*a)] = a->length, given[place(*a)] = true;
  for (auto& l : lengths) {
    // einops hands the name on as a second argument, so that the text is that of a tuple.
    if (!not_a_name(l.name).empty() && fails(words("('Invalid name for an axis', '%')", {l.name}))) return c;
    size_t at = place({l.name});
    if (at >= sizes.size() && fails(words("Axis % is not used in transform", {l.name}))) return c;
    sizes[at] = l.n, given[at] = true;
  }
  for (auto& g : left.groups) {
    std::vector<const AxisName*> open;
    for (auto& a : g)
      if (!given[from.find(a)]) open.push_back(&a);
    if (open.size() > 1 && fails(words("Could not infer sizes for %", {set_of(open)}))) return c;
    c.recipe.reshapes = c.recipe.reshapes || g.size() != 1;
  }
  if (!shape || fails(fill_in(left, from, *shape, sizes, given))) return c;

  Recipe& r = c.recipe;
  r.apart.assign(sizes.begin(), sizes.begin() + int64_t(from.size()));
  for (auto* a : to)
    if (from.has(*a)) r.order.push_back(int64_t(from.find(*a)));
  r.kept = r.order.size();
  for (auto* a : from.without(to)) r.order.push_back(int64_t(from.find(*a)));
  r.permutes = !std::is_sorted(r.order.begin(), r.order.end());
  for (size_t i = 0; i < to.size(); i++)
    if (!from.has(*to[i])) r.added.push_back({int64_t(i), sizes[place(*to[i])]});
  r.axes = to.size();
  for (auto& g : right.groups) {
    Dim product = 1;
    for (size_t i = 0; i < g.size(); i++) product = i == 0 ? sizes[place(g[i])] : product * sizes[place(g[i])];
    r.sizes.push_back(product);
    r.reshapes_again = r.reshapes_again || g.size() != 1;
  }
  return c;
}

}  // namespace shapewalk::einops
