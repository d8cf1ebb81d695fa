// What an operation is to Shapewalk: one row, in its family's file, that says everything about it.
// Rows know shapes and nothing of Python: arguments come bound to the row's schema as Args.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shape/dim.h"
#include "shape/dtype.h"
#include "shape/problem.h"

namespace shapewalk {

struct Storage;
struct Cell;
struct Fold;
class Lowering;
class Run;

/// A tensor: its shape, and where its numbers are in runs with numbers.
struct TensorInfo {
  Shape shape;
  DType dtype = DType::float32;
  std::vector<int64_t> strides;  ///< in elements; empty: contiguous
  int32_t id = -1;               ///< which step made it, -1 for inputs and parameters
  Storage* storage = nullptr;    ///< where its numbers are, in runs with numbers; views share it
  int64_t offset = 0;            ///< of the first number in the storage, in elements
};

/// A bound argument. Integers and lists of integers keep their provenance.
struct Arg {
  enum Kind : uint8_t { missing, none, boolean, integer, real, text, ints, tensor, tensors, dtype, other };
  Kind kind = missing;
  bool flag = false;
  Dim i;
  double f = 0;
  std::string_view s;         ///< text; for `other` and `ints`: the Python type's name
  Shape v;                    ///< ints; `other`: the whole numbers of a list that holds floats, none_size for these
  std::vector<double> r;      ///< `other`: the numbers of a list that holds floats
  std::vector<TensorInfo> t;  ///< tensor (one) or tensors
  bool given = false;         ///< written by the caller, not a default
  bool open = false;          ///< a number that is not known, which no size depends on; another one stands here
};

/// Stands for None inside a list of integers: AdaptiveAvgPool2d((None, 7)).
inline constexpr int64_t none_size = INT64_MIN;

/// How a parameter is drawn, in PyTorch's terms (torch.nn.init); `bound` is read by uniform, normal and constant.
/// lost_uniform is drawn and then set to 0, as where a Linear's own start is written over.
enum class Draw : uint8_t {
  zeros,
  ones,
  constant,
  uniform,
  normal,
  kaiming_uniform,
  xavier_uniform,
  lost_uniform,
  none
};

struct Parameter {
  std::string name;
  Shape shape;
  Draw draw = Draw::none;
  double bound = 0;     ///< uniform: ±bound; normal: standard deviation; constant: the number
  bool buffer = false;  ///< running_mean and its like: in the state dict, not counted
  bool absent = false;  ///< registered as None (bias=False)
  DType dtype = DType::float32;
  int64_t zero_row = -1;              ///< set to zeros after the draw: Embedding's padding_idx
  std::vector<int64_t> strides = {};  ///< as of TensorInfo, with storage and offset
  Storage* storage = nullptr;
  int64_t offset = 0;
  int turn = 0;  ///< drawn by turns, and in the order of the list where that is the same
};

struct Row;

/// Names to Args: where a rule reads its arguments from.
struct Named {
  std::string_view name;
  Arg arg;
};

/// Turns named quantities into leaves where a rule is read back as a formula; leaves them alone where it computes.
struct Namer {
  bool on = false;
  Dim operator()(std::string_view symbol, Dim value) const {
    return on ? Dim::leaf(symbol, value.n, value.axis) : value;
  }
};

/// The working of one output axis: the rule with named leaves.
struct Work {
  Axis axis = Axis::none;
  const Node* rule = nullptr;
};

/// How a window lies on one spatial axis (see api::Window).
struct WindowInfo {
  Axis axis = Axis::none;
  int64_t in = 0, out = 0, kernel = 0, stride = 1, dilation = 1, pad_before = 0, pad_after = 0, unread = 0;
  bool transposed = false;
};

/// One part of an index: x[2], x[1:], x[None], x[...], x[tensor or list].
struct IndexItem {
  enum Kind : uint8_t { integer, slice, none, ellipsis, tensor } kind = integer;
  Dim i;  ///< integer
  bool has_start = false, has_stop = false;
  Dim start, stop;
  int64_t step = 1;
  TensorInfo t;  ///< tensor: its shape (a list counts as a tensor of its shape)
};

/// One application of a row: what goes in, and what the shape rule says comes out.
class Call {
 public:
  const Row* row = nullptr;
  std::vector<Named> args;              ///< forward or function arguments, in schema order
  std::vector<Named>* attrs = nullptr;  ///< the module's constructor arguments (a lazy module may set them)
  std::vector<Parameter>* params = nullptr;
  bool training = true;
  std::vector<IndexItem> index;  ///< of Tensor.__getitem__
  std::string_view called;       ///< the name it was called by, "Tensor.add_"; empty for a module

