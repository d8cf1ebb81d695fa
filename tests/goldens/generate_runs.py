"""The numbers that PyTorch 2.6 makes of the programs in programs/ that run: writes runs.json beside it.

usage: python3 generate_runs.py [PROGRAM.py ...]      (no names: all of them)

After torch.manual_seed(seed) the program runs, then its inputs are filled (ramp: i/n for the i-th of n numbers; randn:
drawn after the parameters; whole numbers where it wants such), then its model is called, in train and in eval mode (a
program whose lines say eval: only so). A program that calls its model itself is left to do so. Of each program,
runs.json has:
    model, input    as the program's comment lines say (generate.py)
    parameters      lists of them, by name: their sum and first numbers, after the run
    normal          the parameters that come of a normal distribution or the like, where PyTorch's own vectorized
                    functions decide the last bit
    runs            for some of seed, fill and eval:
        parameters  which of the lists; null where the program calls several modules
        modules     a row for each call of a module, in the order in which calls return: of its first tensor the largest
                    absolute value, how far PyTorch in float32 is from PyTorch in float64 as a part of that (0: less
                    than 1e-6, or not known), the mean, the standard deviation over all n, the first numbers; empty: no
                    tensor. Batch norms over a few numbers are so sensitive that no two ways of adding up agree
        out         of each tensor returned: shape, dtype, the largest absolute value, the sum, the sum of absolute
                    values, the first and the last numbers
        printed     what it printed
        error       null, or "Type: message"
Numbers have 9 significant digits, which float32 needs; what is no finite number is null.
"""

import contextlib
import io
import json
import pathlib
import sys
import warnings

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.overrides import TorchFunctionMode

from generate import HERE, asked

NORMAL = {"normal_", "normal", "randn", "randn_like", "erfinv_", "qr"}
RUNS = [(0, "ramp", False), (1, "randn", False), (0, "randn", True), (1, "ramp", True)]
OWN_RUNS = [(0, "ramp", False), (1, "ramp", False)]


def tensors(value):
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, (list, tuple)):
        return []
    return [t for v in value for t in tensors(v)]


def digits(x):
    x = float(x)
    return None if x != x or abs(x) == float("inf") else int(x) if x == int(x) and abs(x) < 1e9 else float(f"{x:.9g}")


def flat(t):
    return t.detach().flatten().double().clone()


def largest(d):
    return digits(d.abs().max()) if d.numel() else 0


class Watch(TorchFunctionMode):
    """Which tensors come of normal draws, and what modules return."""

    def __init__(self):
        super().__init__()
        self.normal, self.alive = set(), []
        self.modules, self.values, self.roots, self.output, self.depth = [], [], [], [], 0

    def __torch_function__(self, function, types, args=(), kwargs=None):
        out = function(*args, **(kwargs or {}))
        if getattr(function, "__name__", "") in NORMAL or any(self.is_normal(t) for t in tensors([args, kwargs or {}])):
            for t in tensors(out):
                self.alive.append(t)
                self.normal.add(t.untyped_storage().data_ptr())
        return out

    def is_normal(self, t):
        return not nn.parameter.is_lazy(t) and t.untyped_storage().data_ptr() in self.normal

    @contextlib.contextmanager
    def hooked(self):
        def before(module, args):
            self.depth += 1

        def after(module, args, out):
            self.depth -= 1
            row, d = [], None
            for t in tensors(out)[:1]:
                d = flat(t)
                row = [largest(d), 0, digits(d.mean()), digits(d.std(unbiased=False)), *map(digits, d[:4])]
            self.modules.append(row)
            self.values.append(d)
            if self.depth == 0:
                self.output = tensors(out)
                if not any(module is root for root in self.roots):
                    self.roots.append(module)

        global_hooks = nn.modules.module
        handles = [global_hooks.register_module_forward_pre_hook(before), global_hooks.register_module_forward_hook(after)]
        try:
            yield
        finally:
            for handle in handles:
                handle.remove()


def made(spec, fill):
    sizes, _, dtype = spec.partition(":")
    shape = [int(n) for n in sizes.split(",")]
    n = torch.Size(shape).numel()
    t = torch.randn(shape) if fill == "randn" else (torch.arange(n, dtype=torch.float32) / n).view(shape)
    return t.long() if dtype == "long" else t


