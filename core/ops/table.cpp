// The operations that Shapewalk knows, in the order of the docs: one line a family.
#include "ops/row.h"

namespace shapewalk {

std::span<const Row> adaptive_pooling();
std::span<const Row> convolution();
std::span<const Row> fractional_pooling();
std::span<const Row> normalization();
std::span<const Row> padding();
std::span<const Row> pooling();
std::span<const Row> resampling();
std::span<const Row> sampling();
std::span<const Row> shuffling();
std::span<const Row> transposed_convolution();
std::span<const Row> unpooling();
std::span<const Row> linear();
std::span<const Row> activation();
std::span<const Row> dropout();
std::span<const Row> reshaping();
std::span<const Row> axes();
std::span<const Row> arithmetic();
std::span<const Row> elementwise();
std::span<const Row> joining();
std::span<const Row> indexing();
std::span<const Row> creation();
std::span<const Row> recurrent();
std::span<const Row> reduction();
std::span<const Row> matmul();
std::span<const Row> einsum();
std::span<const Row> attention();
std::span<const Row> loss();
std::span<const Row> gathering();
std::span<const Row> repeating();

const std::vector<const Row*>& table() {
  static const std::vector<const Row*> rows = [] {
    constexpr Family families[] = {
        convolution,
        transposed_convolution,
        pooling,
        adaptive_pooling,
        fractional_pooling,
        unpooling,
        normalization,
        padding,
        resampling,
        sampling,
        shuffling,
        linear,
        activation,
        dropout,
        reshaping,
        axes,
        arithmetic,
        elementwise,
        joining,
        indexing,
        creation,
        recurrent,
        reduction,
        matmul,
        einsum,
        attention,
        loss,
        gathering,
        repeating,
    };
    std::vector<const Row*> all;
    for (Family family : families)
      for (const Row& row : family()) all.push_back(&row);
    return all;
  }();
  return rows;
}

}  // namespace shapewalk
