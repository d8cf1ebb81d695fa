// One run of a program: what happened to tensors, step by step and module by module.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/summary.h"
#include "ops/fill.h"
#include "python/library.h"
#include "torch/torch.h"

namespace shapewalk {

/// One operation, as recorded.
struct StepRecord {
  const Row* row = nullptr;
  std::string op;
  Span at, made;                 ///< innermost place on the stack (or `made`); where the module was made
  ModuleInst* module = nullptr;  ///< built-in module that made it, or null
  ModuleInst* owner = nullptr;   ///< innermost module running
  bool making = false;           ///< inside of a constructor
  std::vector<TensorInfo> in, out;
  std::vector<Work> work;
  std::vector<WindowInfo> windows;
  std::string say;
  std::vector<Parameter> params;  ///< the module's own
  int64_t macs = 0;
  std::optional<double> ms;    ///< that it took, in runs with a clock
  std::unique_ptr<Call> call;  ///< as it was made, in runs whose numbers are kept
  bool view = false;           ///< what comes out shares the memory of what went in
  bool repeatable = false;     ///< the call gives the same numbers again
  int64_t computed = 0;        ///< when it was last computed, in steps
};

struct ModuleRecord {
  ModuleInst* module = nullptr;
  std::string type;
  std::vector<Shape> in, out;
  std::vector<TensorInfo> given, returned;  ///< the tensors of `in` and `out`, in runs with numbers
  int64_t params = 0;
  Span at;
  size_t depth = 0;                ///< 0: called by the program or by us
  std::optional<Summary> numbers;  ///< of the first tensor returned, as it was then
  bool making = false;             ///< inside of a constructor
};

/// For each step, the last one that reads what it makes, itself or through views.
std::vector<int32_t> last_reads_of(const std::vector<StepRecord>& steps);

/// What an input must be, learnt from the first operation that needs its shape.
struct InputSpec {
  bool open = true;
  std::vector<int64_t> sizes;
  std::string axes;        ///< a letter an axis: "nchw"
  std::vector<bool> free;  ///< axes whose size is to be solved for
  DType dtype = DType::float32;
  std::string channels_from;      ///< where the channel count came from, where no layer says it
  ModuleInst* decider = nullptr;  ///< the layer that says what the input is
};

/// A size that had to be a certain number for the program to go on (backwards solving goes on as if it were).
struct Constraint {
  const Node* size = nullptr;
  int64_t value = 0;
  Span at, made;
  const Row* row = nullptr;
  ModuleInst* module = nullptr;
  int32_t step = -1;  ///< number of steps before it
  bool soft = false;  ///< wished for (the batch stays whole), not demanded
};

/// The operation that failed.
struct FailureRecord {
  const Row* row = nullptr;
  std::string op;
  ModuleInst *module = nullptr, *owner = nullptr;
  std::vector<TensorInfo> in;
  Span at;
  std::string message;  ///< of the error
};

/// Told before a module is called, by the program or by us: its parameters are as the program has left them.
class BeforeCall {
 public:
  virtual ~BeforeCall() = default;
  virtual void about_to_call(Interp&, ModuleInst&) = 0;
};

/// Writes down what happens. In runs with numbers it also keeps them, every step's, as far as there is room: what is
/// not read any more is dropped where memory gets scarce, and computed again when somebody looks at it.
class Recorder final : public Observer, public Restorer, public Keeper {
 public:
  BeforeCall* before_call = nullptr;
  void (*progress)(int) = nullptr;  ///< told after each step how many there are now
  FailureRecord failure;
  std::vector<StepRecord> steps;
  std::vector<ModuleRecord> modules;
  std::vector<TensorInfo> inputs;  ///< what the model was called on, in runs with numbers
  Engine* kept = nullptr;    ///< keep every call and the numbers that go in and come out, also of what is overwritten
  int64_t room = INT64_MAX;  ///< from so many bytes on, numbers that no later step reads are dropped
  std::vector<int32_t> last_reads;  ///< the last step that reads what a step makes, by an earlier run of the program
  bool solving = false;             ///< go on past sizes that do not fit, and write them down
  std::vector<Constraint> constraints;
  int open_input = -1;         ///< the input whose shape was needed
  InputSpec needed;            ///< and what it must be
  ModuleInst* root = nullptr;  ///< the model being called, for guesses
  std::vector<Shape> entered;  ///< what the last call by the program got
  int32_t operation(OpEvent&) override;
  void failed(OpEvent&, Problem&) override;
  void overwrites(Storage*) override;
  void changes(Storage*) override;
  void restore(Storage&) override;
  void begins(const Call&, int64_t bytes) override;
  void ends() override;
  /// What was brought back for somebody to look at may be dropped again.
  void looked() { restored_.clear(); }
  /// Forgets steps and modules; the numbers of what they made stay.
  void start_over();
  /// Every step would give its numbers again, from those of the inputs, and the program itself looked at none of them.
  bool repeats() const;
  /// The inputs' numbers are new: those of the steps are to be computed from them, when they are asked for.
  void forget();
  void enter(Interp&, ModuleInst&, const Arguments&, Span) override;
  Result<void> leave(Interp&, ModuleInst&, const Arguments&, Value, Span) override;
  bool mend(OpEvent&, Problem&) override;
  size_t count() const override { return steps.size(); }
  bool same(size_t before, size_t between) const override;
  void meets_open_input(int, const Row*, Call*, ModuleInst*, size_t axes) override;

