#include "torch/written.h"

#include <algorithm>
#include <utility>

#include "python/library.h"
#include "python/objects.h"
#include "python/types.h"
#include "shape/words.h"
#include "torch/gradients.h"
#include "torch/numbers.h"
#include "torch/numpy_random.h"
#include "torch/random.h"
#include "torch/torch.h"

namespace shapewalk {

namespace {

struct Text {
  std::string_view name, text;  ///< empty where the build leaves the texts out (set_written_texts)
};
// Written by CMakeLists.txt: all files of libraries/.
using namespace std::string_view_literals;
constexpr Text kTexts[] = {
#include <written.inc>
};
std::string (*elsewhere)(std::string_view name) = nullptr;

// Modules that have what another one has.
constexpr std::pair<std::string_view, std::string_view> kSame[] = {{"torch.utils.data.dataset", "torch.utils.data"},
                                                                   {"torch.utils.data.dataloader", "torch.utils.data"},
                                                                   {"torch.utils.data.sampler", "torch.utils.data"},
                                                                   {"einops.einops", "einops"},
                                                                   {"tqdm.auto", "tqdm"},
                                                                   {"tqdm.notebook", "tqdm"}};

/// Batches of a loader: fetched when they are asked for, so that those passed over cost nothing.
struct Batches final : Iterator {
  Value fetch;
  Range places{0, 0, 1};        ///< all indices, where `given` is empty
  std::vector<Value> given;     ///< indices; or lists of them, one for each batch
  int64_t size = 0, count = 0;  ///< of a batch, 0: `given` holds batches; how many there are
  int64_t at = 0;
  explicit Batches(Value f) : fetch(f) {}
  std::string_view type_name() const override { return "_SingleProcessDataLoaderIter"; }
  Result<Value> batch(Interp& in, int64_t i) const {
    if (size == 0) return given[size_t(i)];
    int64_t all = given.empty() ? places.size() : int64_t(given.size()), end = min(all, mul(i + 1, size));
    CHECK_OK(in.room(uint64_t(end - i * size)));
    std::vector<Value> indices;
    for (int64_t k = i * size; k < end; k++) indices.push_back(given.empty() ? places.at(k) : given[size_t(k)]);
    return in.list(std::move(indices));
  }
  Result<bool> next(Interp& in, Value& out) override {
    if (at >= count) return false;
    out = TRY(in.call(fetch, {TRY(batch(in, at++))}));
    return true;
  }
  bool alike() const override { return count - at > 32; }
  Result<uint64_t> skip(Interp& in, Value& last) override {
    if (at >= count) return 0;
    uint64_t left = uint64_t(count - at);
    at = count - 1;
    TRY(next(in, last));
    return left;
  }
};

/// batches(fetch, lists of indices), or batches(fetch, indices, size, drop_last).
Result<Value> batches(Interp& in, const Native& fn, Value, Arguments& args) {
  Value v[4];
  CHECK_OK(take(in, fn, args, "fetch order size drop_last", 2, v));
  Batches* b = in.heap.make<Batches>(v[0]);
  if (v[2].bound()) b->size = max(1, TRY(integer_of(in, v[2])));
  if (b->size && is_kind(v[1], Kind::range))
    b->places = *static_cast<Range*>(v[1].o);
  else
    b->given = TRY(in.items(v[1]));
  int64_t all = b->given.empty() ? b->places.size() : int64_t(b->given.size());
  bool drops = v[3].bound() && TRY(in.truth(v[3]));
  b->count = b->size ? all / b->size + (!drops && all % b->size) : all;
  return value_of(b);
}

/// unseen(function, …): its result, as no step of the trace.
Result<Value> unseen(Interp& in, const Native&, Value, Arguments& args) {
  TorchHost& host = torch_of(in);
  if (args.pos.empty() || args.pos[0].is_none()) return in.unknown("library");
  Value f = args.pos[0];
  args.pos.erase(args.pos.begin());
  Observer* observer = std::exchange(host.observer, nullptr);
  Result<Value> r = in.call(f, args);
  host.observer = observer;
  return r;
}

/// The same, open where it fails.
Result<Value> quietly(Interp& in, const Native& fn, Value self, Arguments& args) {
  Result<Value> r = unseen(in, fn, self, args);
  if (!r && !is_limit(*r.error())) return in.unknown("library");
  return r;
}

Result<Value> narrowed(Interp& in, const Native& fn, Value, Arguments& args) {
  Value v[2];
  CHECK_OK(take(in, fn, args, "number single", 2, v));
  double x = TRY(real_of(in, v[0]));
  return Value::of(TRY(in.truth(v[1])) ? double(float(x)) : x);
}

/// A class that messages call by another name: numpy.ndarray.
Result<Value> call_it(Interp& in, const Native& fn, Value, Arguments& args) {
  Value v[2];
  CHECK_OK(take(in, fn, args, "cls name", 2, v));
  // A program may find the helpers in the modules, and call them with anything.
  if (as_class(v[0]) && as_str(v[1])) as_class(v[0])->full_name = as_str(v[1])->s;
  return Value();
}

/// A remark at the program's line.
Result<Value> remark(Interp& in, const Native& fn, Value, Arguments& args) {
  Value v[1];
  CHECK_OK(take(in, fn, args, "text", 1, v));
  if (as_str(v[0])) in.note_here(as_str(v[0])->s);
  return Value();
}

/// graded(tensor, name, of, keeps): the tensor as an operation of this name made it of the tensors `of`, to which
/// gradients flow back; without them it keeps what it was made of, and takes the name.
Result<Value> graded(Interp& in, const Native& fn, Value, Arguments& args) {
  Value v[4];
  CHECK_OK(take(in, fn, args, "tensor name of keeps", 2, v));
  TensorObj* t = as_tensor(v[0]);
  if (!t || !as_str(v[1]) || !differentiable(t->info.dtype)) return v[0];
  Name name = in.name(as_str(v[1])->s);
  if (!v[2].bound()) {
    if (t->grad_fn) t->grad_fn = name;
    return v[0];
  }
  std::vector<Value> of = TRY(in.items(v[2]));
  bool asked = std::ranges::any_of(of, [](Value x) { return as_tensor(x) && as_tensor(x)->requires_grad; });
  if (!asked || !torch_of(in).grad_enabled) return v[0];
  // One of its own: a function may give back what it was given.
  TensorObj* made = as_tensor(tensor_value(in, t->info));
  made->node = join_graph(in, name, of, v[3].bound() && TRY(in.truth(v[3])));
  made->requires_grad = true, made->grad_fn = name;
  return Value::of(static_cast<Obj*>(made));
}

/// autocast_to(dtype): what layers compute in from now on, None: in what they have. Returns what it was.
Result<Value> autocast_to(Interp& in, const Native& fn, Value, Arguments& args) {
  Value v;
  CHECK_OK(take(in, fn, args, "dtype", 1, &v));
  TorchHost& host = torch_of(in);
  Value before;
  if (host.autocast) before = TRY(in.get_attr(value_of(host.torch), in.name(dtype_name(*host.autocast))));
  host.autocast = as_dtype(v) ? std::optional(as_dtype(v)->dtype) : std::nullopt;
  return before;
}

Result<Value> with_numbers(Interp& in, const Native&, Value, Arguments&) {
  return Value::of(torch_of(in).engine != nullptr);
}

/// random.seed(): its generator's state from an array of words.
Result<Value> seed_by_array(Interp& in, const Native& fn, Value, Arguments& args) {
  Value v[2];
  CHECK_OK(take(in, fn, args, "generator words", 2, v));
  std::vector<uint32_t> words;
  for (Value w : TRY(in.items(v[1]))) words.push_back(uint32_t(TRY(integer_of(in, w))));
  if (Generator* g = generator_of(v[0]); g && !words.empty()) g->seed_by_array(words);
  return Value();
}

/// What a library's text lacks may be a file of its own: torch.nn.utils.prune.
Result<Value> part(Interp& in, const Native& fn, Value, Arguments& args) {
  Value name;
  CHECK_OK(take(in, fn, args, "name", 1, &name));
  std::string dotted = words("%.%", {as_str(fn.data_value)->s, as_str(name) ? as_str(name)->s : ""});
  Value own = written_module(in, dotted);
  return own.bound() ? own : in.unknown(dotted);
}

/// So many draws of 32 bits.
Result<Value> draws(Interp& in, const Native& fn, Value, Arguments& args) {
  Value v[2];
  CHECK_OK(take(in, fn, args, "generator count", 2, v));
  Generator* g = generator_of(v[0]);
  std::vector<Value> all;
  for (int64_t i = g ? std::min<int64_t>(TRY(integer_of(in, v[1])), 64) : 0; i > 0; i--)
    all.push_back(Value::of(int64_t(g->next())));
  return in.list(std::move(all));
}

Result<Value> asks_unknown(Interp& in, const Native& fn, Value, Arguments& args) {
  Value v;
  CHECK_OK(take(in, fn, args, "value", 1, &v));
  return Value::of(is_unknown(v));
}

Result<Value> asks_array(Interp& in, const Native& fn, Value, Arguments& args) {
  Value v;
  CHECK_OK(take(in, fn, args, "value", 1, &v));
  return Value::of(!as_sequence(v) && TRY(tensor_of_arrays(in, v)).bound());
}

/// A tensor is about to be read as one of so many axes, which is all that is asked of an input whose shape is open.
Result<Value> meet(Interp& in, const Native& fn, Value, Arguments& args) {
  Value v[2];
  CHECK_OK(take(in, fn, args, "tensor axes", 2, v));
  TensorObj* t = as_tensor(v[0]);
  if (!t || t->open_input < 0) return Value();
  size_t axes = size_t(max(0, TRY(integer_of(in, v[1]))));
  if (Observer* o = torch_of(in).observer) o->meets_open_input(t->open_input, nullptr, nullptr, nullptr, axes);
  return in.raise("OpenInput", "");
}

/// written_over(tensors, times): an optimizer's step went over those that have a gradient. It is not computed: their
/// numbers are not known from here on.
Result<Value> steps_over(Interp& in, const Native& fn, Value, Arguments& args) {
  Value v[2];
  CHECK_OK(take(in, fn, args, "tensors times", 2, v));
  int64_t times = TRY(integer_of(in, v[1]));
  for (Value x : TRY(in.items(v[0])))
    if (TensorObj* t = as_tensor(x); t && (t->grad || t->open_grad(in))) {
      written_over(in, *t, uint64_t(times));
      // Those that earlier steps took stay: they are looked at afterwards.
      if (Engine* e = torch_of(in).engine; e && t->info.storage)
        t->info.storage = e->memory.make_dropped(t->info.dtype, t->info.storage->count, nullptr);
    }
  return Value();
}

/// gone_back(outputs, inputs, retain_graph): torch.autograd.grad's walk; which of the inputs it came to. Inputs None:
/// backward() of several tensors.
Result<Value> gone_back(Interp& in, const Native& fn, Value, Arguments& args) {
  Value v[3];
  CHECK_OK(take(in, fn, args, "outputs inputs retain_graph", 3, v));
  std::vector<TensorObj*> roots, wanted;
  for (Value x : TRY(in.items(v[0])))
    if (as_tensor(x)) roots.push_back(as_tensor(x));
  if (!v[1].is_none())
    for (Value x : TRY(in.items(v[1]))) wanted.push_back(as_tensor(x));
  bool retain = TRY(in.truth(v[2]));
  std::vector<TensorObj*> reached = TRY(go_back(in, roots, retain, v[1].is_none() ? nullptr : &wanted));
  std::vector<Value> found;
  for (TensorObj* t : v[1].is_none() ? reached : wanted)
    found.push_back(v[1].is_none() ? Value::of(static_cast<Obj*>(t))
                                   : Value::of(std::find(reached.begin(), reached.end(), t) != reached.end()));
  return in.list(std::move(found));
}

constexpr Method kHelpers[] = {
    {"is_unknown", asks_unknown},  {"meet", meet},       {"written_over", steps_over}, {"gone_back", gone_back},
    {"is_array", asks_array},      {"batches", batches}, {"unseen", unseen},           {"quietly", quietly},
    {"narrowed", narrowed},        {"call_it", call_it}, {"remark", remark},           {"graded", graded},
    {"autocast_to", autocast_to},  {"words", draws},     {"drawn", numpy_drawn},       {"seed_by_array", seed_by_array},
    {"with_numbers", with_numbers}};

}  // namespace

void set_written_texts(std::string (*find)(std::string_view name)) { elsewhere = find; }

Value written_module(Interp& in, std::string_view dotted) {
  for (auto& [name, same] : kSame)
    if (name == dotted) dotted = same;
  for (auto& [name, text] : kTexts) {
    // The library itself goes before what stands for it.
    if (name != dotted || in.library()->find(dotted)) continue;
    auto r = in.import_own(
        name, [&] { return text.empty() && elsewhere ? elsewhere(name) : std::string(text); },
        [&](Names& names) {
          add_functions(in, names, kHelpers);
          Native* parts = in.heap.make<Native>("__getattr__", part);
          parts->data_value = in.str_value(name);
          names.put(in.types().getattr, value_of(parts));
        });
    return r ? *r : in.unknown(name);
  }
  return Value::missing();
}

Value written_name(Value module, Name name) {
  if (!is_kind(module, Kind::module) || *name == "torch") return Value::missing();
  for (auto& helper : kHelpers)
    if (helper.name == *name) return Value::missing();
  Value* v = static_cast<ModuleObj*>(module.o)->dict.find(name);
  return v ? *v : Value::missing();
}

Result<Value> tensor_of_arrays(Interp& in, Value v) {
  Value first = v;
  for (Sequence* list; (list = as_sequence(first)) && !list->v.empty();) first = list->v[0];
  if (!is_kind(first, Kind::instance)) return Value::missing();
  Instance& array = *static_cast<Instance*>(first.o);
  Value* tensor = array.attrs.find(in.name("_t"));
  if (!tensor || array.cls->module_name != "numpy._arrays") return Value::missing();
  if (!as_tensor(*tensor)) return is_unknown(*tensor) ? *tensor : Value::missing();
  if (first.o == v.o) return tensor_value(in, as_tensor(*tensor)->info);
  Value whole = TRY(in.call(TRY(in.get_attr(written_module(in, "numpy"), in.name("array"))), {v}));
  return is_unknown(whole) ? Result<Value>(whole) : tensor_of_arrays(in, whole);
}

Result<Value> array_of(Interp& in, const TensorInfo& t) {
  Value type = TRY(in.get_attr(written_module(in, "numpy._arrays"), in.name("ndarray")));
  return in.call(type, {tensor_value(in, t)});
}

}  // namespace shapewalk
