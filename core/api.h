// The whole public surface of the core, on plain structs: text in, values out.
// Each struct lists its fields once (`fields`); the JSON writer and the TypeScript declarations
// (web/core.d.ts) are both printed from that list, so they cannot drift from the code.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace shapewalk::api {

using Sizes = std::vector<int64_t>;

/// A closed interval of sizes, [low, high].
using Range = std::array<int64_t, 2>;

/// A piece of a formula: `text`, and the dimension it stands for (one of n c h w d l f t, or "").
struct Part {
  std::string text, dim;
  static constexpr const char* struct_name = "Part";
  template <class V, class S>
  static void fields(V&& v, S& s) {
    v("text", s.text, "what to print");
    v("dim", s.dim,
      "the dimension it stands for: n batch, c channels, d h w space, l length, t time, f features, or empty");
  }
};

/// How a sliding window lies on one spatial axis of a step (convolutions and pools). Sizes in cells.
struct Window {
  std::string dim;
  int64_t in = 0, out = 0, kernel = 0, stride = 1, dilation = 1, pad_before = 0, pad_after = 0, unread = 0;
  bool transposed = false;
  static constexpr const char* struct_name = "Window";
  template <class V, class S>
  static void fields(V&& v, S& s) {
    v("dim", s.dim, "axis: d, h, w or l");
    v("in", s.in, "size of the axis going in");
    v("out", s.out, "size of the axis coming out: how many places the window takes");
    v("kernel", s.kernel, "cells of the window");
    v("stride", s.stride, "cells between two places");
    v("dilation", s.dilation, "cells between two cells of the window");
    v("pad_before", s.pad_before, "padding cells before the first cell");
    v("pad_after", s.pad_after, "padding cells after the last cell");
    v("unread", s.unread, "last cells of the input that no window reads, because the size rule rounds down");
    v("transposed", s.transposed, "true where the window lies on the output (transposed convolution)");
  }
};

/// The working of one output axis: the worked example cut into parts, for colouring.
struct Working {
  std::string dim;
  std::vector<Part> formula, worked;
  std::string mathml;
  static constexpr const char* struct_name = "Working";
  template <class V, class S>
  static void fields(V&& v, S& s) {
    v("dim", s.dim, "the output axis: n c d h w l t or f");
    v("formula", s.formula, "the rule with its symbols");
    v("worked", s.worked,
      "the rule with this step's numbers, ending in = result; a floored quotient shows its fraction");
    v("mathml", s.mathml, "the worked rule as presentation MathML");
  }
};

struct ParamShape {
  std::string name;
  Sizes shape;
  static constexpr const char* struct_name = "ParamShape";
  template <class V, class S>
  static void fields(V&& v, S& s) {
    v("name", s.name, "parameter, as PyTorch names it: weight, bias, weight_ih_l0, …");
    v("shape", s.shape, "its shape");
  }
};

/// One operation on tensors.
struct Step {
  int64_t line = 0, column = 0, made_line = 0, made_column = 0;
  std::string path, op, code;
  std::vector<Sizes> in, out;
  std::vector<std::string> in_dims, out_dims;
  std::string formula;
  std::vector<std::string> worked;
  std::vector<Working> working;
  std::string say;
  std::vector<Window> windows;
  std::vector<ParamShape> param_shapes;
  std::string param_sum;
  int64_t params = 0, macs = 0;
  bool assumed = false;
  std::optional<double> ms;
  static constexpr const char* struct_name = "Step";
  template <class V, class S>
  static void fields(V&& v, S& s) {
    v("line", s.line, "line of the innermost place of the program on the stack, from 1");
    v("column", s.column, "its column, from 1, in UTF-16 units");
    v("made_line", s.made_line, "for a step made by a module: the line that made the module; else 0");
    v("made_column", s.made_column, "its column");
    v("path", s.path, "the module's path in the model (features.0), or empty");
    v("op", s.op, "Conv2d, view, add, …");
    v("code", s.code, "the code that made it, one line");
    v("in", s.in, "shapes of the tensors going in");
    v("out", s.out, "shapes of the tensors coming out");
    v("in_dims", s.in_dims, "what each axis of `in` means, a letter an axis (nchw)");
    v("out_dims", s.out_dims, "what each axis of `out` means, a letter an axis");
    v("formula", s.formula, "the size rule as text, empty where the shape does not change");
    v("worked", s.worked, "the rule with the numbers, one for each axis that it makes");
    v("working", s.working, "the same in parts, with the dimension each number stands for");
    v("say", s.say, "what happened, in a sentence or two");
    v("windows", s.windows, "the sliding window on each spatial axis, for convolutions and pools");
    v("param_shapes", s.param_shapes, "the step's own parameters");
    v("param_sum", s.param_sum, "how their count comes about: 32·3·7·7 + 32 = 4736");
    v("params", s.params, "count of the step's own parameters");
    v("macs", s.macs, "multiply-accumulates");
    v("assumed", s.assumed, "true where Shapewalk put the step in (a missing flatten)");
    v("ms", s.ms, "milliseconds that it took, in a run whose numbers are kept");
  }
};

