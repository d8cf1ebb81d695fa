// A graph made ready to be carried out again and again on the CPU: layers with what follows folded in, weights packed,
// all that is computed in one arena whose parts are used anew as soon as they are free.
#pragma once

#include <memory>
#include <span>

#include "run/graph.h"

namespace shapewalk {

class Plan {
 public:
  /// The graph must outlive the plan, with the numbers of its constants. Fails where there is no memory.
  static Result<std::unique_ptr<Plan>> make(const Graph& graph, Engine& engine);
  virtual ~Plan() = default;
  /// Where to write the numbers of an input before each run(): contiguous float32.
  virtual std::span<float> input(size_t i) = 0;
  virtual void run() = 0;
  /// The numbers of an output after run(): contiguous float32, good until the next.
  virtual std::span<const float> output(size_t i) const = 0;
  virtual int64_t arena_bytes() const = 0;
  virtual int64_t packed_bytes() const = 0;

  virtual size_t actions() const = 0;
  virtual const GraphNode* node_of(size_t action) const = 0;
  virtual void run_action(size_t action) = 0;
};

}  // namespace shapewalk
