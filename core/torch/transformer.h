// nn.Transformer and the stacks of its layers.
#pragma once

#include "python/interp.h"

namespace shapewalk {

/// nn.Transformer, nn.TransformerEncoder, nn.TransformerDecoder (torch/nn/modules/transformer.py): a class, or null for
/// another name. What runs in them are the layers' rows (ops/attention.cpp) and LayerNorm's.
Class* make_transformer(Interp&, std::string_view name, Class* module_class);

}  // namespace shapewalk