/// One module call, in the order in which calls return.
struct ModuleCall {
  std::string path, type;
  std::vector<Sizes> in, out;
  int64_t params = 0, line = 0, made_line = 0;
  std::optional<double> mean, std;
  std::vector<double> first;
  static constexpr const char* struct_name = "ModuleCall";
  template <class V, class S>
  static void fields(V&& v, S& s) {
    v("path", s.path, "path in the model, empty for the model itself");
    v("type", s.type, "class name");
    v("in", s.in, "shapes of the positional tensor arguments");
    v("out", s.out, "shapes of the tensors returned");
    v("params", s.params, "parameters, those of children included");
    v("line", s.line, "line of the call; 0 where the call is not in the program");
    v("made_line", s.made_line, "line that made the module");
    v("mean", s.mean, "of the first tensor returned, in a run with numbers; null where not known");
    v("std", s.std, "its standard deviation over all numbers (divided by n)");
    v("first", s.first, "its first 16 numbers, row-major");
  }
};

/// A tensor's numbers in brief. Numbers that are infinite or NaN are null in JSON.
struct Values {
  Sizes shape;
  std::string dtype;
  std::vector<double> first, last;
  double sum = 0, abs_sum = 0;
  bool known = false;
  static constexpr const char* struct_name = "Values";
  template <class V, class S>
  static void fields(V&& v, S& s) {
    v("shape", s.shape, "its shape");
    v("dtype", s.dtype, "float32, int64, …");
    v("first", s.first, "its first 16 numbers, row-major");
    v("last", s.last, "its last 16 numbers");
    v("sum", s.sum, "their sum, in float64");
    v("abs_sum", s.abs_sum, "the sum of their absolute values");
    v("known", s.known, "false where some operation on the way has no kernel: there are no numbers then");
  }
};

/// A parameter's numbers in brief.
struct ParameterValues {
  std::string name;
  Sizes shape;
  std::vector<double> first;
  double sum = 0;
  static constexpr const char* struct_name = "ParameterValues";
  template <class V, class S>
  static void fields(V&& v, S& s) {
    v("name", s.name, "its path in the model: layer1.0.weight");
    v("shape", s.shape, "its shape");
    v("first", s.first, "its first 16 numbers, row-major; empty where they are not known");
    v("sum", s.sum, "the sum of all, in float64");
  }
};

struct Problem {
  std::string type, message, hint;
  int64_t line = 0, column = 0, end_line = 0, end_column = 0, made_line = 0, file_line = 0, file_column = 0;
  std::string path, file;
  std::vector<Part> cause;
  static constexpr const char* struct_name = "Problem";
  template <class V, class S>
  static void fields(V&& v, S& s) {
    v("type", s.type, "exception type, as Python has it");
    v("message", s.message, "PyTorch's or Python's own message");
    v("hint", s.hint, "the cause in plain words, or empty");
    v("line", s.line, "line, from 1; 0 where no place is known");
    v("column", s.column, "column, from 1");
    v("end_line", s.end_line, "end of the place");
    v("end_column", s.end_column, "column after its end");
    v("made_line", s.made_line, "line that made the failing module, or 0");
    v("path", s.path, "path of the failing module");
    v("cause", s.cause,
      "why, in a sentence of parts: 3872 = 32·11·11 features arrive from Flatten 2 (line 4); the Linear expects 5408.");
    v("file", s.file, "where the innermost place is in another module: its file; else empty");
    v("file_line", s.file_line, "and the line there, or 0; `line` is then where the program called it");
    v("file_column", s.file_column, "and the column");
  }
};

