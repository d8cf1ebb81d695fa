"""What every classification model of torchvision does to its input: writes torchvision.json beside it.

usage: python3 generate_torchvision.py      with PyTorch 2.6 and the torchvision that the test reads (0.21)

The models are made and called on the meta device, where PyTorch works out shapes without computing. For each factory of
torchvision.models, with its defaults, in train mode, and each of two inputs:
    calls    how many module calls there are
    each     two characters for each call, in the order in which they return: a digest of call_line() of it
    all      a digest of all of them
    output   shapes of what the model returns
    params   of the model
    error    null, or type and message
"""

import base64
import hashlib
import inspect
import json
import pathlib
import warnings

import torch
import torchvision

from generate import HERE, shapes

warnings.filterwarnings("ignore")
# Models that are made for one size of image only are given two of them instead of another size.
FIXED = ("vit_", "maxvit_")


def call_line(path, module, given, returned, params):
    """A call as a line of text: the test makes the same of Shapewalk's."""
    return json.dumps([path, type(module).__name__, given, returned, params], separators=(",", ":"))


def trace(name, size):
    model = getattr(torchvision.models, name)()
    paths = {id(m): p for p, m in model.named_modules()}
    params = {id(m): sum(p.numel() for p in m.parameters()) for m in model.modules()}
    lines, error, output = [], None, []

    def hook(module, args, out):
        lines.append(call_line(paths[id(module)], module, shapes(args), shapes(out), params[id(module)]))

    handle = torch.nn.modules.module.register_module_forward_hook(hook)
    try:
        with torch.no_grad():
            output = shapes(model(torch.zeros(size)))
    except Exception as e:
        error = {"type": type(e).__name__, "message": str(e)}
    handle.remove()
    digests = [hashlib.sha256(line.encode()).digest() for line in lines]
    return {
        "input": ",".join(map(str, size)),
        "calls": len(lines),
        "all": hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16],
        "output": output,
        "params": params[id(model)],
        "error": error,
        "each": "".join(base64.b64encode(d)[:2].decode() for d in digests),
    }


def with_numbers(function):
    """RegNet computes its widths with small tensors, whose numbers it then reads."""

    def wrapped(*args, **kwargs):
        with torch.device("cpu"):
            return function(*args, **kwargs)

    return wrapped


def main():
    torch.set_default_device("meta")
    widths = torchvision.models.regnet.BlockParams
    widths.from_init_params = with_numbers(widths.from_init_params)
    out = {}
    for name in torchvision.models.list_models(torchvision.models):
        factory = getattr(torchvision.models, name)
        first = 299 if name == "inception_v3" else 224
        second = (2, 3, first, first) if name.startswith(FIXED) else (2, 3, 320, 352)
        file = pathlib.Path(inspect.getfile(inspect.unwrap(factory))).name
        out[name] = {"file": file, "traces": [trace(name, (1, 3, first, first)), trace(name, second)]}
    lines = [f"{json.dumps(name)}: {json.dumps(entry, separators=(',', ':'))}" for name, entry in out.items()]
    (HERE / "torchvision.json").write_text(
        f'{{"torch": "{torch.__version__.split("+")[0]}", "torchvision": "{torchvision.__version__.split("+")[0]}", "models": {{\n'
        + ",\n".join(lines)
        + "\n}}\n"
    )


main()
