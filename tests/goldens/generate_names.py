"""The names that PyTorch has and no row makes: writes core/torch/other_names.h, so that only misspelt ones are errors.

usage: python3 generate_names.py      with PyTorch 2.6, after `npm run operations`
"""

import re
import types

import torch
from torch import nn

from generate import HERE

TOP = HERE.parent.parent


def names(*modules):
    """What one can ask these for; what begins with an underscore is nobody's to ask for."""
    return {name for module in modules for name in dir(module) if not name.startswith("_")}


def beside_rows(found, prefix, text):
    return sorted(found - set(re.findall(rf"\b{re.escape(prefix)}\.(\w+)", text)))


def constant(name, what, found):
    lines, line = [], ""
    for word in found:
        if len(line) + len(word) > 108:
            lines.append(line)
            line = ""
        line += word + " "
    text = "\n".join(f'    "{line}"' for line in [*lines, line])
    return f'/// Of {what}.\ninline constexpr std::string_view {name} =\n    " "\n{text};\n'


def main():
    text = (TOP / "web/operations.json").read_text()
    inner = [m for m in vars(nn.modules).values() if isinstance(m, types.ModuleType)]
    lists = [
        constant("kTensorNames", "a tensor", beside_rows(names(torch.Tensor), "Tensor", text)),
        constant("kNnNames", "torch.nn and the modules in it", beside_rows(names(nn, nn.modules, *inner), "nn", text)),
        constant("kFunctionalNames", "torch.nn.functional", beside_rows(names(nn.functional), "F", text)),
    ]
    head = f"""// Names that PyTorch {torch.__version__.split('+')[0]} has and no row makes. Written by tests/goldens/generate_names.py.
#pragma once

#include <string_view>

namespace shapewalk {{

"""
    (TOP / "core/torch/other_names.h").write_text(head + "\n".join(lists) + "\n}  // namespace shapewalk\n")


if __name__ == "__main__":
    main()