/// A remark on how the code was read, or on code that runs but looks wrong.
struct Note {
  int64_t line = 0, column = 0;
  std::string text;
  static constexpr const char* struct_name = "Note";
  template <class V, class S>
  static void fields(V&& v, S& s) {
    v("line", s.line, "line, or 0");
    v("column", s.column, "column, or 0");
    v("text", s.text, "a sentence");
  }
};

/// Replace the text from (line, column) up to (end_line, end_column).
struct Edit {
  int64_t line = 0, column = 0, end_line = 0, end_column = 0;
  std::string text;
  static constexpr const char* struct_name = "Edit";
  template <class V, class S>
  static void fields(V&& v, S& s) {
    v("line", s.line, "from this line");
    v("column", s.column, "and column (from 1, UTF-16 units)");
    v("end_line", s.end_line, "to this line");
    v("end_column", s.end_column, "and column, not included");
    v("text", s.text, "the new text");
  }
};

/// An edit that makes the program trace clean; each was verified by tracing the edited program.
struct Fix {
  std::string title, result;
  std::vector<Edit> edits;
  static constexpr const char* struct_name = "Fix";
  template <class V, class S>
  static void fields(V&& v, S& s) {
    v("title", s.title, "the new code, short: nn.Linear(3872, 10)");
    v("result", s.result, "what comes of it: output 1×10");
    v("edits", s.edits, "apply all of them, last first");
  }
};

/// A set of inputs that fit: each axis any value of its range.
struct Solution {
  std::vector<Range> ranges;
  bool square = false;
  static constexpr const char* struct_name = "Solution";
  template <class V, class S>
  static void fields(V&& v, S& s) {
    v("ranges", s.ranges, "[low, high] of each axis of the input");
    v("square", s.square, "true where all spatial axes share the range");
  }
};

/// One step of the way back from the constraint to the input.
struct BackStep {
  int64_t line = 0;
  std::string path, op, dim;
  Range out, in;
  std::string say;
  static constexpr const char* struct_name = "BackStep";
  template <class V, class S>
  static void fields(V&& v, S& s) {
    v("line", s.line, "line of the step");
    v("path", s.path, "module path");
    v("op", s.op, "operation");
    v("dim", s.dim, "axis");
    v("out", s.out, "[low, high] that must come out");
    v("in", s.in, "[low, high] that may go in");
    v("say", s.say, "the inequality: 24 ≤ W − 7 < 26");
  }
};

/// The question asked backwards: what must go in, for a layer to fit?
struct Backwards {
  bool asked = false, found = false;
  int64_t line = 0, value = 0, chosen = 0, nearest_value = 0, nearest_size = 0;
  std::string code, answer, chosen_name, channels_from;
  std::vector<Part> factors;
  Sizes sizes;
  std::vector<Solution> solutions;
  std::vector<BackStep> walk;
  static constexpr const char* struct_name = "Backwards";
  template <class V, class S>
  static void fields(V&& v, S& s) {
    v("asked", s.asked, "false where the program or the caller gave the input");
    v("found", s.found, "some input fits");
    v("line", s.line, "line of the layer that decides, or 0 where none does");
    v("value", s.value, "its number: in_features");
    v("code", s.code, "its code: nn.Linear(5408, 10)");
    v("answer", s.answer, "the answer in a sentence");
    v("factors", s.factors, "5408 = 32·13·13 in parts");
    v("sizes", s.sizes, "square sizes that fit, at most 64 of them listed");
    v("chosen", s.chosen, "the size used for the walk (the last axis)");
    v("chosen_name", s.chosen_name, "what uses that size: CIFAR-10, ImageNet, …");
    v("channels_from", s.channels_from, "where the channel count was taken from");
    v("solutions", s.solutions, "all sets of inputs that fit, square first");
    v("walk", s.walk, "the way back, last layer first, one entry for each step that changes the axis");
    v("nearest_value", s.nearest_value,
      "where nothing fits: the nearest value of the number that some square input gives");
    v("nearest_size", s.nearest_size, "and that input's size");
  }
};

