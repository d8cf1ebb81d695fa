#include "run/load_weights.h"

#include "shape/words.h"
#include "torch/numbers.h"

namespace shapewalk {

namespace {

/// Programs with more models than this make them in a loop.
constexpr size_t kModels = 32;

std::vector<weights::Expected> expected_of(const std::vector<StateEntry>& entries) {
  std::vector<weights::Expected> out;
  for (auto& e : entries) out.push_back({e.key, e.tensor->info.shape, e.tensor->info.dtype, e.buffer});
  return out;
}

template <class T>
Result<void> read_numbers(weights::Bytes bytes, const weights::Tensor& from, const View& to) {
  int64_t n = to.count();
  DType same = dtype_for(rep_for<T>());
  if (to.contiguous() && to.dtype == same) return weights::copy_numbers(bytes, from, static_cast<T*>(to.data), n);
  std::vector<T> numbers;
  numbers.resize(size_t(n));
  CHECK_OK(weights::copy_numbers(bytes, from, numbers.data(), n));
  copy(dense(numbers.data(), same, to.sizes), to);
  return {};
}

}  // namespace

WeightLoader::WeightLoader(Session& session, weights::Bytes bytes) : session_(session), bytes_(bytes) {
  auto read = weights::read(bytes);
  if (read)
    file = std::move(*read);
  else
    error = *read.error();
}

// Several modules as one, each under its name.
WeightLoader::Candidate WeightLoader::together(const std::vector<std::pair<std::string, ModuleInst*>>& pieces) {
  Candidate out;
  for (auto& [name, m] : pieces) {
    out.model += words(out.model.empty() ? "%" : " → %", {pieces.size() == 1 ? m->cls->name : name});
    for (auto& e : state_of(*m)) {
      if (pieces.size() > 1) e.key = words("%.%", {name, e.key});
      out.entries.push_back(std::move(e));
    }
  }
  return out;
}

std::vector<WeightLoader::Candidate> WeightLoader::candidates(Interp& in, ModuleInst& called) {
  std::vector<std::pair<std::string, ModuleInst*>> pieces;
  for (size_t i = 0; i < session_.pieces.size(); i++) pieces.push_back({session_.piece_names[i], session_.pieces[i]});
  if (!pieces.empty()) return {together(pieces)};
  Seen inside;
  for (ModuleInst* m : session_.host.made)
    for (auto& [name, v] : m->modules.v)
      if (as_module(v)) inside.add(as_module(v));
  std::vector<Candidate> out;
  // The one that is called comes first: another must fit better.
  if (inside.find(&called) < 0) out.push_back(together({{"", &called}}));
  for (ModuleInst* m : session_.host.made)
    if (m != &called && inside.find(m) < 0 && out.size() < kModels)
      if (Candidate c = together({{"", m}}); !c.entries.empty()) out.push_back(std::move(c));
  // Layers that lie loose, as the attributes of a module that the program leaves out.
  for (auto& [name, v] : in.globals.v)
    if (ModuleInst* m = as_module(v); m && inside.find(m) < 0 && is_torch(*m->cls)) pieces.push_back({*name, m});
  if (pieces.size() > 1) out.push_back(together(pieces));
  return out;
}

void WeightLoader::about_to_call(Interp& in, ModuleInst& called) {
  bool& done = session_.pieces.empty() ? by_program_ : by_us_;
  if (done || error || !session_.host.engine) return;
  done = true;
  auto all = candidates(in, called);
  size_t best = 0, most = 0;
  for (size_t i = 0; i < all.size(); i++)
    if (size_t n = weights::match(file, expected_of(all[i].entries)).pairs.size(); n > most) best = i, most = n;
  if (!all.empty()) load(in, all[best]);
}

void WeightLoader::load(Interp& in, const Candidate& to) {
  model = to.model, expected = expected_of(to.entries), report = weights::match(file, expected);
  tensors = numbers = 0, unreadable.clear();
  for (auto pair : report.pairs) {
    const weights::Tensor& from = file.dicts[report.dict].tensors[pair.tensor];
    TensorInfo& info = to.entries[pair.expected].tensor->info;
    if (auto done = put(in, info, from); done)
      tensors++, numbers = add(numbers, numel(info.shape).n);
    else
      unreadable.push_back({expected[pair.expected].name, done.error()->message});
  }
}

Result<void> WeightLoader::put(Interp& in, TensorInfo& to, const weights::Tensor& from) {
  if (!from.unreadable.empty()) return fail("ValueError", from.unreadable);
  if (!present(to.storage)) {
    to.strides.clear();
    CHECK_OK(allocate(in, to));
  }
  session_.recorder.changes(to.storage);
  View view = Run::in(to);
  Rep rep = view.rep();
  if (rep == Rep::none || (!view.data && view.count() > 0))
    return fail("ValueError", words("% numbers are not computed with here", {dtype_name(to.dtype)}));
  if (rep == Rep::f32) return read_numbers<float>(bytes_, from, view);
  if (rep == Rep::f64) return read_numbers<double>(bytes_, from, view);
  return read_numbers<int64_t>(bytes_, from, view);
}

}  // namespace shapewalk
