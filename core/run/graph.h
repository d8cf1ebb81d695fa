// A run as a program of its own: which operation reads which block of numbers, for plans that carry it out again.
#pragma once

#include <vector>

#include "trace/trace.h"

namespace shapewalk {

/// One block of numbers (a Storage): the tensors that views make of it are the same value.
struct GraphValue {
  enum Kind : uint8_t { input, constant, made } kind = made;  ///< constant: parameters, buffers, what the program gave
  Storage* storage = nullptr;
  int32_t from = -1;             ///< the node that makes it, -1 for inputs and constants
  int32_t last_use = -1;         ///< the last node that reads it; the number of nodes where it is an output
  std::vector<int32_t> readers;  ///< the nodes that read it, in order
};

/// One operation that computes; views are left out, as they only name their input's numbers anew.
struct GraphNode {
  const Row* row = nullptr;
  const Call* call = nullptr;    ///< arguments, parameters and outputs, each with its storage
  ModuleInst* module = nullptr;  ///< the built-in layer, or null
  int32_t step = -1;             ///< of the trace
  std::vector<int32_t> in, out;  ///< values
  /// The value whose numbers the output has wherever the operation does not write, in place and into a part of it
  /// (relu_ of x[:, 1:3]); -1: it writes all.
  int32_t over = -1;
};

/// In static single assignment: what an in-place operation overwrites is a value of its own before and after.
struct Graph {
  std::vector<GraphValue> values;
  std::vector<GraphNode> nodes;
  std::vector<int32_t> inputs;      ///< values, in the order of the model's arguments
  std::vector<TensorInfo> outputs;  ///< what the model returned
  /// The value of a tensor; -1 where it has no numbers.
  int32_t value_of(const TensorInfo& t) const;
  /// The node that alone reads what a node makes, the whole of it, and makes as many numbers: what it does may be done
  /// as those are stored. -1 where there is none.
  int32_t follower(int32_t node) const;
};

/// Whether a tensor is its storage, number for number.
bool whole(const TensorInfo& t);

/// How a session that ran with its calls kept (Recorder::kept) came from the inputs of the model to its outputs. Fails
/// where some operation on the way had no kernel, or drew random numbers (dropout in train mode): such a run cannot be
/// repeated by a plan.
Result<Graph> graph_of(const Session& session);

}  // namespace shapewalk
