// web/core.d.ts, printed from the field lists in api.h.
#include "api.h"
#include "api/json.h"
#include "gpu/plan.h"

namespace shapewalk::api {

namespace {

std::string type(const std::string&) { return "string"; }
std::string type(int64_t) { return "number"; }
std::string type(double) { return "number"; }
std::string type(bool) { return "boolean"; }
std::string type(const Range&) { return "[number, number]"; }
template <Struct T>
std::string type(const T&) {
  return T::struct_name;
}
template <class T>
std::string type(const std::vector<T>&) {
  return type(T{}) + "[]";
}
template <class T>
std::string type(const std::optional<T>&) {
  return type(T{}) + " | null";
}

template <class T>
void declare(std::string& out, std::string_view doc) {
  out += "/** ";
  out += doc;
  out += " */\nexport interface ";
  out += T::struct_name;
  out += " {\n";
  T empty;
  T::fields(
      [&](std::string_view name, const auto& value, std::string_view about) {
        out += "  /** ";
        out += about;
        out += " */\n  ";
        out += name;
        out += ": " + type(value) + ";\n";
      },
      empty);
  out += "}\n\n";
}

}  // namespace

std::string declarations() {
  std::string out = "// Printed from core/api.h; do not edit. `npm test` checks that it is fresh.\n\n";
  declare<Part>(out, "A piece of a formula");
  declare<Window>(out, "How a sliding window lies on one spatial axis of a step; sizes in cells");
  declare<Working>(out, "The working of one output axis, cut into parts for colouring");
  declare<ParamShape>(out, "A parameter of a step");
  declare<Step>(out, "One operation on tensors");
  declare<ModuleCall>(out, "One module call, in the order in which calls return");
  declare<Values>(out, "A tensor's numbers in brief; null where one is infinite or NaN");
  declare<ParameterValues>(out, "A parameter's numbers in brief");
  declare<Problem>(out, "What PyTorch or Python would raise, with its place");
  declare<Note>(out, "A remark on the code");
  declare<Edit>(out, "Replace the text from (line, column) up to (end_line, end_column)");
  declare<Fix>(out, "An edit that makes the program trace clean");
  declare<Solution>(out, "A set of inputs that fit");
  declare<BackStep>(out, "One step of the way back to the input");
  declare<Backwards>(out, "The question asked backwards");
  declare<SizeMismatch>(out, "A tensor of a weights file that the model has in another size");
  declare<LoadedWeights>(out, "What a run took from a file of weights; the rest stays as it was drawn");
  declare<Trace>(out, "All that tracing a program gives");
  declare<CaseResult>(out, "One evaluated expression");
  declare<Term>(out, "One product of a Cell");
  declare<Cell>(out, "How one number of a step's output came about");
  declare<Operation>(out, "One row of the operation table");
  declare<gpu::Buffer>(out, "A stretch of the GPU's memory");
  declare<gpu::Binding>(out, "What a shader's @binding(at) is");
  declare<gpu::Constant>(out, "`const NAME = value;` before a shader's text");
  declare<gpu::Dispatch>(out, "One compute shader over some buffers");
  declare<gpu::Variant>(out, "One way to do a stage");
  declare<gpu::Stage>(out, "One operation on the GPU, with what was folded into it");
  declare<gpu::Place>(out, "Where a tensor is on the GPU");
  declare<gpu::Plan>(out, "A run on WebGPU as data: which shaders run on which buffers");
  out +=
      "/** A module beside the program, by its absolute dotted name: what messages call its file, its text (of a "
      "package\n"
      " *  that of its __init__.py, or empty), whether it may have modules in it; null where there is none */\n"
      "export type FindModule = (dotted: string) => { file: string; text: string; package: boolean } | null;\n\n"
      "/** The core as the worker and the command line see it; every result is JSON text. */\n"
      "export interface Core {\n"
      "  /** JSON of Trace */\n"
      "  trace(source: string, model: string, input: string, evalMode: boolean, diagnose: boolean, "
      "warn: boolean): string;\n"
      "  /** JSON of Backwards */\n"
      "  solve(source: string, model: string, evalMode: boolean): string;\n"
      "  /** JSON of Trace, with numbers; fill: ramp, ones, zeros or randn */\n"
      "  run(source: string, model: string, input: string, evalMode: boolean, fill: string, seed: number): string;\n"
      "  /** What programs to come may import beside Python's and PyTorch's modules, and the package they lie in */\n"
      "  modules(programPackage: string, find: FindModule): void;\n"
      "  /** The .safetensors or torch.save file that the model takes in the runs and starts to come; null: none */\n"
      "  weights(file: Uint8Array | null): void;\n"
      "  /** To be set: told after each step of a start how many are done */\n"
      "  told: (steps: number) => void;\n"
      "  /** The same, kept to be looked at until the next start; numbers: the first input's own, or none */\n"
      "  start(source: string, model: string, input: string, evalMode: boolean, fill: string, seed: number,\n"
      "    numbers: Float32Array): string;\n"
      "  /** Computes the kept run's outputs for other numbers of its one input, quicker than a new start; its "
      "tensors\n"
      "   *  then follow from these. False where a new run might give something else */\n"
      "  again(numbers: Float32Array): boolean;\n"
      "  /** Tensor `index` of a step of the kept run (in, out, parameter; held: out, but only if its numbers are "
      "there\n"
      "   *  without computing them again), or number `step` of the model's inputs\n"
      "   *  (input) or outputs (output), or of the GPU plan's buffers (constant): a view of the core's memory, good\n"
      "   *  until the next call; null where not known */\n"
      "  tensor(step: number, which: string, index: number): Float32Array | null;\n"
      "  /** JSON of GpuPlan: the kept run on WebGPU; with keep what each step gives stays in its buffers */\n"
      "  gpu_plan(keep: boolean): string;\n"
      "  /** JSON of Cell: how the number at a row-major place of a step's first output came about */\n"
      "  cell(step: number, place: number): string;\n"
      "  /** JSON of CaseResult; an empty fill gives shapes only */\n"
      "  evaluate(code: string, input: string, fill: string, seed: number): string;\n"
      "  /** JSON of Operation[] */\n"
      "  operations(): string;\n"
      "}\n\n"
      "export default function createCore(options?: object): Promise<Core>;\n";
  return out;
}

}  // namespace shapewalk::api
