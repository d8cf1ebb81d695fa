// Printed from core/api.h; do not edit. `npm test` checks that it is fresh.

/** A piece of a formula */
export interface Part {
  /** what to print */
  text: string;
  /** the dimension it stands for: n batch, c channels, d h w space, l length, t time, f features, or empty */
  dim: string;
}

/** How a sliding window lies on one spatial axis of a step; sizes in cells */
export interface Window {
  /** axis: d, h, w or l */
  dim: string;
  /** size of the axis going in */
  in: number;
  /** size of the axis coming out: how many places the window takes */
  out: number;
  /** cells of the window */
  kernel: number;
  /** cells between two places */
  stride: number;
  /** cells between two cells of the window */
  dilation: number;
  /** padding cells before the first cell */
  pad_before: number;
  /** padding cells after the last cell */
  pad_after: number;
  /** last cells of the input that no window reads, because the size rule rounds down */
  unread: number;
  /** true where the window lies on the output (transposed convolution) */
  transposed: boolean;
}

/** The working of one output axis, cut into parts for colouring */
export interface Working {
  /** the output axis: n c d h w l t or f */
  dim: string;
  /** the rule with its symbols */
  formula: Part[];
  /** the rule with this step's numbers, ending in = result; a floored quotient shows its fraction */
  worked: Part[];
  /** the worked rule as presentation MathML */
  mathml: string;
}

/** A parameter of a step */
export interface ParamShape {
  /** parameter, as PyTorch names it: weight, bias, weight_ih_l0, … */
  name: string;
  /** its shape */
  shape: number[];
}

/** One operation on tensors */
export interface Step {
  /** line of the innermost place of the program on the stack, from 1 */
  line: number;
  /** its column, from 1, in UTF-16 units */
  column: number;
  /** for a step made by a module: the line that made the module; else 0 */
  made_line: number;
  /** its column */
  made_column: number;
  /** the module's path in the model (features.0), or empty */
  path: string;
  /** Conv2d, view, add, … */
  op: string;
  /** the code that made it, one line */
  code: string;
  /** shapes of the tensors going in */
  in: number[][];
  /** shapes of the tensors coming out */
  out: number[][];
  /** what each axis of `in` means, a letter an axis (nchw) */
  in_dims: string[];
  /** what each axis of `out` means, a letter an axis */
  out_dims: string[];
  /** the size rule as text, empty where the shape does not change */
  formula: string;
  /** the rule with the numbers, one for each axis that it makes */
  worked: string[];
  /** the same in parts, with the dimension each number stands for */
  working: Working[];
  /** what happened, in a sentence or two */
  say: string;
  /** the sliding window on each spatial axis, for convolutions and pools */
  windows: Window[];
  /** the step's own parameters */
  param_shapes: ParamShape[];
  /** how their count comes about: 32·3·7·7 + 32 = 4736 */
  param_sum: string;
  /** count of the step's own parameters */
  params: number;
  /** multiply-accumulates */
  macs: number;
  /** true where Shapewalk put the step in (a missing flatten) */
  assumed: boolean;
  /** milliseconds that it took, in a run whose numbers are kept */
  ms: number | null;
}

/** One module call, in the order in which calls return */
export interface ModuleCall {
  /** path in the model, empty for the model itself */
  path: string;
  /** class name */
  type: string;
  /** shapes of the positional tensor arguments */
  in: number[][];
  /** shapes of the tensors returned */
  out: number[][];
  /** parameters, those of children included */
  params: number;
  /** line of the call; 0 where the call is not in the program */
  line: number;
  /** line that made the module */
  made_line: number;
  /** of the first tensor returned, in a run with numbers; null where not known */
  mean: number | null;
  /** its standard deviation over all numbers (divided by n) */
  std: number | null;
  /** its first 16 numbers, row-major */
  first: number[];
}

/** A tensor's numbers in brief; null where one is infinite or NaN */
export interface Values {
  /** its shape */
  shape: number[];
  /** float32, int64, … */
  dtype: string;
  /** its first 16 numbers, row-major */
  first: number[];
  /** its last 16 numbers */
  last: number[];
  /** their sum, in float64 */
  sum: number;
  /** the sum of their absolute values */
  abs_sum: number;
  /** false where some operation on the way has no kernel: there are no numbers then */
  known: boolean;
}

