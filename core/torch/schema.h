// Schemas of rows in PyTorch's native_functions notation, parsed once, and Python arguments bound to them.
#pragma once

#include <string_view>
#include <vector>

#include "ops/row.h"
#include "python/interp.h"

namespace shapewalk {

struct SchemaParam {
  enum Accepts : uint16_t {
    ints = 1,
    real = 2,
    boolean = 4,
    text = 8,
    tensor = 16,
    tensors = 32,
    dtype = 64,
    none = 128,
    any = 256,
    integer = 512
  };
  std::string_view name, type;
  uint16_t accepts = 0;
  int count = 0;  ///< n of int[n], else 0
  bool required = true, keyword_only = false;
  bool sizeless = false;  ///< a number that no size depends on: a float, or what is written "~int"
  Arg fallback;           ///< the default
};

struct Schema {
  const Row* row = nullptr;
  std::vector<std::string_view> names;  ///< "F.relu", "torch.relu", "Tensor.relu"
  std::vector<SchemaParam> params;
  bool takes_anything = false;  ///< nn.Identity: *args, **kwargs
};

/// A row with its schemas parsed.
struct ParsedRow {
  const Row* row = nullptr;
  Schema module, forward;
  std::vector<Schema> functions;
};

/// The parsed form of a row of the table.
const ParsedRow& parsed(const Row& row);
/// All schemas of a dotted name ("Tensor.view", "nn.Conv2d", "F.relu"), in table order; several are overloads.
const std::vector<const Schema*>& find_schemas(std::string_view dotted);

/// Who is being called, for messages: "linear()" counts positions and names types as PyTorch's parser does,
/// "Conv2d.__init__()" words errors as Python does.
struct Callee {
  std::string name;
  bool python = false;     ///< a Python-level function (constructors, forward, torch.nn.functional)
  std::string inner = {};  ///< the torch function that a Python-level one hands its tensors to, for type errors
};

/// Bind arguments; `self` (if bound) is the first. Fails with TypeError.
Result<std::vector<Named>> bind(Interp&, const Schema&, Value self, Arguments&, const Callee&);
/// Whether the arguments fit, without raising: picks among overloads.
bool fits(Interp&, const Schema&, Value self, const Arguments&);
/// Whether all that is not known among the arguments are numbers that no size depends on: nn.Dropout(config.p).
bool sizeless(const Schema&, Value self, const Arguments&);
/// One Python value as an Arg (ints keep their provenance); kind `other` where it is nothing a row knows.
Arg to_arg(Interp&, Value);
/// The value of an Arg, for attributes (`conv.kernel_size`).
Value to_value(Interp&, const Arg&);

}  // namespace shapewalk
