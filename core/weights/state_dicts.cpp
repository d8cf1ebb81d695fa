// The search is by form, never by name: any dict of tensors, any object whose attributes are those of an nn.Module.
#include "weights/state_dicts.h"

#include "shape/words.h"
#include "weights/torch_tensors.h"

namespace shapewalk::weights {

namespace {

using Pairs = std::vector<std::pair<uint32_t, uint32_t>>;

// A value still to be looked at, and how it is reached.
struct Place {
  uint32_t node;
  std::string path;
  bool attributes = false;  // the dict holds an object's attributes
};

// A pickle's values may hold each other any number of times, so what is made of them is bounded by their count: spend()
// says no when that is used up. What goes wrong first is kept.
class Finder {
 public:
  Finder(const Pickle& p, const Entries& storages, bool big_endian)
      : p_(p), storages_(storages), big_endian_(big_endian), room_(64 * p.nodes.size() + 65536) {}

  Result<std::vector<StateDict>> find() {
    seen_.resize(p_.nodes.size());
    enter(p_.root, {});
    for (size_t i = 0; i < places_.size() && !failure_; i++) {
      Place place = std::move(places_[i]);
      look(place);
    }
    if (failure_) return std::unexpected(std::move(failure_));
    if (found_.empty())
      return fail("ValueError", "There is no state dict in the file: it holds %", {kind(p_.root)},
                  "Save the parameters with torch.save(model.state_dict(), path).");
    return largest_first();
  }

 private:
  bool spend(size_t n) {
    if (n <= room_) {
      room_ -= n;
      return true;
    }
    if (!failure_)
      failure_ = fail("UnpicklingError", "The pickle's values hold each other too often to be listed").error();
    room_ = 0;
    return false;
  }

  // Those of equal size as they were found: from the outside in.
  std::vector<StateDict> largest_first() {
    Order order;
    for (size_t i = 0; i < found_.size(); i++) order.push_back({-int64_t(found_[i].tensors.size()), uint32_t(i)});
    sort(order);
    std::vector<StateDict> out;
    for (auto& [_, i] : order) out.push_back(std::move(found_[i]));
    return out;
  }

  const char* kind(uint32_t node) const {
    if (is_tensor(p_, node)) return "a tensor";
    switch (p_[node].kind) {
      case Node::none: return "None";
      case Node::dict: return "a dict without tensors";
      case Node::tuple: return "a tuple";
      case Node::list: return "a list";
      case Node::object: return "an object";
      default: return "a plain value";
    }
  }

  // To be looked at, if it can hold anything and was not seen yet.
  void enter(uint32_t node, std::string path, bool attributes = false) {
    const Node& n = p_[node];
    bool holds = n.kind == Node::object || (n.items && n.kind != Node::set);
    if (!holds || seen_[node] || !spend(path.size() + sizeof(Place))) return;
    seen_[node] = true;
    places_.push_back({node, std::move(path), attributes});
  }

  // Of a dict, or of an object that was given items as a dict is (OrderedDict, defaultdict, …).
  Pairs pairs(uint32_t node) {
    Pairs out;
    const Node& n = p_[node];
    auto& items = p_.items_of(node);
    if (!spend(items.size())) return out;
    if (n.kind == Node::dict || (n.kind == Node::object && n.i))
      for (size_t i = 0; i + 1 < items.size(); i += 2) out.push_back({items[i], items[i + 1]});
    // Python 2 wrote OrderedDict([[key, value], …]).
    if (n.kind == Node::object && !n.items && p_.is_global(n.a, "collections", "OrderedDict"))
      for (uint32_t list : p_.items_of(n.b)) {
        if (!spend(p_.items_of(list).size())) return out;
        for (uint32_t pair : p_.items_of(list))
          if (p_.items_of(pair).size() == 2) out.push_back({p_.items_of(pair)[0], p_.items_of(pair)[1]});
      }
    return out;
  }

  // An object's attributes: its state, or the first of (attributes, slots).
  uint32_t attributes(uint32_t node) const {
    const Node& n = p_[node];
    if (n.kind != Node::object) return 0;
    auto& both = p_.items_of(n.c);
    return p_[n.c].kind == Node::tuple && both.size() == 2 ? both[0] : n.c;
  }

  // What a dict has under a key, or 0. (It looks through all of it.)
  uint32_t get(uint32_t node, std::string_view key) { return spend(p_.items_of(node).size()) ? p_.get(node, key) : 0; }