/** A parameter's numbers in brief */
export interface ParameterValues {
  /** its path in the model: layer1.0.weight */
  name: string;
  /** its shape */
  shape: number[];
  /** its first 16 numbers, row-major; empty where they are not known */
  first: number[];
  /** the sum of all, in float64 */
  sum: number;
}

/** What PyTorch or Python would raise, with its place */
export interface Problem {
  /** exception type, as Python has it */
  type: string;
  /** PyTorch's or Python's own message */
  message: string;
  /** the cause in plain words, or empty */
  hint: string;
  /** line, from 1; 0 where no place is known */
  line: number;
  /** column, from 1 */
  column: number;
  /** end of the place */
  end_line: number;
  /** column after its end */
  end_column: number;
  /** line that made the failing module, or 0 */
  made_line: number;
  /** path of the failing module */
  path: string;
  /** why, in a sentence of parts: 3872 = 32·11·11 features arrive from Flatten 2 (line 4); the Linear expects 5408. */
  cause: Part[];
  /** where the innermost place is in another module: its file; else empty */
  file: string;
  /** and the line there, or 0; `line` is then where the program called it */
  file_line: number;
  /** and the column */
  file_column: number;
}

/** A remark on the code */
export interface Note {
  /** line, or 0 */
  line: number;
  /** column, or 0 */
  column: number;
  /** a sentence */
  text: string;
}

/** Replace the text from (line, column) up to (end_line, end_column) */
export interface Edit {
  /** from this line */
  line: number;
  /** and column (from 1, UTF-16 units) */
  column: number;
  /** to this line */
  end_line: number;
  /** and column, not included */
  end_column: number;
  /** the new text */
  text: string;
}

/** An edit that makes the program trace clean */
export interface Fix {
  /** the new code, short: nn.Linear(3872, 10) */
  title: string;
  /** what comes of it: output 1×10 */
  result: string;
  /** apply all of them, last first */
  edits: Edit[];
}

/** A set of inputs that fit */
export interface Solution {
  /** [low, high] of each axis of the input */
  ranges: [number, number][];
  /** true where all spatial axes share the range */
  square: boolean;
}

/** One step of the way back to the input */
export interface BackStep {
  /** line of the step */
  line: number;
  /** module path */
  path: string;
  /** operation */
  op: string;
  /** axis */
  dim: string;
  /** [low, high] that must come out */
  out: [number, number];
  /** [low, high] that may go in */
  in: [number, number];
  /** the inequality: 24 ≤ W − 7 < 26 */
  say: string;
}

/** The question asked backwards */
export interface Backwards {
  /** false where the program or the caller gave the input */
  asked: boolean;
  /** some input fits */
  found: boolean;
  /** line of the layer that decides, or 0 where none does */
  line: number;
  /** its number: in_features */
  value: number;
  /** its code: nn.Linear(5408, 10) */
  code: string;
  /** the answer in a sentence */
  answer: string;
  /** 5408 = 32·13·13 in parts */
  factors: Part[];
  /** square sizes that fit, at most 64 of them listed */
  sizes: number[];
  /** the size used for the walk (the last axis) */
  chosen: number;
  /** what uses that size: CIFAR-10, ImageNet, … */
  chosen_name: string;
  /** where the channel count was taken from */
  channels_from: string;
  /** all sets of inputs that fit, square first */
  solutions: Solution[];
  /** the way back, last layer first, one entry for each step that changes the axis */
  walk: BackStep[];
  /** where nothing fits: the nearest value of the number that some square input gives */
  nearest_value: number;
  /** and that input's size */
  nearest_size: number;
}

/** A tensor of a weights file that the model has in another size */
export interface SizeMismatch {
  /** its key in the state dict */
  name: string;
  /** its shape in the file */
  file: number[];
  /** its shape in the model */
  model: number[];
}

/** What a run took from a file of weights; the rest stays as it was drawn */
export interface LoadedWeights {
  /** why the file cannot be read; null where it can */
  error: Problem | null;
  /** safetensors | torch.save */
  format: string;
  /** the state dict in it that fits best, as Python reaches it from what torch.load gives: ['model'] */
  dict: string;
  /** what its names were matched without: module. */
  prefix: string;
  /** class of the model that it was loaded into; empty where none was called */
  model: string;
  /** how many tensors the model has from it */
  tensors: number;
  /** and how many numbers */
  numbers: number;
  /** keys that the file lacks, in load_state_dict's order */
  missing: string[];
  /** keys that the model lacks */
  unexpected: string[];
  /** those whose shapes differ */
  mismatched: SizeMismatch[];
  /** those that fit, but whose numbers cannot be read: name: why */
  unreadable: Note[];
  /** what load_state_dict raises (RuntimeError); empty where it raises nothing */
  message: string;
}

