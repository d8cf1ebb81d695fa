"""The numbers that PyTorch 2.6 makes of the right ones among cases: writes numbers.tsv.

usage: python3 generate_numbers.py cases.jsonl more_numbers.jsonl > numbers.tsv

For each case torch.manual_seed(seed), then x, y and z are filled in their order (randn; ramp, arange(n)/n, where a
case needs small whole numbers), then the expression is evaluated, and called on them where it is a module, in train
mode. A line is: code, shapes ("1,3,8,8;5"), fill, seed, result. The result is one field for each tensor,
"shape|dtype|largest absolute value|sum|sum of absolute values|up to 12 of its numbers, spread evenly", or
"!ExceptionType: message". What differs from run to run (empty memory) is left out.
"""

import json
import sys
import warnings

import torch
import torch.nn as nn
import torch.nn.functional as F

warnings.filterwarnings("ignore")
torch.set_num_threads(1)
torch.set_grad_enabled(False)


def made(shape, fill):
    if fill == "randn":
        return torch.randn(shape)
    n = torch.Size(shape).numel()
    return (torch.arange(n, dtype=torch.float32) / max(n, 1)).view(shape)


def tensors(x):
    if isinstance(x, torch.Tensor):
        return [x]
    if isinstance(x, dict):
        x = list(x.values())
    return [t for v in x for t in tensors(v)] if isinstance(x, (list, tuple)) else []


def result(case, fill, seed):
    torch.manual_seed(seed)
    inputs = [made(s, fill) for s in case["in"]]
    scope = {"torch": torch, "nn": nn, "F": F, **dict(zip("xyz", inputs))}
    try:
        out = eval(case["code"], scope)
        if isinstance(out, nn.Module):
            out = out(*inputs)
    except Exception as e:
        return None, f"!{type(e).__name__}: {e}".replace("\t", " ").replace("\n", "\\n")
    found = tensors(out)
    if not found or any(t.is_complex() for t in found):
        return None, None
    fields = []
    for t in found:
        d = t.detach().flatten().double()
        n = d.numel()
        places = sorted({i * (n - 1) // 11 for i in range(12)}) if n else []
        big = d.abs().max().item() if n else 0.0
        fields.append("|".join([",".join(map(str, t.shape)), str(t.dtype)[6:], repr(big), repr(d.sum().item()),
                                repr(d.abs().sum().item()), " ".join(repr(d[i].item()) for i in places)]))
    return "\t".join(fields), None


def main():
    cases = ((i, json.loads(line)) for i, name in enumerate(sys.argv[1:]) for line in open(name))
    count = {}
    for i, case in cases:
        if "out" not in case or "empty" in case["code"]:
            continue
        # Each file has seeds of its own, so that one more case at the end of the first moves no other.
        count[i] = count.get(i, 0) + 1
        seed = 10_000 * i + count[i]
        fill = "randn"
        fields, error = result(case, fill, seed)
        if fields is None:
            other, _ = result(case, "ramp", seed)
            if other is not None:
                fill, fields, error = "ramp", other, None
        if fields is None and error is None:
            continue
        if fields is not None and result(case, fill, seed)[0] != fields:
            continue
        where = ";".join(",".join(map(str, s)) or "()" for s in case["in"])
        print("\t".join([case["code"], where, fill, str(seed), fields or error]))


main()
