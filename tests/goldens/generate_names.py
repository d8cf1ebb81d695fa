"""The names that PyTorch has and no row makes: writes core/torch/other_names.h, so that only misspelt ones are errors.

usage: python3 generate_names.py      with PyTorch 2.6, after `npm run operations`
"""

import re

import torch
from torch import nn

from generate import HERE

TOP = HERE.parent.parent


# What other_name() in core/torch/functions.cpp knows without a list.
PREFIXES = ("_", "is_", "to_", "q_", "sparse_", "unsafe_", "resize", "cholesky")


def names(*modules):
    """What one asks these for; what is imported there for its own use (List, Optional) is left out."""
    found = {name: getattr(module, name) for module in modules for name in dir(module)}
    own = lambda it: getattr(it, "__module__", None) != "typing"
    return {name for name, it in found.items() if own(it) and not name.startswith(PREFIXES) and not name.isupper()}


def beside_rows(found, prefix, text):
    """Those without a row; in place of another's result, a method goes by the other's name."""
    rows = set(re.findall(rf"\b{re.escape(prefix)}\.(\w+)", text))
    return sorted(name for name in found - rows if not (name.endswith("_") and name[:-1] in found | rows))


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
    lists = [
        constant("kTensorNames", "a tensor", beside_rows(names(torch.Tensor), "Tensor", text)),
        constant("kNnNames", "torch.nn and torch.nn.modules", beside_rows(names(nn, nn.modules), "nn", text)),
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
