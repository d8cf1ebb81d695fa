"""What PyTorch 2.6 makes of each program in programs/: writes traces.json beside it.

usage: python3 generate.py [PROGRAM.py ...]      (no names: all of them)

A program's first comment lines say what to do with it:
    # model: EXPR        an expression in its namespace that gives the model (__name__ is then not "__main__");
                         without it, the program calls its model itself
    # input: 1,3,32,32   a tensor of zeros to call the model on; "5,7:long" for whole numbers; repeated for several
    # eval               in eval mode
    # without imports    torch, nn, F and Flatten are there without being imported

Of each program, traces.json has:
    input, model, eval   as asked
    modules     every module call, in the order in which calls return: type, path in the model, in (shapes of the
                positional arguments), out, params, made (line where the module was made, null where not in the program)
    lines       for each line, the result shapes of the last operation on a tensor whose innermost place is that line
    output      shapes of what the model returned
    params      of the model; of all that the program called, where it makes the calls
    printed     what it printed
    error       null, or type, message, line: as in the traceback; where the program is not on the stack, the line
                that made the innermost running module, or null
"""

import contextlib
import io
import json
import pathlib
import sys
import traceback
import warnings

import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision  # noqa: F401 (its import runs operations, which are no program's)
from torch.overrides import TorchFunctionMode

HERE = pathlib.Path(__file__).parent
QUIET_FOLDERS = ("torch/optim/", "torch/nn/init.py")
CONTAINERS = (nn.Sequential, nn.ModuleList, nn.ModuleDict)
VIEWS_BY_ATTRIBUTE = {"T", "mT", "H", "mH", "real"}


def shapes(value):
    if isinstance(value, torch.Tensor):
        return [list(value.shape)]
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, (list, tuple)):
        return []
    return [shape for v in value for shape in shapes(v)]


def frames():
    frame = sys._getframe(2)
    while frame:
        yield frame
        frame = frame.f_back


class Watch(TorchFunctionMode):
    """Records one program's module calls and operations."""

    def __init__(self, name):
        super().__init__()
        self.name = name
        self.made = {}  # id of a module -> line
        self.alive = []  # keeps the ids unique
        self.running = []  # modules whose forward is on the stack
        self.calls, self.roots, self.lines = [], [], {}
        self.output = []

    def here(self):
        """The innermost line of the program, else the place that made the innermost running module."""
        for frame in frames():
            if frame.f_code.co_filename == self.name:
                return frame.f_lineno
        return self.made.get(id(self.running[-1])) if self.running else None

    def making(self, module):
        """Line that makes `module`: the innermost one of the program outside of the module's own __init__."""
        for frame in frames():
            if frame.f_code.co_filename == self.name:
                code = frame.f_code
                own = code.co_argcount and frame.f_locals.get(code.co_varnames[0]) is module
                if not own:
                    return frame.f_lineno
        return None

    def __torch_function__(self, function, types, args=(), kwargs=None):
        out = function(*args, **(kwargs or {}))
        name = getattr(function, "__name__", "")
        if name == "__get__" and getattr(function.__self__, "__name__", "") not in VIEWS_BY_ATTRIBUTE:
            return out
        found = shapes(out)
        counting = name == "add_" and found == [[]]  # num_batches_tracked
        if found and name != "__set__" and not counting and shapes([*args, *(kwargs or {}).values()]) and not self.quiet():
            line = self.here()
            if line:
                self.lines[line] = found
        return out

    @staticmethod
    def quiet():
        """In the making of a layer, or in an optimizer: nothing that the network does."""
        return any(
            any(folder in frame.f_code.co_filename for folder in QUIET_FOLDERS)
            or (frame.f_code.co_name in ("__init__", "initialize_parameters") and "torch/nn/" in frame.f_code.co_filename)
            for frame in frames()
        )

    @contextlib.contextmanager
    def hooked(self):
        original = nn.Module.__init__

        def remembering(module, *args, **kwargs):
            self.made[id(module)] = self.making(module)
            self.alive.append(module)
            original(module, *args, **kwargs)

        def before(module, args):
            self.running.append(module)

        def after(module, args, out):
            if type(module).__module__.startswith("torch.nn") and not isinstance(module, CONTAINERS):
                line = self.here()
                if line:  # A layer makes what it returns, whatever it did on the way.
                    self.lines[line] = shapes(out)
            self.running.pop()
            self.calls.append({
                "type": type(module).__name__, "id": id(module), "in": shapes(args), "out": shapes(out),
                "params": count([module]), "made": self.made.get(id(module)),
            })
            if not self.running:
                self.output = shapes(out)
                if not any(module is root for root in self.roots):
                    self.roots.append(module)

        nn.Module.__init__ = remembering
        handles = [nn.modules.module.register_module_forward_pre_hook(before), nn.modules.module.register_module_forward_hook(after)]
        try:
            yield
        finally:
            nn.Module.__init__ = original
            for handle in handles:
                handle.remove()

    def paths(self):
        named = {}
        for root in self.roots[:1] if len(self.roots) == 1 else []:
            for path, module in root.named_modules():
                named.setdefault(id(module), path)
        return named


