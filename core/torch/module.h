// nn.Module instances: parameters, buffers and submodules in registration order, as PyTorch keeps them.
#pragma once

#include "ops/row.h"
#include "python/interp.h"
#include "torch/tensor.h"

namespace shapewalk {

/// The containers whose items are modules by position or key.
enum class Container : uint8_t { none, sequential, list, dict, parameters };

struct ModuleInst final : Instance {
  const Row* row = nullptr;           ///< of a built-in layer, else null
  std::vector<Named> arguments;       ///< its constructor arguments
  std::vector<Parameter> row_params;  ///< its parameters as the row gives them
  Names params, buffers, modules;     ///< Parameter tensors, buffers, submodules, in order (None allowed)
  std::vector<TensorObj*> elsewhere;  ///< what stood for row_params in the last call and is not in `params`
  std::vector<Name> unsaved;          ///< buffers that are no part of the state dict (persistent=False)
  Container container = Container::none;
  bool training = true, ready = false;  ///< ready: nn.Module.__init__ has run
  bool open = false;                    ///< a built-in layer of sizes that are not known, without a row
  bool assumed = false;                 ///< put in by Shapewalk
  bool inside = false;                  ///< another module's code made it; `made` is where the program called that
  explicit ModuleInst(Class* c) : Instance(c) { host = kHostModule; }
  Result<Value> plain_get_attr(Interp&, Name) override;
  Result<void> plain_set_attr(Interp&, Name, Value) override;
  Result<void> plain_del_attr(Interp&, Name) override;
  Result<Value> call(Interp&, Arguments&) override;
  Result<Value> get_item(Interp&, Value) override;
  Result<void> set_item(Interp&, Value, Value) override;
  Result<int64_t> length(Interp&) override;
  Result<bool> truth(Interp&) override { return true; }
  bool holds_items() const override { return container != Container::none; }
  Result<std::vector<Value>> items(Interp&) override;
  Result<std::string> repr(Interp&) override;
  Result<Obj*> copy(Interp&, Copier&) override;
  bool hash(uint64_t& out) const override;
  bool equal(const Value& other) const override;
};

/// Null where the value is no nn.Module.
ModuleInst* as_module(Value v);
/// A new module of a class, its constructor not yet run.
Instance* allocate_module(Interp&, Class*);
/// Run `forward` with hooks, as nn.Module.__call__ does.
Result<Value> call_module(Interp&, ModuleInst&, Arguments&);
/// The module and everything below it, each once, with its path ("" for the root), as named_modules() gives them.
std::vector<std::pair<std::string, ModuleInst*>> named_modules(ModuleInst& root);
/// A parameter or buffer under its key in state_dict().
struct StateEntry {
  std::string key;
  TensorObj* tensor = nullptr;
  bool buffer = false;
};
/// All that state_dict() holds, in its order: what is shared stands under each of its keys. Modules that double without
/// end are not followed for ever.
std::vector<StateEntry> state_of(ModuleInst& root);
/// Elements of all parameters, shared ones counted once; `walked`: how many modules and parameters that went over.
int64_t parameter_count(ModuleInst& root, size_t* walked = nullptr);
/// Put the row's parameters into `params` and `buffers` (again after a lazy module learnt its sizes).
void adopt_row_params(Interp&, ModuleInst&);
/// The other way round, before a call: the row's parameters as the program has left them, in what is no parameter of
/// the module too (torch.nn.utils.weight_norm).
Result<void> take_parameters(Interp&, ModuleInst&);
/// What a built-in layer's extra_repr() says: "3, 32, kernel_size=(7, 7), stride=(2, 2)".
Result<std::string> extra_text(Interp&, const ModuleInst&);
/// Methods of nn.Module and of the containers, put on their classes.
void add_module_methods(Interp&, Class* module_class);
/// nn.Sequential, nn.ModuleList, nn.ModuleDict, nn.ParameterList: a class, or null for another name.
Class* make_container(Interp&, std::string_view name, Class* module_class);

}  // namespace shapewalk