/** All that tracing a program gives */
export interface Trace {
  /** what was traced: a name or expression of the program */
  model: string;
  /** shapes of the inputs */
  input: number[][];
  /** given | program | solved */
  input_source: string;
  /** every operation on a tensor, in order */
  steps: Step[];
  /** every module call, in the order in which calls return */
  modules: ModuleCall[];
  /** shapes of what the model returned */
  output: number[][];
  /** parameters of the model, shared ones once */
  params: number;
  /** multiply-accumulates of all steps */
  macs: number;
  /** bytes of all step outputs */
  activation_bytes: number;
  /** input cells that one cell of the last spatial map sees, per axis; empty where none */
  receptive_field: number[];
  /** what the program printed */
  printed: string;
  /** what stopped it, with everything before it still in steps; null where nothing did */
  error: Problem | null;
  /** how the code was read */
  notes: Note[];
  /** code that runs but looks wrong, where that was asked */
  warnings: Note[];
  /** inputs that fit, where the input was solved for */
  solutions: Solution[];
  /** the way back to them */
  backwards: Backwards;
  /** verified edits that mend the error, best first */
  fixes: Fix[];
  /** numbers of what the model returned, in a run with numbers */
  values: Values[];
  /** the model's parameters after the run, in a run with numbers, each once */
  parameters: ParameterValues[];
  /** operations that have no kernel: what depends on them has no numbers */
  without_kernel: string[];
  /** the most memory that a run's numbers took at a time; 0 where there are none */
  peak_bytes: number;
  /** what was taken from a file of weights, in a run with one */
  weights: LoadedWeights | null;
}

/** One evaluated expression */
export interface CaseResult {
  /** shapes of the tensors that came out */
  out: number[][];
  /** the value as JSON where it is a number or a list of numbers, else empty */
  value: string;
  /** parameter count where the expression is a module */
  params: number | null;
  /** what PyTorch raises */
  error: Problem | null;
  /** construct or call, where there is an error */
  at: string;
  /** numbers of the tensors that came out, where inputs were filled */
  values: Values[];
}

/** One product of a Cell */
export interface Term {
  /** row-major place in the step's first input; -1 in the padding */
  at: number;
  /** row-major place in the weight; -1 where there is none */
  weight_at: number;
  /** the number read */
  x: number;
  /** what it is multiplied by */
  w: number;
}

/** How one number of a step's output came about */
export interface Cell {
  /** false where there are no numbers, or no such place */
  known: boolean;
  /** sum | largest | average */
  how: string;
  /** what is done besides, in words, or empty */
  say: string;
  /** what was read, and multiplied by what */
  terms: Term[];
  /** added at the end; null where there is none */
  bias: number | null;
  /** of an average, else 0 */
  divisor: number;
  /** the number at the place */
  result: number;
}

/** One row of the operation table */
export interface Operation {
  /** Conv2d */
  name: string;
  /** convolution */
  family: string;
  /** nn.Conv2d(in_channels, out_channels, …), or empty */
  module: string;
  /** its functional and method spellings */
  functions: string;
  /** parameters with defaults */
  parameters: string[];
  /** the size rule */
  formula: string;
  /** code of the worked example */
  example: string;
  /** its input shapes: 1,3,32,32 */
  example_in: string;
  /** its output shapes */
  example_out: string;
  /** a paragraph */
  doc: string;
  /** which PyTorch function or paper the rule is from */
  source: string;
}

/** A stretch of the GPU's memory */
export interface GpuBuffer {
  /** its size */
  bytes: number;
  /** input: written before each run | constant: its numbers are tensor(index, 'constant', 0), written once | loaded: the same, but read by `once` alone | packed: what `once` writes | made: what a run writes */
  kind: string;
}

/** What a shader's @binding(at) is */
export interface GpuBinding {
  /** the @binding of @group(0) */
  at: number;
  /** which of the plan's buffers */
  buffer: number;
  /** in bytes, a multiple of 256 */
  offset: number;
  /** how many of it */
  bytes: number;
}

