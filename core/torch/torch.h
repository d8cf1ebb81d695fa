// What PyTorch's names are, and where each operation is reported.
#pragma once

#include <deque>

#include "ops/run.h"
#include "python/interp.h"
#include "torch/graph.h"
#include "torch/module.h"
#include "torch/print_tensor.h"
#include "torch/tensor.h"

namespace shapewalk {

struct Schema;

/// One application of a row, as it happens.
struct OpEvent {
  const Row* row = nullptr;
  std::string_view op;  ///< name of the step
  Call* call = nullptr;
  std::vector<TensorInfo> in;    ///< as they were before the call
  ModuleInst* module = nullptr;  ///< the built-in module that made the call, or null for a function
  ModuleInst* owner = nullptr;   ///< the innermost module running
  bool making = false;           ///< inside of a constructor
  Span at;                       ///< the place on the stack, or where the module was made
};

/// Told of everything that happens to tensors. trace/ records; solve/ answers what is missing.
class Observer {
 public:
  virtual ~Observer() = default;
  /// An operation succeeded; returns the step's number. May mark the provenance of `call->out`.
  virtual int32_t operation(OpEvent&) { return -1; }
  /// The numbers of a storage are about to be changed in place.
  virtual void overwrites(Storage*) {}
  /// The same, by no operation: x[0] = 1.
  virtual void changes(Storage*) {}
  /// An operation failed, and nothing mended it.
  virtual void failed(OpEvent&, Problem&) {}
  virtual void enter(Interp&, ModuleInst&, const Arguments&, Span) {}
  virtual Result<void> leave(Interp&, ModuleInst&, const Arguments&, Value, Span) { return {}; }
  /// An operation would fail. True: the observer changed the call's arguments, try again (backwards solving).
  virtual bool mend(OpEvent&, Problem&) { return false; }
  /// An operation meets an input whose shape is open: the observer notes what it must be; the run then stops.
  /// `axes`: how many it is known to have; 0: not known.
  virtual void meets_open_input(int, const Row*, Call*, ModuleInst*, [[maybe_unused]] size_t axes = 0) {}
  /// How many operations there were.
  virtual size_t count() const { return 0; }
  /// Are the operations from `before` to `between` those from there to now, with the same shapes?
  virtual bool same([[maybe_unused]] size_t before, [[maybe_unused]] size_t between) const { return false; }
};

/// The world of PyTorch around a program: modules torch, torch.nn, torch.nn.functional, …
class TorchHost final : public Host {
 public:
  Observer* observer = nullptr;
  Engine* engine = nullptr;  ///< computes numbers too; null: shapes only
  /// Without an engine small tensors whose numbers the program itself says have them all the same, and what is computed
  /// from these alone: a model may read its widths from such a table. Here is their memory; made when first needed.
  std::unique_ptr<Engine> constants;
  bool module_mode_eval = false;  ///< new modules start in eval mode
  bool grad_enabled = true;       ///< not inside torch.no_grad()
  bool open_arguments = false;    ///< a number was given that is not known (Arg::open)
  uint32_t open_backwards = 0;    ///< how often something unknown was differentiated
  std::optional<DType> autocast;  ///< what layers and products compute in, inside of torch.autocast
  PrintOptions print_options;
  Value import_module(Interp&, std::string_view dotted) override;
  Value undefined_name(Interp&, Name) override;
  void unreadable(Interp&, Span) override;
  size_t progress() const override { return observer ? observer->count() : 0; }
  /// Rounds of training, each with a backward(), or over many batches of a loader; with the same operations.
  bool goes_in_circles(size_t before, size_t between, bool alike) const override;
  void calls_open(std::string_view name) override { open_backwards += name.ends_with(".backward"); }
  bool open_number(Value) const override;
  bool made_alike(Value, Value, size_t before, size_t between) const override;

  ModuleObj* torch = nullptr;
  ModuleObj* nn = nullptr;
  ModuleObj* functional = nullptr;
  Class* module_class = nullptr;  ///< nn.Module
  Class* tensor_class = nullptr;
  Class* parameter_class = nullptr;
  Class* size_class = nullptr;
  std::vector<ModuleInst*> running;  ///< modules whose forward is on the stack
  std::vector<ModuleInst*> made;     ///< every module, in the order of construction
  ModuleInst* failed = nullptr;      ///< where the last failing operation was
  /// Field names of what max(dim) and its like return.
  std::vector<Name>* values_and_indices(Interp&);
  /// torch.device(name), as an object with a type.
  Value device_value(Interp&, std::string_view name);
  std::deque<GradNode> graph;   ///< what backward() goes through (graph.h)
  std::deque<uint64_t> writes;  ///< how often memory was written to (TensorObj::writes)
  uint64_t visits = 0;          ///< of the graph
  std::vector<size_t> trained;  ///< how many operations there were at each backward()
  bool filled_flatten = false;  ///< an undefined Flatten was taken as nn.Flatten

  /// Make the namespaces, once per interpreter.
  void set_up(Interp&);
  /// The class of a row with a module schema, or of a container; null where `nn` has no such name here.
  Class* nn_class(Interp&, std::string_view name);

 private:
  std::vector<Name> fields_;
  std::vector<std::pair<std::string, Class*>> classes_;
};

TorchHost& torch_of(Interp& in);
/// Is it a class of PyTorch's own?
bool is_torch(const Class&);

/// Run a row: shape rule, report, results as Python values. `at` of failures is filled in.
Result<Value> apply_row(Interp&, const Row&, Call&, std::string_view op, ModuleInst* module,
                        const std::vector<Value>& tensors);
/// Call a function or method by its schemas (overloads tried in order).
Result<Value> call_function(Interp&, const std::vector<const Schema*>& overloads, std::string_view shown, Value self,
                            Arguments&);
/// A dotted name as a native function; unbound where no row has it.
/// Constructor and forward of a row, as methods (Native::data is the row).
Result<Value> init_row(Interp&, const Native&, Value self, Arguments&);
Result<Value> forward_row(Interp&, const Native&, Value self, Arguments&);
Value function_value(Interp&, std::string_view dotted, std::string_view shown);
/// What PyTorch has and no row makes: an Unknown, where `known` says so (torch/other_names.h); else unbound.
Value other_name(Interp&, bool (*known)(uint32_t), std::string_view prefix, Name name);
/// torch.<name> and torch.nn.functional.<name> that are no rows (zeros, arange, manual_seed, …); unbound where unknown.
Result<Value> torch_attribute(Interp&, ModuleObj&, Name);
/// Of a module whose names are written in Python: in libraries/NAME._more.py, or a file of their own; else open.
Result<Value> written_attribute(Interp&, ModuleObj&, Name);
Result<Value> nn_attribute(Interp&, ModuleObj&, Name);
Result<Value> functional_attribute(Interp&, ModuleObj&, Name);

}  // namespace shapewalk