/// A tensor of a weights file that the model has in another size.
struct SizeMismatch {
  std::string name;
  Sizes file, model;
  static constexpr const char* struct_name = "SizeMismatch";
  template <class V, class S>
  static void fields(V&& v, S& s) {
    v("name", s.name, "its key in the state dict");
    v("file", s.file, "its shape in the file");
    v("model", s.model, "its shape in the model");
  }
};

/// What a run took from a file of weights. What it did not stays as it was drawn.
struct LoadedWeights {
  std::optional<Problem> error;
  std::string format, dict, prefix, model;
  int64_t tensors = 0, numbers = 0;
  std::vector<std::string> missing, unexpected;
  std::vector<SizeMismatch> mismatched;
  std::vector<Note> unreadable;
  std::string message;
  static constexpr const char* struct_name = "LoadedWeights";
  template <class V, class S>
  static void fields(V&& v, S& s) {
    v("error", s.error, "why the file cannot be read; null where it can");
    v("format", s.format, "safetensors | torch.save");
    v("dict", s.dict,
      "the state dict in it that fits best, as Python reaches it from what torch.load gives: ['model']");
    v("prefix", s.prefix, "what its names were matched without: module.");
    v("model", s.model, "class of the model that it was loaded into; empty where none was called");
    v("tensors", s.tensors, "how many tensors the model has from it");
    v("numbers", s.numbers, "and how many numbers");
    v("missing", s.missing, "keys that the file lacks, in load_state_dict's order");
    v("unexpected", s.unexpected, "keys that the model lacks");
    v("mismatched", s.mismatched, "those whose shapes differ");
    v("unreadable", s.unreadable, "those that fit, but whose numbers cannot be read: name: why");
    v("message", s.message, "what load_state_dict raises (RuntimeError); empty where it raises nothing");
  }
};

/// All that tracing a program gives.
struct Trace {
  std::string model;
  std::vector<Sizes> input;
  std::string input_source;
  std::vector<Step> steps;
  std::vector<ModuleCall> modules;
  std::vector<Sizes> output;
  int64_t params = 0, macs = 0, activation_bytes = 0, peak_bytes = 0;
  Sizes receptive_field;
  std::string printed;
  std::optional<Problem> error;
  std::vector<Note> notes, warnings;
  std::vector<Solution> solutions;
  Backwards backwards;
  std::vector<Fix> fixes;
  std::vector<Values> values;
  std::vector<ParameterValues> parameters;
  std::vector<std::string> without_kernel;
  std::optional<LoadedWeights> weights;
  static constexpr const char* struct_name = "Trace";
  template <class V, class S>
  static void fields(V&& v, S& s) {
    v("model", s.model, "what was traced: a name or expression of the program");
    v("input", s.input, "shapes of the inputs");
    v("input_source", s.input_source, "given | program | solved");
    v("steps", s.steps, "every operation on a tensor, in order");
    v("modules", s.modules, "every module call, in the order in which calls return");
    v("output", s.output, "shapes of what the model returned");
    v("params", s.params, "parameters of the model, shared ones once");
    v("macs", s.macs, "multiply-accumulates of all steps");
    v("activation_bytes", s.activation_bytes, "bytes of all step outputs");
    v("receptive_field", s.receptive_field,
      "input cells that one cell of the last spatial map sees, per axis; empty where none");
    v("printed", s.printed, "what the program printed");
    v("error", s.error, "what stopped it, with everything before it still in steps; null where nothing did");
    v("notes", s.notes, "how the code was read");
    v("warnings", s.warnings, "code that runs but looks wrong, where that was asked");
    v("solutions", s.solutions, "inputs that fit, where the input was solved for");
    v("backwards", s.backwards, "the way back to them");
    v("fixes", s.fixes, "verified edits that mend the error, best first");
    v("values", s.values, "numbers of what the model returned, in a run with numbers");
    v("parameters", s.parameters, "the model's parameters after the run, in a run with numbers, each once");
    v("without_kernel", s.without_kernel, "operations that have no kernel: what depends on them has no numbers");
    v("peak_bytes", s.peak_bytes, "the most memory that a run's numbers took at a time; 0 where there are none");
    v("weights", s.weights, "what was taken from a file of weights, in a run with one");
  }
};