/** `const NAME = value;` before a shader's text */
export interface GpuConstant {
  /** CHANNELS */
  name: string;
  /** a whole number, or one that float32 holds */
  value: number;
}

/** One compute shader over some buffers */
export interface GpuDispatch {
  /** files of core/gpu/kernels, without .wgsl, joined in this order */
  shader: string[];
  /** what they use and do not declare */
  constants: GpuConstant[];
  /** the buffers */
  bind: GpuBinding[];
  /** workgroups */
  x: number;
  /** workgroups */
  y: number;
  /** workgroups */
  z: number;
}

/** One way to do a stage */
export interface GpuVariant {
  /** to remember which was the fastest */
  name: string;
  /** run one time before all else, in order */
  once: GpuDispatch[];
  /** run in order, each time */
  dispatches: GpuDispatch[];
  /** whether it counts on memory of workgroups being faster than the GPU's */
  workgroup: boolean;
}

/** One operation on the GPU, with what was folded into it */
export interface GpuStage {
  /** the steps of the trace that it does */
  steps: number[];
  /** ways to do it, of which one is taken; each gives the same numbers */
  variants: GpuVariant[];
}

/** Where a tensor is on the GPU */
export interface GpuPlace {
  /** which of the plan's buffers */
  buffer: number;
  /** in bytes */
  offset: number;
  /** of its float32, row-major */
  bytes: number;
  /** of the trace, for what a step gives; else -1 */
  step: number;
}

/** A run on WebGPU as data: which shaders run on which buffers */
export interface GpuPlan {
  /** why there is no plan, as a sentence; empty where there is one */
  problem: string;
  /** the step of the trace that it is about, or -1 */
  step: number;
  /** whether it computes every step's numbers for another input too */
  repeats: boolean;
  /** the memory */
  buffers: GpuBuffer[];
  /** what is done, in order */
  stages: GpuStage[];
  /** where the model's inputs are written to */
  inputs: GpuPlace[];
  /** where what the model returned is, after a run */
  outputs: GpuPlace[];
  /** where each step's first output is, where the plan was asked to keep them */
  kept: GpuPlace[];
}

/** A module beside the program, by its absolute dotted name: what messages call its file, its text (of a package
 *  that of its __init__.py, or empty), whether it may have modules in it; null where there is none */
export type FindModule = (dotted: string) => { file: string; text: string; package: boolean } | null;

/** The core as the worker and the command line see it; every result is JSON text. */
export interface Core {
  /** JSON of Trace */
  trace(source: string, model: string, input: string, evalMode: boolean, diagnose: boolean, warn: boolean): string;
  /** JSON of Backwards */
  solve(source: string, model: string, evalMode: boolean): string;
  /** JSON of Trace, with numbers; fill: ramp, ones, zeros or randn */
  run(source: string, model: string, input: string, evalMode: boolean, fill: string, seed: number): string;
  /** What programs to come may import beside Python's and PyTorch's modules, and the package they lie in */
  modules(programPackage: string, find: FindModule): void;
  /** The .safetensors or torch.save file that the model takes in the runs and starts to come; null: none */
  weights(file: Uint8Array | null): void;
  /** To be set: told after each step of a start how many are done */
  told: (steps: number) => void;
  /** The same, kept to be looked at until the next start; numbers: the first input's own, or none */
  start(source: string, model: string, input: string, evalMode: boolean, fill: string, seed: number,
    numbers: Float32Array): string;
  /** Computes the kept run's outputs for other numbers of its one input, quicker than a new start; its tensors
   *  then follow from these. False where a new run might give something else */
  again(numbers: Float32Array): boolean;
  /** Tensor `index` of a step of the kept run (in, out, parameter; held: out, but only if its numbers are there
   *  without computing them again), or number `step` of the model's inputs
   *  (input) or outputs (output), or of the GPU plan's buffers (constant): a view of the core's memory, good
   *  until the next call; null where not known */
  tensor(step: number, which: string, index: number): Float32Array | null;
  /** JSON of GpuPlan: the kept run on WebGPU; with keep what each step gives stays in its buffers */
  gpu_plan(keep: boolean): string;
  /** JSON of Cell: how the number at a row-major place of a step's first output came about */
  cell(step: number, place: number): string;
  /** JSON of CaseResult; an empty fill gives shapes only */
  evaluate(code: string, input: string, fill: string, seed: number): string;
  /** JSON of Operation[] */
  operations(): string;
}

export default function createCore(options?: object): Promise<Core>;
