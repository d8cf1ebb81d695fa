// Libraries whose text here is Python: numpy, torch.utils.data, torchvision.models, tqdm, … Each is a file of
// libraries/, named as the module is, and read as programs are. What they cannot do in Python they are given:
// is_unknown(), unseen(), …
#pragma once

#include "torch/tensor.h"

namespace shapewalk {

/// Builds that are downloaded leave the texts out: there `find` gives them by their modules' names, empty where it
/// cannot.
void set_written_texts(std::string (*find)(std::string_view name));

/// "torch.utils.data", a module in it that says the same ("torch.utils.data.dataloader"), or another that is written;
/// unbound for other names.
Value written_module(Interp&, std::string_view dotted);

/// A name that the text of a written module itself gives; unbound where it does not.
Value written_name(Value module, Name name);

/// The tensor of a numpy.ndarray, which shares its memory; of lists of arrays one of their own; unbound for all else.
Result<Value> tensor_of_arrays(Interp&, Value);
/// A numpy.ndarray over a tensor (Tensor.numpy()).
Result<Value> array_of(Interp&, const TensorInfo&);

}  // namespace shapewalk
