"""What programs compute in PyTorch 2.6 with the numbers of the files beside this one: writes runs.json.

usage: python3 generate_runs.py      (after generate.py)

A row for each: the program, its input (filled with a ramp: i/n for the i-th of n numbers), the file, whether it runs in
eval mode, what load_state_dict raises ("" where it raises nothing; what fits is loaded all the same, as PyTorch does it),
how many tensors were loaded, the shape of the output and its numbers, with the 9 digits that float32 needs.
The program ends in a `model`, or calls it itself; `loads` says what the file is loaded into, in Python.
"""

import json
import pathlib

import torch
import torch.nn as nn
import torch.nn.functional as F

HERE = pathlib.Path(__file__).parent
RUNS = []

NET = """import torch
from torch import nn

class Net(nn.Module):
    def __init__(self, classes=3):
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3, bias=False)
        self.bn = nn.BatchNorm2d(2)
        self.act = nn.ReLU()
        self.head = nn.Sequential(nn.Flatten(), nn.Linear(8, classes))
        self.register_buffer("scratch", torch.zeros(5), persistent=False)
        self.scale = nn.Parameter(torch.tensor(0.5))

    def forward(self, x):
        return self.head(self.act(self.bn(self.conv(x)))) * self.scale
"""
OLD = """from torch import nn

class Old(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 2, 3)
        self.bn = nn.BatchNorm2d(2)
        self.head = nn.Sequential(nn.Flatten(), nn.Linear(8, 7))

    def forward(self, x):
        return self.head(self.bn(self.stem(x)))

model = Old()
"""
LOOSE = """conv = nn.Conv2d(1, 2, 3, bias=False)
bn = nn.BatchNorm2d(2)
act = nn.ReLU()
head = nn.Sequential(nn.Flatten(), nn.Linear(8, 3))
"""
TIED = """from torch import nn

class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(3, 4)
        self.tied = nn.Linear(4, 3, bias=False)
        self.tied.weight = self.embed.weight
        self.transposed = nn.Parameter(torch.randn(4, 3))
        self.steps = nn.Parameter(torch.randn(2, 2))

    def forward(self, x):
        return self.tied(self.embed(x) * self.transposed.t()[:x.shape[1]]) + self.steps.sum()

model = Tied()
"""
KINDS = """from torch import nn

class Kinds(nn.Module):
    def __init__(self):
        super().__init__()
        for name, n in (("float64", 3), ("int32", 2), ("int16", 2), ("int8", 2), ("uint8", 2), ("bool", 3)):
            setattr(self, name, nn.Parameter(torch.zeros(n)))
        self.register_buffer("int64", torch.zeros(3, dtype=torch.int64))

    def forward(self, x):
        return torch.cat([x, self.float64.clamp(-9, 9), self.int32, self.int16, self.int8, self.uint8, self.bool,
                          (self.int64 // 7).float()])

model = Kinds()
"""
OWN = NET + """
class Judge(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(3, 1)

    def forward(self, x):
        return self.head(x)

def main():
    judge, net = Judge().eval(), Net().eval()
    fake = torch.arange(6.0).reshape(2, 3)
    print(judge(fake).shape)
    out = net(torch.arange(32.0).reshape(2, 1, 4, 4) / 32)
    print(out)

main()
"""


def load(file):
    if file.endswith(".safetensors"):
        raw = (HERE / file).read_bytes()
        size = int.from_bytes(raw[:8], "little")
        kinds = {"F32": torch.float32, "I64": torch.int64}
        out = {}
        for name, t in json.loads(raw[8:8 + size]).items():
            if name != "__metadata__":
                begin, end = (8 + size + at for at in t["data_offsets"])
                out[name] = torch.frombuffer(bytearray(raw[begin:end]), dtype=kinds[t["dtype"]]).reshape(t["shape"])
        return out
    return torch.load(HERE / file, weights_only=False)


def run(source, file, tensors, shape, evaluates=True, loads="model", dtype="float"):
    torch.manual_seed(0)
    names = {"torch": torch, "nn": nn, "F": F, "__name__": "program"}
    exec(source, names)
    model = eval(loads, names)
    try:
        model.load_state_dict(tensors)
        message = ""
    except RuntimeError as e:
        message = str(e)
    mine = model.state_dict()
    # A single number is taken from an axis of them.
    loaded = sum(k in mine and (mine[k].shape == t.shape or mine[k].dim() < t.dim() == 1) for k, t in tensors.items())
    x = (torch.arange(torch.Size(shape).numel(), dtype=torch.float32) / torch.Size(shape).numel()).reshape(shape)
    out = model.train(not evaluates)(x.long() if dtype == "long" else x).detach()
    RUNS.append({
        "source": source, "input": ",".join(map(str, shape)) + (":long" if dtype == "long" else ""), "file": file,
        "eval": evaluates, "message": message, "tensors": loaded, "shape": list(out.shape),
        "numbers": [float(f"{v:.9g}") for v in out.flatten().tolist()],
    })


def own(file, tensors):
    """The program calls its models itself: the file is loaded into each Net as it is made; it prints the numbers."""
    printed = []
    names = {"torch": torch, "nn": nn, "print": lambda *words: printed.append(" ".join(map(str, words)))}
    torch.manual_seed(0)
    exec(OWN.replace("Net().eval()", "LOAD(Net()).eval()"),
         {**names, "LOAD": lambda net: (net.load_state_dict(tensors), net)[1]})
    RUNS.append({"source": OWN, "input": "", "file": file, "eval": False, "message": "", "tensors": len(tensors),
                 "printed": "\n".join(printed) + "\n"})


state = load("cnn.pt")
fits = NET + "\nmodel = Net()\n"
for name in ("cnn.pt", "cnn_legacy.pt", "cnn_protocol4.pt", "cnn_protocol5.pt", "cnn.safetensors"):
    run(fits, name, load(name), [2, 1, 4, 4])
run(fits, "cnn.safetensors", load("cnn.safetensors"), [3, 1, 4, 4], evaluates=False)
exec(NET, globals())  # the pickled modules name its class
run(fits, "module.pt", load("module.pt").state_dict(), [2, 1, 4, 4])
run(fits, "checkpoint.pt", load("checkpoint.pt")["model_state_dict"], [2, 1, 4, 4])
for name, of in (("lightning.pt", load("lightning.pt")["state_dict"]), ("data_parallel.pt", load("data_parallel.pt"))):
    run(fits, name, {k.removeprefix("model.").removeprefix("module."): t for k, t in of.items()}, [2, 1, 4, 4])
run(NET + "\nmodel = Net(classes=5)\n", "cnn.pt", state, [2, 1, 4, 4])
run(fits, "odd.safetensors", load("odd.safetensors"), [2, 1, 4, 4])
run(OLD, "cnn.pt", state, [2, 1, 4, 4])
run(LOOSE, "cnn.pt", state, [2, 1, 4, 4], loads="nn.Sequential(__import__('collections').OrderedDict("
    "conv=conv, bn=bn, act=act, head=head))")
run(TIED, "views.pt", load("views.pt"), [2, 2], dtype="long")
run(KINDS, "dtypes.pt", load("dtypes.pt"), [1])
own("cnn.pt", state)
(HERE / "runs.json").write_text("[\n" + ",\n".join(json.dumps(r) for r in RUNS) + "\n]\n")