  // The attributes, if they are those of an nn.Module; else 0.
  uint32_t module_attributes(uint32_t node) {
    uint32_t state = attributes(node);
    return get(state, "_parameters") && get(state, "_modules") ? state : 0;
  }

  void add(StateDict& dict, uint32_t node, std::string_view prefix, std::string_view name) {
    if (!spend(sizeof(Tensor) + prefix.size() + name.size())) return;
    auto made = tensor(p_, node, words("%%", {prefix, name}), storages_, big_endian_);
    if (!made) {
      if (!failure_) failure_ = std::move(made.error());
      room_ = 0;
      return;
    }
    dict.tensors.push_back(std::move(*made));
    spend(dict.tensors.back().shape.size() * (sizeof(Dim) + sizeof(int64_t)));
  }

  void keep(StateDict dict) {
    Names names;
    for (auto& t : dict.tensors) names.add(t.name, 0);
    names.sort();
    std::string_view twice = names.twice();
    if (twice.data() && !failure_) failure_ = fail("UnpicklingError", "Tensor '%' is there twice", {twice}).error();
    if (!dict.tensors.empty()) found_.push_back(std::move(dict));
  }

  void look(const Place& place) {
    uint32_t node = place.node;
    const Node& n = p_[node];
    if (is_tensor(p_, node)) return;
    if (module_attributes(node)) return read_module(place);
    Pairs all = pairs(node);
    bool optimizer[2] = {false, false};
    for (auto& [key, value] : all) {
      optimizer[0] |= p_.text_of(key) == "state";
      optimizer[1] |= p_.text_of(key) == "param_groups";
    }
    if (optimizer[0] && optimizer[1]) return;
    StateDict dict{place.path, {}, get(n.c, "_metadata") != 0};
    for (auto& [key, value] : all) {
      std::string_view name = p_.text_of(key);
      if (!spend(name.size() + place.path.size())) return;
      bool named = p_[key].kind == Node::text;
      if (named && is_tensor(p_, value))
        add(dict, value, {}, name);
      else if (named)
        enter(value, words(place.attributes ? "%.%" : "%['%']", {place.path, name}));
      else if (p_[key].kind == Node::integer)
        enter(value, words("%[%]", {place.path, p_[key].i}));
    }
    keep(std::move(dict));
    if (all.empty())
      for (size_t i = 0; i < p_.items_of(node).size() && spend(place.path.size()); i++)
        enter(p_.items_of(node)[i], words("%[%]", {place.path, i}));
    if (n.kind != Node::object) return;
    enter(n.b, place.path);
    enter(attributes(node), place.path, true);
  }

  // What state_dict() gives: each module's parameters, its persistent buffers, then its submodules.
  void read_module(const Place& root) {
    StateDict dict{root.path, {}, true};
    std::vector<std::pair<uint32_t, std::string>> stack{{root.node, {}}};
    while (!stack.empty()) {
      auto [node, prefix] = std::move(stack.back());
      stack.pop_back();
      seen_[node] = true;
      uint32_t state = module_attributes(node);
      if (!state) continue;
      // Up to protocol 3 a set is written as set([…]).
      uint32_t set = get(state, "_non_persistent_buffers_set");
      if (p_[set].kind == Node::object && !p_.items_of(p_[set].b).empty()) set = p_.items_of(p_[set].b)[0];
      auto& hidden = p_.items_of(set);
      for (auto part : {"_parameters", "_buffers"})
        for (auto& [key, value] : pairs(get(state, part))) {
          std::string_view name = p_.text_of(key);
          if (!spend(hidden.size() + 1)) return;
          bool kept = is_tensor(p_, value);
          for (uint32_t other : hidden) kept &= part[1] == 'p' || p_.text_of(other) != name;
          if (kept) add(dict, value, prefix, name);
        }
      Pairs children = pairs(get(state, "_modules"));
      for (size_t i = children.size(); i-- > 0;) {
        std::string_view name = p_.text_of(children[i].first);
        if (!spend(prefix.size() + name.size() + sizeof(stack[0]))) return;
        stack.push_back({children[i].second, words("%%.", {prefix, name})});
      }
    }
    keep(std::move(dict));
  }

  const Pickle& p_;
  const Entries& storages_;
  bool big_endian_;
  size_t room_;
  std::vector<bool> seen_;
  std::vector<Place> places_;
  std::vector<StateDict> found_;
  Failure failure_;
};

}  // namespace

Result<std::vector<StateDict>> find_state_dicts(const Pickle& p, const Entries& storages, bool big_endian) {
  return Finder(p, storages, big_endian).find();
}

}  // namespace shapewalk::weights