/// One-expression cases, as `shapewalk cases` checks them.
struct CaseResult {
  std::vector<Sizes> out;
  std::string value;
  std::optional<int64_t> params;
  std::optional<Problem> error;
  std::string at;
  std::vector<Values> values;
  static constexpr const char* struct_name = "CaseResult";
  template <class V, class S>
  static void fields(V&& v, S& s) {
    v("out", s.out, "shapes of the tensors that came out");
    v("value", s.value, "the value as JSON where it is a number or a list of numbers, else empty");
    v("params", s.params, "parameter count where the expression is a module");
    v("error", s.error, "what PyTorch raises");
    v("at", s.at, "construct or call, where there is an error");
    v("values", s.values, "numbers of the tensors that came out, where inputs were filled");
  }
};

/// One row of the operation table, for the docs and the layer menu.
struct Operation {
  std::string name, family, module, functions, formula, example, example_in, example_out, doc, source;
  std::vector<std::string> parameters;
  static constexpr const char* struct_name = "Operation";
  template <class V, class S>
  static void fields(V&& v, S& s) {
    v("name", s.name, "Conv2d");
    v("family", s.family, "convolution");
    v("module", s.module, "nn.Conv2d(in_channels, out_channels, …), or empty");
    v("functions", s.functions, "its functional and method spellings");
    v("parameters", s.parameters, "parameters with defaults");
    v("formula", s.formula, "the size rule");
    v("example", s.example, "code of the worked example");
    v("example_in", s.example_in, "its input shapes: 1,3,32,32");
    v("example_out", s.example_out, "its output shapes");
    v("doc", s.doc, "a paragraph");
    v("source", s.source, "which PyTorch function or paper the rule is from");
  }
};

/// One product of a Cell.
struct Term {
  int64_t at = 0, weight_at = 0;
  double x = 0, w = 0;
  static constexpr const char* struct_name = "Term";
  template <class V, class S>
  static void fields(V&& v, S& s) {
    v("at", s.at, "row-major place in the step's first input; -1 in the padding");
    v("weight_at", s.weight_at, "row-major place in the weight; -1 where there is none");
    v("x", s.x, "the number read");
    v("w", s.w, "what it is multiplied by");
  }
};

/// How one number of a step's output came about.
struct Cell {
  bool known = false;
  std::string how, say;
  std::vector<Term> terms;
  std::optional<double> bias;
  double divisor = 0, result = 0;
  static constexpr const char* struct_name = "Cell";
  template <class V, class S>
  static void fields(V&& v, S& s) {
    v("known", s.known, "false where there are no numbers, or no such place");
    v("how", s.how, "sum | largest | average");
    v("say", s.say, "what is done besides, in words, or empty");
    v("terms", s.terms, "what was read, and multiplied by what");
    v("bias", s.bias, "added at the end; null where there is none");
    v("divisor", s.divisor, "of an average, else 0");
    v("result", s.result, "the number at the place");
  }
};

/// The numbers of one tensor of a run.
struct Numbered {
  Sizes shape;
  std::string dtype;
  const float* data =
      nullptr;  ///< row-major, as float32; null where not known. Good until the next call of its Running
  int64_t count = 0;
};

/// A module beside the program.
struct Module {
  std::string file;      ///< what messages call it
  std::string text;      ///< of a package that of its __init__.py, empty where it has none
  bool package = false;  ///< it may have modules in it
};