def run(path, ask, seed, fill, evaluate, wide=False):
    """The run, its model's parameters, those of a normal distribution, and all that modules returned.
    `wide`: the drawn model and its inputs in float64."""
    source = path.read_text()
    space = {"__name__": "program" if ask["model"] else "__main__", "__builtins__": __builtins__}
    if ask["bare"]:
        space |= {"torch": torch, "nn": nn, "F": F, "Flatten": nn.Flatten}
    sys.modules[space["__name__"]] = type(sys)(space["__name__"])
    watch, printed, error = Watch(), io.StringIO(), None
    torch.manual_seed(seed)
    with watch.hooked(), contextlib.redirect_stdout(printed):
        try:
            with watch:
                exec(compile(source, str(path), "exec"), space)
                if ask["model"]:
                    model = eval(ask["model"], space)
                    model.train(not evaluate)
                    watch.roots = [model]
                    watch.modules.clear()  # what making the model computed is not its run
                    watch.values.clear()
                    inputs = [made(spec, fill) for spec in ask["input"]]
                    if wide:
                        model.double()
                        inputs = [t.double() if t.is_floating_point() else t for t in inputs]
                    with torch.no_grad():
                        model(*inputs)
        except Exception as e:
            error = f"{type(e).__name__}: {e}"
    out = []
    for t in watch.output if not error else []:
        d = flat(t)
        out.append([list(t.shape), str(t.dtype)[6:], largest(d), digits(d.sum()), digits(d.abs().sum()),
                    [digits(x) for x in d[:8]], [digits(x) for x in d[-4:]]])
    parameters, normal = None, []
    if len(watch.roots) == 1 and not error:
        parameters = {name: [digits(flat(p).sum()), *map(digits, flat(p)[:4])] for name, p in watch.roots[0].named_parameters()}
        normal = [name for name, p in watch.roots[0].named_parameters() if watch.is_normal(p)]
    row = {"seed": seed, "fill": fill, "eval": evaluate, "modules": watch.modules, "out": out, "printed": printed.getvalue(), "error": error}
    return row, parameters, normal, watch.values


def mark_errors(row, values, exact):
    """Puts into the rows of modules how far their values are from exact ones, where these are of the same run."""
    if len(values) != len(exact):
        return
    for module, a, b in zip(row["modules"], values, exact):
        if a is None or b is None or a.shape != b.shape or not module[0]:
            continue
        error = ((a - b).abs().max() / module[0]).item()
        if 1e-6 < error < 5e-2:
            module[1] = float(f"{error:.2g}")


def runs(path):
    ask = asked(path.read_text())
    found = {"model": ask["model"], "input": ask["input"], "parameters": [], "normal": [], "runs": []}
    for seed, fill, evaluate in RUNS if ask["model"] else OWN_RUNS:
        if ask["eval"] and not evaluate:
            continue
        row, parameters, normal, values = run(path, ask, seed, fill, evaluate)
        if ask["model"]:
            mark_errors(row, values, run(path, ask, seed, fill, evaluate, wide=True)[3])
        if parameters is not None and parameters not in found["parameters"]:
            found["parameters"].append(parameters)
        row["parameters"] = None if parameters is None else found["parameters"].index(parameters)
        found["normal"] = normal or found["normal"]
        found["runs"].append(row)
    return found


def main():
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    traces = json.loads((HERE / "traces.json").read_text())
    names = sys.argv[1:] or sorted(name for name, t in traces.items() if not t["error"])
    target = HERE / "runs.json"
    found = json.loads(target.read_text()) if sys.argv[1:] and target.exists() else {}
    for name in names:
        found[pathlib.Path(name).name] = runs(HERE / "programs" / pathlib.Path(name).name)
    rows = [f"{json.dumps(name)}: {json.dumps(found[name], separators=(',', ':'), ensure_ascii=False)}" for name in sorted(found)]
    target.write_text("{\n" + ",\n".join(rows) + "\n}\n")


if __name__ == "__main__":
    main()
