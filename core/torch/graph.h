// The graph that autograd goes back through: which operation made a tensor, of what, and which tensors it keeps for its
// derivative. PyTorch's errors come from it where those were given up, or written over. Nothing is differentiated.
#pragma once

#include <string>
#include <vector>

#include "torch/tensor.h"

namespace shapewalk {

struct ModuleInst;

/// One operation of the graph, as PyTorch's grad_fn is.
struct GradNode {
  /// A tensor that the derivative needs, and how often it had been written to.
  struct Kept {
    const TensorObj* tensor = nullptr;
    uint64_t version = 0;
    enum class As : uint8_t { itself, result, transposed } as = As::itself;  ///< result: of this node
  };
  Name name = nullptr;             ///< "AddmmBackward0"
  const Row* row = nullptr;        ///< the operation; null where it is none of a row
  uint64_t number = 0;             ///< in the order of their making
  std::vector<GradNode*> from;     ///< what made its inputs
  std::vector<TensorObj*> leaves;  ///< its inputs that gradients are for
  std::vector<Kept> kept;          ///< those that are known by name
  bool keeps = false;              ///< it keeps tensors, whatever its row says
  bool freed = false;              ///< a backward() has given them up
  uint64_t visit = 0;              ///< the last walk that came here
};

/// The node of an operation that gradients flow through; `named` is the name of its first output's grad_fn.
GradNode* join_graph(Interp&, const Call& call, const ModuleInst* module, const std::vector<Value>& tensors,
                     Name named);
/// What it keeps of its results, of which the first exists now.
void keep_results(Interp&, const Call& call, GradNode& node, TensorObj* first);
/// A node over these tensors that keeps none, or (`keeps`) some that are not known by name.
GradNode* join_graph(Interp&, Name named, const std::vector<Value>& tensors, bool keeps = false);

/// `t` lies in the memory of `of`; `differentiable`: as a view that gradients flow through.
void shares_memory(Interp&, TensorObj& t, TensorObj& of, bool differentiable);
/// The numbers of a tensor were written over.
void written_over(Interp&, TensorObj& t, uint64_t times = 1);
/// May it be written in place? RuntimeErrors of torch's check_inplace(); `recorded`: gradients flow into what is
/// written.
Result<void> check_in_place(Interp&, const TensorObj& t, bool recorded);

/// Goes back from `roots`: the leaves that it comes to. PyTorch's errors where what a node kept is gone; without
/// `retain` it is gone from then on. `only`: towards these tensors alone, and those of them that it comes to.
Result<std::vector<TensorObj*>> go_back(Interp&, const std::vector<TensorObj*>& roots, bool retain,
                                        const std::vector<TensorObj*>* only = nullptr);

}  // namespace shapewalk