/// Where libraries that are written in Python (core/libraries) are read from: their texts by name, empty for none.
/// Only builds for the web need it; others have them in themselves.
void libraries(std::string (*find)(std::string_view name));

/// The modules that a program may import beside Python's and PyTorch's own; what `find` has not is left open.
struct Modules {
  std::string package;  ///< the one that the program lies in ("torchvision.models"), or empty
  /// By absolute dotted name; asked when the program imports it, once.
  std::function<std::optional<Module>(std::string_view dotted)> find;
};

/// What to trace, and how.
struct Request {
  std::string_view source;      ///< the program
  std::string_view model = {};  ///< expression in its namespace, or empty to find the model
  std::string_view input = {};  ///< "1,3,32,32" or several separated by ';', each may end in ":long"; empty to solve
  bool eval = false;            ///< eval mode (train is PyTorch's default)
  bool diagnose = true;         ///< look for fixes too
  bool warn = false;            ///< say too what runs and looks wrong, where the program traces clean
  const Modules* modules = nullptr;  ///< null: there are none beside the program
};

/// Trace `request.source`. Never fails: what goes wrong is in `error`.
Trace trace(const Request& request);

/// How tensors get their numbers in a run.
struct Numbers {
  std::string_view fill;  ///< of inputs: ramp, ones, zeros or randn; empty: no numbers, shapes only
  int64_t seed = 0;       ///< torch.manual_seed before anything else
  /// The first input's own numbers, row-major, in place of the fill; as many as its shape holds, or they are not taken.
  std::span<const float> input = {};
  /// A .safetensors or torch.save file whose tensors the model takes before it is called.
  std::optional<std::span<const uint8_t>> weights = {};
  /// Milliseconds by some clock, for each step's `ms`; null: not wanted.
  double (*clock)() = nullptr;
  /// Told after each step how many are done; null: nobody wants to know.
  void (*progress)(int steps) = nullptr;
};

/// The same with numbers: the program runs after torch.manual_seed, its model (where the program does not call it
/// itself) on filled inputs. Adds `values`, and numbers to each module.
Trace run(const Request& request, const Numbers& numbers);

/// A run whose numbers are kept, to be looked at one by one.
class Running {
 public:
  Running(const Request& request, const Numbers& numbers);
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  /// As run() gives it.
  const Trace& trace() const { return trace_; }
  /// Tensor `index` of a step: "in", "out" or "parameter" (in the order of `param_shapes`); "held": "out", but only if
  /// its numbers are there without computing them again. Or number `step` of the
  /// model's inputs ("input") or outputs ("output"), or of the last GPU plan's buffers ("constant").
  Numbered tensor(int64_t step, std::string_view which, int64_t index) const;
  /// How the number at a row-major place of the step's first output came about.
  Cell cell(int64_t step, int64_t place) const;
  /// Computes the outputs ("output") for other numbers of the model's one input, with the weights as they are; steps'
  /// tensors then follow from these. By a plan that is made the first time, so it is quicker than a new run. False
  /// where that would not be what a new run gives: random draws on the way, numbers that the program itself looks at.
  bool again(std::span<const float> input);
  /// JSON of a GpuPlan (gpu/plan.h) that computes the model's outputs from its inputs again; with `keep` it leaves what
  /// each step gives.
  std::string gpu_plan(bool keep);

 private:
  struct Kept;
  std::unique_ptr<Kept> kept_;
  Trace trace_;
};

/// The backwards question alone, for the input's size.
Backwards solve(const Request& request);

/// Evaluate one expression over tensors x, y, z of the shapes in `input`, calling it where it is a module. With a fill
/// the tensors get their numbers first, in order, then the expression is evaluated with numbers.
CaseResult evaluate(std::string_view code, std::string_view input, const Numbers& numbers = {});

/// The operation table.
std::vector<Operation> operations();

/// TypeScript declarations of everything above.
std::string declarations();

/// JSON of any struct above.
std::string json(const Trace&);
std::string json(const Backwards&);
std::string json(const CaseResult&);
std::string json(const Cell&);
std::string json(const std::vector<Operation>&);

}  // namespace shapewalk::api
