// Rules that several families of operations share: dtypes of mixed operands, memory layouts, matrix products.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "ops/row.h"
#include "shape/words.h"

namespace shapewalk {

/// "Float", "Long": a dtype as PyTorch's own messages name it.
std::string_view scalar_type(DType d);
/// "torch.FloatTensor", "torch.LongTensor".
std::string tensor_type(DType d);
/// "float", "long int": the C++ type, as some messages of matrix products name it.
std::string_view c_type(DType d);
bool is_integral(DType d);  ///< booleans are not
/// RuntimeError `"gelu" not implemented for 'Long'`.
std::unexpected<Failure> not_implemented(std::string_view kernel, DType d);

/// RuntimeError `Negation, the `-` operator, on a bool tensor is not supported. …`
std::unexpected<Failure> no_minus(std::string_view what, std::string_view preposition);

/// The sizes in an argument: a list as it is, one integer as a list of one.
Shape list_of(const Arg& a);
/// The dtype of an operation on these (torch.result_type): tensors outrank scalar tensors, which outrank Python
/// numbers.
DType result_type(std::initializer_list<const Arg*> operands);
/// Integers and booleans become the default float type; floats stay.
DType to_float(DType d);

/// Whether the call writes into its first tensor: a name that ends in an underscore, or inplace=True.
bool writes_in_place(const Call& call);
/// Give the result of an element-wise operation over these arguments (tensors or numbers), broadcast, of that dtype.
/// Where the call works in place, the first must be able to hold the result, in shape and dtype.
Result<void> give_pointwise(Call& call, std::initializer_list<std::string_view> names, DType dtype);

/// Strides in elements, written out also where the tensor is contiguous.
std::vector<int64_t> strides_of(const TensorInfo& t);
/// The memory layout that an element-wise result takes over from its operands; empty where contiguous.
std::vector<int64_t> elementwise_strides(const Shape& out, const std::vector<const TensorInfo*>& operands);
/// A view of `t`: its memory under another shape and strides.
TensorInfo strided(const TensorInfo& t, Shape shape, std::vector<int64_t> strides);
/// The same, beginning at entry `start` of axis `dim` of `t`.
TensorInfo strided(const TensorInfo& t, Shape shape, std::vector<int64_t> strides, size_t dim, int64_t start);
/// The strides of a view of `t` in the shape `to`, if its memory allows one.
bool view_strides(const TensorInfo& t, const Shape& to, std::vector<int64_t>& out);
/// What view says where it does not.
std::unexpected<Failure> not_viewable();
/// The shape and strides of t.expand(sizes).
Result<TensorInfo> expanded(const TensorInfo& t, const Shape& sizes);

/// The product of two tensors as torch.matmul has it, with the messages of the kernel that it picks.
Result<TensorInfo> matmul_of(const TensorInfo& a, const TensorInfo& b);
/// a @ b for matrices, with mm's checks.
Result<Shape> mm_of(const TensorInfo& a, const TensorInfo& b);
Result<Shape> bmm_of(const TensorInfo& a, const TensorInfo& b);

/// The symbol of an axis in formulas: "C", "H"; "size(2)" where its meaning is not known.
std::string_view symbol_of(const Dim& d, size_t index);
/// The same of the i-th of several tensors: "C₁".
std::string_view symbol_of(const Dim& d, size_t index, size_t tensor);
/// A float as C++ streams print it: "2" for 2.0.
std::string plain(double x);
/// "32·13·13", or "1" where there is none.
std::string times(const Shape& sizes);
/// "1 row", "3 rows".
std::string count(int64_t n, std::string_view noun);

/// How long the diagonal of a matrix is, `offset` places above (or, negative, below) the main one.
template <class D>
constexpr D diagonal_out(D rows, D columns, D offset, bool above) {
  return above ? max(min(rows, columns - offset), D(0)) : max(min(rows + offset, columns), D(0));
}

/// The sizes of a weight must be whole numbers; fails as torch.empty does on the first that is none. `names` in the
/// order of the weight's axes.
Result<void> whole_sizes(const Init& init, std::initializer_list<const char*> names);

/// PyTorch refuses to allocate negative sizes: "Trying to create tensor with negative dimension …".
Result<void> allocatable(const Shape& shape);

}  // namespace shapewalk
