"""The names that PyTorch has and no row makes: writes core/torch/other_names.cpp, so that only misspelt ones are errors.

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
    foreign = ("typing", "torch.overrides", "torch._jit_internal", "builtins")

    def own(it):
        return getattr(it, "__module__", None) not in foreign and not isinstance(it, str)

    return {name for name, it in found.items() if own(it) and not name.startswith(PREFIXES) and not name.isupper()}


def beside_rows(found, prefix, text):
    """Those without a row; in place of another's result, a method goes by the other's name."""
    rows = set(re.findall(rf"\b{re.escape(prefix)}\.(\w+)", text))
    return sorted(name for name in found - rows if not (name.endswith("_") and name[:-1] in found | rows))


def function(name, what, found):
    """Cases of numbers, no text: text would be a part of what a first visit downloads."""
    lines, line = [], "   "
    for word in found:
        case = f' case hash_of("{word}"):'
        if len(line) + len(case) > 118:
            lines.append(line)
            line = "   "
        line += case
    cases = "\n".join([*lines, line + " return true;"])
    return f"/// Of {what}.\nbool {name}(uint32_t name) {{\n  switch (name) {{\n{cases}\n    default: return false;\n  }}\n}}\n"


def main():
    text = (TOP / "web/operations.json").read_text()
    lists = [
        function("of_tensor", "a tensor", beside_rows(names(torch.Tensor), "Tensor", text)),
        function("of_nn", "torch.nn and torch.nn.modules", beside_rows(names(nn, nn.modules), "nn", text)),
        function("of_functional", "torch.nn.functional", beside_rows(names(nn.functional), "F", text)),
    ]
    head = f"""// Names that PyTorch {torch.__version__.split('+')[0]} has and no row makes. Written by tests/goldens/generate_names.py.
#include "torch/other_names.h"

namespace shapewalk::other_names {{

"""
    (TOP / "core/torch/other_names.cpp").write_text(head + "\n".join(lists) + "\n}  // namespace shapewalk::other_names\n")


if __name__ == "__main__":
    main()
