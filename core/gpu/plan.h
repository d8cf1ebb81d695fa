// A run on WebGPU as data: which shaders run on which buffers, in order. Whoever carries it out (web/engine/gpu.js)
// need not know what is computed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "run/graph.h"

namespace shapewalk::gpu {

/// A stretch of the GPU's memory.
struct Buffer {
  /// input: written before each run. constant: written once, from `data`. loaded: the same, but only `once` reads it.
  /// packed: what `once` makes. made: what a run makes; such buffers are used anew as soon as they are free.
  enum Kind : uint8_t { input, constant, loaded, packed, made } kind = made;
  int64_t bytes = 0;
  const float* data = nullptr;  ///< of constants; lives as long as the Plan and its Graph
  std::vector<float> own;       ///< what `data` points to where the plan made it
  static constexpr const char* struct_name = "GpuBuffer";
  template <class V, class S>
  static void fields(V&& v, S& s) {
    v("bytes", s.bytes, "its size");
    constexpr const char* kinds[] = {"input", "constant", "loaded", "packed", "made"};
    v("kind", std::string(kinds[s.kind]),
      "input: written before each run | constant: its numbers are tensor(index, 'constant', 0), written once | "
      "loaded: the same, but read by `once` alone | packed: what `once` writes | made: what a run writes");
  }
};

/// What a shader's @binding(at) is.
struct Binding {
  int64_t at = 0, buffer = 0, offset = 0, bytes = 0;
  static constexpr const char* struct_name = "GpuBinding";
  template <class V, class S>
  static void fields(V&& v, S& s) {
    v("at", s.at, "the @binding of @group(0)");
    v("buffer", s.buffer, "which of the plan's buffers");
    v("offset", s.offset, "in bytes, a multiple of 256");
    v("bytes", s.bytes, "how many of it");
  }
};

/// `const NAME = value;` before the shader's text.
struct Constant {
  std::string name;
  double value = 0;
  static constexpr const char* struct_name = "GpuConstant";
  template <class V, class S>
  static void fields(V&& v, S& s) {
    v("name", s.name, "CHANNELS");
    v("value", s.value, "a whole number, or one that float32 holds");
  }
};

/// One compute shader over some buffers.
struct Dispatch {
  std::vector<std::string> shader;
  std::vector<Constant> constants;
  std::vector<Binding> bind;
  int64_t x = 1, y = 1, z = 1;
  static constexpr const char* struct_name = "GpuDispatch";
  template <class V, class S>
  static void fields(V&& v, S& s) {
    v("shader", s.shader, "files of core/gpu/kernels, without .wgsl, joined in this order");
    v("constants", s.constants, "what they use and do not declare");
    v("bind", s.bind, "the buffers");
    v("x", s.x, "workgroups");
    v("y", s.y, "workgroups");
    v("z", s.z, "workgroups");
  }

  void set(std::string_view name, double value) { constants.push_back({std::string(name), value}); }
};

/// One way to do a stage.
struct Variant {
  std::string name;
  std::vector<Dispatch> once, dispatches;
  bool workgroup = false;
  static constexpr const char* struct_name = "GpuVariant";
  template <class V, class S>
  static void fields(V&& v, S& s) {
    v("name", s.name, "to remember which was the fastest");
    v("once", s.once, "run one time before all else, in order");
    v("dispatches", s.dispatches, "run in order, each time");
    v("workgroup", s.workgroup, "whether it counts on memory of workgroups being faster than the GPU's");
  }
};

/// One operation, with what was folded into it.
struct Stage {
  std::vector<int64_t> steps;
  std::vector<Variant> variants;
  static constexpr const char* struct_name = "GpuStage";
  template <class V, class S>
  static void fields(V&& v, S& s) {
    v("steps", s.steps, "the steps of the trace that it does");
    v("variants", s.variants, "ways to do it, of which one is taken; each gives the same numbers");
  }
};

/// Where a tensor is.
struct Place {
  int64_t buffer = 0, offset = 0, bytes = 0, step = -1;
  static constexpr const char* struct_name = "GpuPlace";
  template <class V, class S>
  static void fields(V&& v, S& s) {
    v("buffer", s.buffer, "which of the plan's buffers");
    v("offset", s.offset, "in bytes");
    v("bytes", s.bytes, "of its float32, row-major");
    v("step", s.step, "of the trace, for what a step gives; else -1");
  }
};

struct Plan {
  std::string problem;
  int64_t step = -1;
  bool repeats = false;
  std::vector<Buffer> buffers;
  std::vector<Stage> stages;
  std::vector<Place> inputs, outputs, kept;
  static constexpr const char* struct_name = "GpuPlan";
  template <class V, class S>
  static void fields(V&& v, S& s) {
    v("problem", s.problem, "why there is no plan, as a sentence; empty where there is one");
    v("step", s.step, "the step of the trace that it is about, or -1");
    v("repeats", s.repeats, "whether it computes every step's numbers for another input too");
    v("buffers", s.buffers, "the memory");
    v("stages", s.stages, "what is done, in order");
    v("inputs", s.inputs, "where the model's inputs are written to");
    v("outputs", s.outputs, "where what the model returned is, after a run");
    v("kept", s.kept, "where each step's first output is, where the plan was asked to keep them");
  }
};

/// The graph as a plan. With `keep` every step's result is still there after a run, so nothing is folded or used anew.
/// Where some operation has no GPU kernel, the plan has a problem and nothing else. The graph must outlive the plan.
Plan plan(const Graph& graph, bool keep = false);

}  // namespace shapewalk::gpu