def count(modules):
    seen = {id(p): p.numel() for m in modules for p in m.parameters() if not isinstance(p, nn.parameter.UninitializedParameter)}
    return sum(seen.values())


def zeros(spec):
    sizes, _, dtype = spec.partition(":")
    return torch.zeros([int(n) for n in sizes.split(",")], dtype=torch.long if dtype == "long" else torch.float32)


def asked(source):
    """What the comment lines at the top say."""
    found = {"model": None, "input": [], "eval": False, "bare": False}
    for line in source.splitlines():
        if not line.startswith("#"):
            break
        key, _, value = line[1:].partition(":")
        key = key.strip()
        if key == "model":
            found["model"] = value.strip()
        elif key == "input":
            found["input"].append(value.strip())
        elif key == "eval":
            found["eval"] = True
        elif key == "without imports":
            found["bare"] = True
    return found


def trace(path):
    source = path.read_text()
    ask = asked(source)
    name = str(path)
    space = {"__name__": "program" if ask["model"] else "__main__", "__builtins__": __builtins__}
    if ask["bare"]:
        space |= {"torch": torch, "nn": nn, "F": F, "Flatten": nn.Flatten}
    sys.modules[space["__name__"]] = type(sys)(space["__name__"])  # dataclasses look their module up
    watch, printed, error, model = Watch(name), io.StringIO(), None, None
    torch.manual_seed(0)
    sys.argv = [name]  # programs that read their arguments get none
    with watch.hooked(), contextlib.redirect_stdout(printed):
        try:
            with watch:
                exec(compile(source, name, "exec"), space)
                if ask["model"]:
                    model = eval(ask["model"], space)
                    model.train(not ask["eval"])
                    watch.lines.clear()  # what making the model computed is not its walk
                    watch.calls.clear()
                    inputs = [zeros(spec) for spec in ask["input"]]
                    watch.roots = [model]
                    model(*inputs)
        except Exception as e:
            lines = [entry.lineno for entry in traceback.extract_tb(e.__traceback__) if entry.filename == name]
            line = lines[-1] if lines else watch.made.get(id(watch.running[-1])) if watch.running else None
            error = {"type": type(e).__name__, "message": str(e), "line": line}
    paths = watch.paths()
    calls = [{**call, "path": paths.get(call["id"])} for call in watch.calls]
    for call in calls:
        del call["id"]
    return {
        "model": ask["model"], "input": ask["input"], "eval": ask["eval"], "modules": calls,
        "lines": {str(line): watch.lines[line] for line in sorted(watch.lines)},
        "output": [] if error else watch.output,
        "params": count([model] if model is not None else watch.roots),
        "printed": printed.getvalue(), "error": error,
    }


def main():
    warnings.filterwarnings("ignore")
    names = sys.argv[1:] or sorted(p.name for p in (HERE / "programs").glob("*.py"))
    target = HERE / "traces.json"
    found = json.loads(target.read_text()) if sys.argv[1:] and target.exists() else {}
    for name in names:
        found[pathlib.Path(name).name] = trace(HERE / "programs" / pathlib.Path(name).name)
    rows = [f"{json.dumps(name)}: {json.dumps(found[name], separators=(',', ':'), ensure_ascii=False)}" for name in sorted(found)]
    target.write_text("{\n" + ",\n".join(rows) + "\n}\n")


if __name__ == "__main__":
    main()