 private:
  /// Not inlined: runs with numbers come after what a first visit downloads.
  [[gnu::noinline]] void keep(const OpEvent& e, StepRecord& s);
  void keep_seeing(TensorInfo& t) const;
  void keep_seeing(Call& call) const;
  bool is_repeatable(StepRecord& s);
  StepRecord* maker(const Storage* s);
  void hold_all();
  bool pinned(const Storage* s) const;
  void drop(int64_t bytes, bool only_unread);
  size_t depth_ = 0;
  int64_t computed_ = 0;
  size_t fixed_ = 0;                                   ///< steps before this one are not dropped any more
  std::vector<const Call*> busy_;                      ///< being computed, the outermost first
  std::vector<Storage*> restored_;                     ///< since the outermost began: somebody may hold their addresses
  Storage *overwritten_ = nullptr, *saved_ = nullptr;  ///< the last storage that was overwritten, and its copy
};

/// What the first operation on an input says about its shape; open where it says nothing.
InputSpec needed_input(const Row* row, Call* call, ModuleInst* module, ModuleInst* root, size_t axes = 0);

/// A source as a Session reads it; lines may end in a carriage return alone.
std::shared_ptr<ParsedText> read_source(std::string_view source, std::shared_ptr<Library> library = {});

/// A program, run once, with the model that was found in it.
class Session {
 public:
  /// `main`: run scripts' `if __name__ == "__main__":` parts. `parsed`: the same source as it was read before.
  Session(std::string_view source, bool eval, bool main, std::shared_ptr<ParsedText> parsed = {});
  ~Session();
  /// Run the program's top level.
  void run();
  /// Find the model: `expression` in the program's namespace, or by the rules of the CLI's documentation.
  /// False: no model; `error` says why.
  bool find_model(std::string_view expression);
  /// Call the model on inputs of these shapes.
  void call(const std::vector<InputSpec>& inputs);
  /// The program called a module on tensors itself.
  bool called_by_program() const { return called_by_program_; }

  std::string source;
  std::shared_ptr<ParsedText> parsed;
  Expressions expressions;
  TorchHost host;
  Recorder recorder;
  std::unique_ptr<Interp> interp;
  std::optional<Problem> error;
  std::vector<ModuleInst*> pieces;  ///< the model, or several pieces to be chained in order
  std::vector<std::string> piece_names;
  std::string model_name;
  std::vector<const Node*> leaves;  ///< the free sizes of the inputs
  std::vector<InputSpec> inputs;
  std::vector<Shape> output;
  std::vector<TensorInfo> returned;  ///< the tensors of `output`
  Fill fill = Fill::ramp;            ///< the inputs' numbers, in runs with numbers
  std::span<const float> given;      ///< those of the first input, where their count fits

  std::string path_of(ModuleInst*) const;
  int64_t params() const;
  /// The parameters of all pieces, each once, by path and name, as named_parameters() gives them.
  std::vector<std::pair<std::string, TensorInfo>> parameters() const;

 private:
  void fail_with(Failure f);
  /// Gives input k its numbers. (Not inlined, as Recorder::keep.)
  [[gnu::noinline]] Result<void> fill_input(size_t k, TensorInfo& info);
  bool chain(std::vector<std::pair<Name, ModuleInst*>>& loose);
  void name_pieces();
  bool called_by_program_ = false, main_ = true;
  mutable Seen path_places_;  ///< of modules, in paths_
  mutable std::vector<std::string> paths_;
};

}  // namespace shapewalk
