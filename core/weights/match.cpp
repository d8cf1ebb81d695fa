// Source: torch/nn/modules/module.py (load_state_dict, _load_from_state_dict).
#include "weights/match.h"

#include "shape/words.h"
#include "weights/names.h"

namespace shapewalk::weights {

namespace {

// What wrappers put before every name: nn.DataParallel and its like, Lightning modules, torch.compile.
constexpr std::string_view wrappers[] = {"module.", "model.", "_orig_mod."};

// The chain of wrappers before the first name that has one.
std::string_view wrapping(const StateDict& dict) {
  for (const Tensor& t : dict.tensors) {
    size_t end = 0;
    for (int depth = 0; depth < 3; depth++)
      for (std::string_view w : wrappers)
        if (t.name.compare(end, w.size(), w) == 0) end += w.size();
    if (end) return std::string_view(t.name).substr(0, end);
  }
  return {};
}

size_t agreeing(const StateDict& dict, std::string_view prefix, const Names& expected) {
  size_t n = 0;
  for (const Tensor& t : dict.tensors)
    n += t.name.starts_with(prefix) && expected.find(std::string_view(t.name).substr(prefix.size())) >= 0;
  return n;
}

// PyTorch takes a parameter's first number where it is a single one and the file has an axis of them (before 0.4).
bool same_shape(const Shape& model, const Tensor& t) {
  if (!t.unreadable.empty() && t.shape.empty()) return true;  // a kind of tensor whose shape is not known
  return model == t.shape || (model.empty() && t.shape.size() == 1 && t.shape[0].n > 0);
}

// A BatchNorm takes a state dict without num_batches_tracked if that has no version, or one before 0.4.1.
bool may_lack(const StateDict& dict, const Expected& e) {
  return !dict.versioned && e.buffer && e.name.ends_with("num_batches_tracked");
}

// Each module names what it does not expect below it before its submodules do.
void order_as_reported(Report& report, const StateDict& dict, const std::vector<Expected>& expected) {
  Names modules;  // paths with their dot, in the order of the model
  uint32_t count = 0;
  for (const Expected& e : expected)
    for (size_t dot = e.name.find('.'); dot != std::string::npos; dot = e.name.find('.', dot + 1))
      modules.add(std::string_view(e.name).substr(0, dot + 1), ++count);
  modules.sort();
  Order order;
  for (uint32_t tensor : report.unexpected) {
    std::string_view name = key(dict.tensors[tensor], report.prefix);
    int64_t place = 0;
    for (size_t dot = name.find('.'); dot != name.npos; dot = name.find('.', dot + 1)) {
      int64_t module = modules.find(name.substr(0, dot + 1));
      if (module < 0) break;
      place = module;
    }
    order.push_back({place, tensor});
  }
  sort(order);
  for (size_t i = 0; i < order.size(); i++) report.unexpected[i] = order[i].second;
}

std::string quoted(const char* pattern, const std::vector<std::string_view>& names) {
  std::string list;
  for (std::string_view name : names) list += words(list.empty() ? "\"%\"" : ", \"%\"", {name});
  return words(pattern, {list});
}

}  // namespace

std::string_view key(const Tensor& t, std::string_view prefix) {
  std::string_view name = t.name;
  return name.substr(name.starts_with(prefix) ? prefix.size() : 0);
}

Report match(const File& file, const std::vector<Expected>& expected) {
  Names wanted;
  for (uint32_t i = 0; i < expected.size(); i++) wanted.add(expected[i].name, i);
  wanted.sort();
  Report report;
  size_t best = 0;
  for (uint32_t i = 0; i < file.dicts.size(); i++) {
    // Without any prefix, then with ever more of it: the least that does best is taken.
    std::string_view prefix = wrapping(file.dicts[i]);
    for (size_t end = 0; end <= prefix.size(); end = end < prefix.size() ? prefix.find('.', end) + 1 : end + 1) {
      size_t n = agreeing(file.dicts[i], prefix.substr(0, end), wanted);
      if (n > best) best = n, report.dict = i, report.prefix = prefix.substr(0, end);
    }
  }
  const StateDict& dict = file.dicts[report.dict];
  std::vector<int64_t> of(expected.size(), -1);
  for (uint32_t i = 0; i < dict.tensors.size(); i++) {
    std::string_view name = dict.tensors[i].name;
    int64_t e = name.starts_with(report.prefix) ? wanted.find(name.substr(report.prefix.size())) : -1;
    if (e >= 0)
      of[size_t(e)] = i;
    else
      report.unexpected.push_back(i);
  }
  for (uint32_t e = 0; e < expected.size(); e++)
    if (of[e] >= 0) {
      bool fits = same_shape(expected[e].shape, dict.tensors[size_t(of[e])]);
      (fits ? report.pairs : report.misshapen).push_back({e, uint32_t(of[e])});
    } else if (!may_lack(dict, expected[e])) {
      report.missing.push_back(e);
    }
  order_as_reported(report, dict, expected);
  return report;
}

std::string load_error(const Report& report, const File& file, const std::vector<Expected>& expected,
                       std::string_view model_class) {
  if (report.complete()) return {};
  const StateDict& dict = file.dicts[report.dict];
  std::string out = words("Error(s) in loading state_dict for %:", {model_class});
  std::vector<std::string_view> names;
  for (uint32_t e : report.missing) names.push_back(expected[e].name);
  if (!names.empty()) out += quoted("\n\tMissing key(s) in state_dict: %. ", names);
  names.clear();
  for (uint32_t t : report.unexpected) names.push_back(key(dict.tensors[t], report.prefix));
  if (!names.empty()) out += quoted("\n\tUnexpected key(s) in state_dict: %. ", names);
  for (Match m : report.misshapen)
    out += words(
        "\n\tsize mismatch for %: copying a param with shape torch.Size(%) from checkpoint, the shape in current model "
        "is torch.Size(%).",
        {expected[m.expected].name, dict.tensors[m.tensor].shape, expected[m.expected].shape});
  return out;
}

}  // namespace shapewalk::weights