  std::vector<TensorInfo> out;
  /// How `out` is handed back: "T" one tensor, "(TT)" a tuple, "[TT]" a list, "(T(TT))" nested, one T for each of
  /// `out`. "i" in place of T: the next of `ints` as a Python int. "?": what nobody knows.
  std::string form = "T";
  std::vector<Dim> ints;
  std::vector<Work> work;
  std::vector<WindowInfo> windows;
  std::string say;
  bool in_place = false;  ///< the result is the first tensor itself
  bool view = false;      ///< the result shares the input's memory

  /// The argument: forward/function arguments first, then parameters, then attributes; kind `missing` where there is
  /// none.
  const Arg& arg(std::string_view name) const;
  bool has(std::string_view name) const;  ///< given and not None
  const TensorInfo& tensor(std::string_view name) const;
  Dim integer(std::string_view name) const;
  bool flag(std::string_view name) const;
  double real(std::string_view name) const;
  std::string_view text(std::string_view name) const;
  /// A list of n integers; one integer stands for n equal ones.
  Shape ints_of(std::string_view name, size_t n) const;
  // The same for literals: passing a bare pointer is a quarter of the wasm code that a view takes, at every place.
  const Arg& arg(const char* name) const;
  bool has(const char* name) const;
  const TensorInfo& tensor(const char* name) const;
  Dim integer(const char* name) const;
  bool flag(const char* name) const;
  double real(const char* name) const;
  std::string_view text(const char* name) const;
  Shape ints_of(const char* name, size_t n) const;
  Parameter* parameter(std::string_view name) const;

  /// Apply a size rule to one axis, twice: on the sizes themselves, and on named leaves for the formula.
  /// `rule` is called as rule(Dim in, Namer name).
  template <class Rule>
  Dim size(Axis axis, std::string_view symbol, Dim in, Rule rule) {
    Dim out_size = rule(in, Namer{false});
    explain(axis, rule(Dim::leaf(symbol, in.n, axis), Namer{true}));
    return out_size.as(axis);
  }
  /// Put a formula down whose leaves are named already.
  void explain(Axis axis, Dim rule);
  /// One output tensor of this shape, dtype as given.
  void give(Shape shape, DType dtype = DType::float32);
  /// One output like `t` in shape and dtype (element-wise operations).
  void give_like(const TensorInfo& t);

 private:
  mutable std::vector<Arg> scratch_;
};

/// Construction of a module: checks, and parameters in the order in which PyTorch registers them.
class Init {
 public:
  const Row* row = nullptr;
  std::vector<Named>* attrs = nullptr;
  std::vector<Parameter> params;

