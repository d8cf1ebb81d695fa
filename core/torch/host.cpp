// The modules torch, torch.nn and torch.nn.functional, and names that a paste left undefined.
#include "python/objects.h"
#include "python/types.h"
#include "shape/words.h"
#include "torch/init.h"
#include "torch/other_names.h"
#include "torch/schema.h"
#include "torch/torch.h"
#include "torch/written.h"

namespace shapewalk {

void add_tensor_classes(Interp& in, TorchHost& host);

namespace {

struct Device final : Obj {
  std::string name;
  explicit Device(std::string n) : Obj(Kind::host), name(std::move(n)) {}
  std::string_view type_name() const override { return "device"; }
  Result<std::string> repr(Interp&) override {
    size_t colon = name.find(':');
    if (colon == name.npos) return words("device(type='%')", {name});
    return words("device(type='%', index=%)", {name.substr(0, colon), name.substr(colon + 1)});
  }
  Result<std::string> str(Interp&) override { return name; }
  Result<Value> get_attr(Interp& in, Name n) override {
    if (*n == "type") return in.str_value(name.substr(0, name.find(':')));
    if (*n == "index") {
      int64_t i = 0;
      for (size_t at = name.find(':'); at != name.npos && ++at < name.size();) i = 10 * i + (name[at] - '0');
      return name.find(':') == name.npos ? Value() : Value::of(i);
    }
    return Value::missing();
  }
};

Result<Value> first(Interp&, const Native&, Value, Arguments& args) { return args.pos.empty() ? Value() : args.pos[0]; }

/// A class method that is a function of torch.nn._more, which is read when it is called.
Result<Value> more_function(Interp& in, const Native& fn, Value cls, Arguments& args) {
  args.pos.insert(args.pos.begin(), cls);
  Value f = written_name(written_module(in, "torch.nn._more"), in.name(fn.name));
  return f.bound() ? in.call(f, args) : in.unknown(fn.name);
}

// Layers of PyTorch that stand behind others in isinstance checks: the abstract bases people test for.
std::string_view abstract_base(std::string_view name) {
  if (name.starts_with("ConvTranspose")) return "_ConvTransposeNd";
  if (name.starts_with("Conv")) return "_ConvNd";
  if (name.starts_with("BatchNorm") || name == "SyncBatchNorm") return "_BatchNorm";
  if (name.starts_with("InstanceNorm")) return "_InstanceNorm";
  if (name == "LSTM" || name == "GRU" || name == "RNN") return "RNNBase";
  return {};
}

bool is_abstract(std::string_view name) {
  return name == "_ConvNd" || name == "_ConvTransposeNd" || name == "_BatchNorm" || name == "_InstanceNorm" ||
         name == "_NormBase" || name == "RNNBase";
}

// Where a name that is used without an import comes from, by the field's habits.
struct Habit {
  std::string_view name, module;
};
constexpr Habit kHabits[] = {{"torch", "torch"},
                             {"nn", "torch.nn"},
                             {"F", "torch.nn.functional"},
                             {"optim", "torch.optim"},
                             {"rearrange", "einops"},
                             {"Rearrange", "einops.layers.torch"},
                             {"np", "numpy"},
                             {"numpy", "numpy"},
                             {"plt", "matplotlib.pyplot"},
                             {"pd", "pandas"},
                             {"math", "math"},
                             {"os", "os"},
                             {"sys", "sys"},
                             {"time", "time"},
                             {"random", "random"},
                             {"copy", "copy"},
                             {"torchvision", "torchvision"},
                             {"datasets", "torchvision.datasets"},
                             {"transforms", "torchvision.transforms"},
                             {"models", "torchvision.models"},
                             {"tqdm", "tqdm"},
                             {"collections", "collections"},
                             {"itertools", "itertools"},
                             {"functools", "functools"},
                             {"DataLoader", "torch.utils.data"},
                             {"Dataset", "torch.utils.data"},
                             {"Variable", "torch.autograd"},
                             {"summary", "torchsummary"},
                             {"OrderedDict", "collections"},
                             {"partial", "functools"},
                             {"tf", "tensorflow"},
                             {"keras", "keras"},
                             {"init", "torch.nn.init"},
                             {"List", "typing"},
                             {"Tuple", "typing"},
                             {"Optional", "typing"},
                             {"Union", "typing"},
                             {"Dict", "typing"},
                             {"Any", "typing"},
                             {"Callable", "typing"},
                             {"Tensor", "torch"},
                             {"Parameter", "torch.nn"},
                             {"device", ""}};

}  // namespace

Result<Value> written_attribute(Interp& in, ModuleObj& m, Name n) {
  std::string dotted = words("%.%", {m.name, *n});
  Value v = written_name(written_module(in, words("%._more", {Word(m.name)})), n);
  if (!v.bound()) v = written_module(in, dotted);
  return v.bound() ? v : in.unknown(dotted);
}

bool is_torch(const Class& c) { return c.module_name == "torch" || c.module_name.starts_with("torch."); }

TorchHost& torch_of(Interp& in) { return static_cast<TorchHost&>(in.host); }

std::vector<Name>* TorchHost::values_and_indices(Interp& in) {
  if (fields_.empty()) fields_ = {in.name("values"), in.name("indices")};
  return &fields_;
}

Value TorchHost::device_value(Interp& in, std::string_view name) {
  return Value::of(static_cast<Obj*>(in.heap.make<Device>(std::string(name))));
}

void TorchHost::set_up(Interp& in) {
  if (torch) return;
  torch = in.heap.make<ModuleObj>("torch");
  nn = in.heap.make<ModuleObj>("torch.nn");
  functional = in.heap.make<ModuleObj>("torch.nn.functional");
  torch->missing = torch_attribute;
  nn->missing = nn_attribute;
  functional->missing = functional_attribute;
  auto put = [&](ModuleObj* m, std::string_view name, Obj* o) { m->dict.put(in.name(name), Value::of(o)); };
  put(torch, "nn", nn);
  put(nn, "functional", functional);
  module_class = in.make_class("Module", {}, "torch.nn.modules.module");
  module_class->allocate = allocate_module;
  add_module_methods(in, module_class);
  put(nn, "Module", module_class);
  add_tensor_classes(in, *this);
  put(nn, "Parameter", parameter_class);
  ModuleObj* cuda = in.heap.make<ModuleObj>("torch.cuda");
  cuda->dict.put(in.name("is_available"),
                 in.native("is_available", [](Interp&, const Native&, Value, Arguments&) -> Result<Value> {
                   return Value::of(false);
                 }));
  cuda->missing = written_attribute;
  put(torch, "cuda", cuda);
  ModuleObj* autograd = in.heap.make<ModuleObj>("torch.autograd");
  autograd->dict.put(in.name("Variable"), in.native("Variable", first));
  autograd->missing = [](Interp& i, ModuleObj& self, Name name) -> Result<Value> {
    Value found = *name == "Function" || *name == "grad" ? written_name(written_module(i, "torch._more"), name)
                                                         : Value::missing();
    return found.bound() ? found : written_attribute(i, self, name);
  };
  put(torch, "autograd", autograd);
}

Class* TorchHost::nn_class(Interp& in, std::string_view name) {
  for (auto& [n, c] : classes_)
    if (n == name) return c;
  Class* c = make_container(in, name, module_class);
  if (!c && name.starts_with("Transformer"))
    c = as_class(written_name(written_module(in, "torch.nn.modules.transformer"), in.name(name)));
  if (!c && is_abstract(name)) c = in.make_class(name, {module_class}, "torch.nn.modules");
  // The last layer of an attention.
  if (!c && name == "NonDynamicallyQuantizableLinear")
    c = in.make_class(name, {nn_class(in, "Linear")}, "torch.nn.modules.linear");
  if (!c) {
    auto& schemas = find_schemas(words("nn.%", {name}));
    if (schemas.empty()) return nullptr;
    const Row* row = schemas[0]->row;
    std::string_view base = abstract_base(name);
    c = in.make_class(name, {base.empty() ? module_class : nn_class(in, base)},
                      words("torch.nn.modules.%", {row->family}));
    c->data = row;
    for (auto [method, fn] : {std::pair<std::string_view, NativeFn>{"__init__", init_row}, {"forward", forward_row}}) {
      Native* f = in.heap.make<Native>(std::string(method), fn);
      f->data = row;
      f->is_method = true;
      c->dict.put(in.name(method), Value::of(static_cast<Obj*>(f)));
    }
    if (name.starts_with("Embedding"))
      c->dict.put(in.name("from_pretrained"),
                  Value::of(static_cast<Obj*>(in.heap.make<Wrapped>(
                      Kind::class_method, in.native("embedding_from_pretrained", more_function)))));
  }
  classes_.push_back({std::string(name), c});
  return c;
}

Result<Value> nn_attribute(Interp& in, ModuleObj& m, Name n) {
  TorchHost& host = torch_of(in);
  if (Class* c = host.nn_class(in, *n)) {
    m.dict.put(n, Value::of(static_cast<Obj*>(c)));
    return Value::of(static_cast<Obj*>(c));
  }
  if (*n == "DataParallel" || *n == "ParameterDict") {
    Value more = written_module(in, "torch.nn._more");
    if (more.bound()) return in.get_attr(more, n);
  }
  if (*n == "init") {
    ModuleObj* init = in.heap.make<ModuleObj>("torch.nn.init");
    init->missing = [](Interp& i, ModuleObj&, Name name) -> Result<Value> { return init_function(i, *name); };
    m.dict.put(n, Value::of(static_cast<Obj*>(init)));
    return Value::of(static_cast<Obj*>(init));
  }
  if (*n == "modules" || *n == "conv" || *n == "batchnorm" || *n == "container" || *n == "module" || *n == "linear" ||
      *n == "activation" || *n == "pooling" || *n == "normalization" || *n == "parameter" || *n == "dropout" ||
      *n == "rnn")
    return Value::of(static_cast<Obj*>(&m));  // torch.nn.modules.conv.Conv2d is nn.Conv2d
  if (*n == "transformer") return written_module(in, "torch.nn.modules.transformer");
  if (*n == "utils")
    if (Value own = written_module(in, "torch.nn.utils"); own.bound()) return own;
  return other_name(in, other_names::of_nn, "torch.nn.", n);
}

Value TorchHost::import_module(Interp& in, std::string_view dotted) {
  set_up(in);
  if (dotted == "torch") return Value::of(static_cast<Obj*>(torch));
  if (Value own = written_module(in, dotted); own.bound()) return own;
  if (!dotted.starts_with("torch.")) return Value::missing();
  // torch.a.b: attribute by attribute; what torch does not know here is an Unknown all the way down.
  Value v = Value::of(static_cast<Obj*>(torch));
  std::string_view rest = dotted.substr(6);
  while (!rest.empty()) {
    size_t dot = rest.find('.');
    auto next = in.get_attr(v, in.name(rest.substr(0, dot)));
    if (!next) return in.unknown(dotted);
    v = *next;
    rest = dot == std::string_view::npos ? std::string_view() : rest.substr(dot + 1);
  }
  return v;
}

Value TorchHost::undefined_name(Interp& in, Name n) {
  set_up(in);
  for (auto& h : kHabits) {
    if (h.name != *n) continue;
    if (h.module.empty()) return device_value(in, "cpu");
    Value v = import_module(in, h.module);
    if (!v.bound()) v = in.import_standard(h.module);
    size_t dot = h.module.rfind('.');
    bool is_module = h.module == h.name || (dot != std::string_view::npos && h.module.substr(dot + 1) == h.name) ||
                     h.name == "F" || h.name == "nn" || h.name == "np" || h.name == "plt" || h.name == "pd" ||
                     h.name == "tf";
    if (!is_module && v.bound()) {
      auto r = in.get_attr(v, n);
      v = r ? *r : in.unknown(*n);
    }
    if (!v.bound()) v = in.unknown(h.module);
    in.globals_here().put(n, v);
    in.note_here(words("`%` is not imported in the paste; read as %%.", {*n, h.module, is_module ? "" : "." + *n}));
    return v;
  }
  if (Class* c = nn_class(in, *n)) {
    in.note_here(words("`%` is not defined in the paste; taken as nn.%.", {*n, *n}));
    if (*n == "Flatten") filled_flatten = true;
    Value v = Value::of(static_cast<Obj*>(c));
    in.globals_here().put(n, v);
    return v;
  }
  return Value::missing();
}

void TorchHost::unreadable(Interp&, Span) {}

}  // namespace shapewalk