  const Arg& arg(std::string_view name) const;
  bool has(std::string_view name) const;
  Dim integer(std::string_view name) const;
  bool flag(std::string_view name) const;
  double real(std::string_view name) const;
  std::string_view text(std::string_view name) const;
  Shape ints_of(std::string_view name, size_t n) const;
  const Arg& arg(const char* name) const;
  bool has(const char* name) const;
  Dim integer(const char* name) const;
  bool flag(const char* name) const;
  double real(const char* name) const;
  std::string_view text(const char* name) const;
  Shape ints_of(const char* name, size_t n) const;
  void set(std::string_view name, Arg value);  ///< rewrite an attribute (normalised padding, default stride)
  void param(std::string_view name, Shape shape, Draw draw, double bound = 0);
  void buffer(std::string_view name, Shape shape, Draw draw, DType dtype = DType::float32);
  void none(std::string_view name);  ///< registered as None
};

/// Words for the docs and tests. Native builds keep them; the page's build leaves them out, as each KB of it is
/// waited for.
struct Prose {
#ifdef SHAPEWALK_WITHOUT_PROSE
  constexpr Prose() = default;
  constexpr Prose(const char*) {}
  constexpr Prose(std::string_view) {}
  constexpr operator std::string_view() const { return {}; }
#else
  std::string_view text;
  constexpr Prose() = default;
  constexpr Prose(const char* t) : text(t) {}
  constexpr Prose(std::string_view t) : text(t) {}
  constexpr operator std::string_view() const { return text; }
#endif
};

/// A worked example: checked by a test, shown in the docs.
struct Example {
  Prose code;  ///< an expression over x, y, z
  Prose in;    ///< "1,3,32,32;…"
  Prose out;   ///< "1,32,13,13"
};

/// One operation: everything about it.
struct Row {
  std::string_view name;    ///< of its steps: "Conv2d", "view"
  std::string_view family;  ///< "convolution"
  /// Constructor schema in PyTorch's native_functions notation: "nn.Conv2d(int in_channels, …, int[2] stride=1)"; or
  /// empty.
  std::string_view module = {};
  /// The module's forward arguments; "Tensor input" for nearly all.
  std::string_view forward = {};
  /// Function and method schemas, one a line; several names for one schema are separated by '|':
  /// "F.relu|torch.relu|Tensor.relu(Tensor input, bool inplace=False)". A method's first argument is the tensor itself.
  /// "~int": no size of a result depends on the number (as on no float), so that it need not be known.
  std::string_view functions = {};
  /// What print() says of the module, a letter for each parameter of its constructor: v its value, k name=value, ? that
  /// where it is not the default, - nothing; nothing too of those past the end. Null: its layers would be shown.
  const char* shown = "";
  int spatial = 0;  ///< number of spatial axes of the family member (1, 2, 3), 0 where that has no meaning
  Result<void> (*init)(Init&) = nullptr;
  Result<void> (*shape)(Call&) = nullptr;
  /// Multiply-accumulates of one application; called after `shape`. Element-wise work counts as none.
  int64_t (*macs)(const Call&) = nullptr;
  /// Computes the outputs that `shape` has given, from the numbers of the arguments (see ops/run.h). Views need none:
  /// they share their input's numbers.
  Result<void> (*run)(Run&) = nullptr;
  /// Adds the operation to a plan (see ops/lower.h); false, with nothing emitted, where this call is none that it can
  /// do: then, as where there is no `lower`, `run` is called in the plan's place.
  bool (*lower)(Lowering&) = nullptr;
  /// Whether the call only does something to each number of `t`, one of its inputs, that can be done as that is stored;
  /// then it is put into the Fold. `beside` is set to another tensor that is added.
  bool (*fold)(const Call&, const TensorInfo& t, Fold&, const TensorInfo*& beside) = nullptr;
  /// How the number at one place of output 0 came about (see ops/run.h); null where every number comes from the one at
  /// its own place.
  void (*cell)(Run&, int64_t place, Cell&) = nullptr;
  Example example;
  Prose doc;     ///< a paragraph
  Prose source;  ///< the PyTorch function or paper that the rule is from
};

int64_t no_macs(const Call&);
Result<void> no_init(Init&);

/// A family's rows: each family's file defines one such function, and table.cpp lists it.
using Family = std::span<const Row> (*)();
/// All rows, in the order of the docs. table.cpp lists the families.
const std::vector<const Row*>& table();

// Shared by families.

/// Letters of n spatial axes: l | h w | d h w.
Axis spatial_axis(int n, int i);
/// "L" | "H" "W" | "D" "H" "W".
std::string_view spatial_symbol(int n, int i);
/// Strides of a contiguous tensor.
std::vector<int64_t> contiguous_strides(const Shape& shape);
bool is_contiguous(const TensorInfo& t);
/// Shape and strides of x[items] (ops/indexing.cpp).
Result<TensorInfo> index_tensor(const TensorInfo& t, const std::vector<IndexItem>& items);
/// A dimension that may be negative, checked as PyTorch does (IndexError "Dimension out of range …").
Result<int64_t> wrap_dim(int64_t dim, int64_t rank);
/// Broadcast two shapes; fails with "The size of tensor a (x) must match the size of tensor b (y) …".
Result<Shape> broadcast(const Shape& a, const Shape& b);

}  // namespace shapewalk
