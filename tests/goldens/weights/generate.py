"""Weight files as PyTorch 2.6 writes them, what is in them, and what load_state_dict says of them.

usage: python3 generate.py      (beside this file; the safetensors files are written here, without that package)

*.pt, *.safetensors   the files
expected.tsv          a line a tensor: file, path of the state dict, name, dtype, shape, strides, numbers or why there
                      are none
loading.tsv           blocks: "load FILE CLASS", the model's keys as "key NAME SHAPE DTYPE parameter|buffer", and
                      "says" with the message as a JSON string ("" where it loads)
"""

import argparse
import collections
import json
import pathlib
import struct
import zipfile

import numpy
import torch
import torch.nn as nn
import torch.serialization

HERE = pathlib.Path(__file__).parent
EXPECTED, LOADING = [], []


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


class Old(nn.Module):
    """As Net, but for a layer more, one less, and another size."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 2, 3)
        self.bn = nn.BatchNorm2d(2)
        self.head = nn.Sequential(nn.Flatten(), nn.Linear(8, 7))
        self.scale = nn.Parameter(torch.tensor(0.5))


def dtype(t):
    return str(t.dtype).removeprefix("torch.")


def sizes(shape):
    return ",".join(map(str, shape))


def numbers(t):
    return " ".join(repr(x) for x in t.detach().reshape(-1).tolist()).replace("True", "1").replace("False", "0")


def expect(file, dicts, unreadable=None):
    """`unreadable`: why there are no numbers, by name; of a kind of tensor whose shape is not read, in place of it."""
    for path, tensors in dicts.items():
        for name, t in tensors.items():
            why = t if isinstance(t, str) else (unreadable or {}).get(name)
            kind = ["", "", ""] if isinstance(t, str) else [dtype(t), sizes(t.shape), sizes(t.stride())]
            EXPECTED.append("\t".join([file, path, name, *kind, why or numbers(t)]))


def save(file, value, dicts, unreadable=None, **how):
    torch.save(value, HERE / file, **how)
    expect(file, dicts, unreadable)


def write_safetensors(file, tensors, metadata=None):
    """The format in five lines: the length of the header, the header, the numbers."""
    names = {torch.float32: "F32", torch.float64: "F64", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64",
             torch.int32: "I32", torch.int16: "I16", torch.int8: "I8", torch.uint8: "U8", torch.bool: "BOOL",
             torch.uint16: "U16", torch.float8_e4m3fn: "F8_E4M3", torch.complex64: "C64"}
    header, data = ({"__metadata__": metadata} if metadata else {}), b""
    for name, t in tensors.items():
        raw = bytes(t.detach().contiguous().reshape(-1).view(torch.uint8).tolist()) if t.numel() else b""
        header[name] = {"dtype": names[t.dtype], "shape": list(t.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    (HERE / file).write_bytes(struct.pack("<Q", len(text)) + text + data)
    odd = {n: f"{names[t.dtype]} is not supported" for n, t in tensors.items() if names[t.dtype] in ("U16", "F8_E4M3", "C64")}
    expect(file, {"": {n: t.contiguous() for n, t in tensors.items()}}, odd)


def write_big_endian(file, tensors):
    """As a big-endian machine saves: made of a file of this one. (Without zip64, as other programs pack.)"""
    torch.save(tensors, HERE / file)
    with zipfile.ZipFile(HERE / file) as z:
        records = {i.filename: z.read(i) for i in z.infolist()}
    keys = list(tensors)
    with zipfile.ZipFile(HERE / file, "w") as z:
        for name, raw in records.items():
            if name.endswith("byteorder"):
                raw = b"big"
            elif "/data/" in name:
                each = tensors[keys[int(name.rsplit("/", 1)[1])]].element_size()
                raw = b"".join(raw[i:i + each][::-1] for i in range(0, len(raw), each))
            z.writestr(zipfile.ZipInfo(name), raw)
    expect(file, {"": tensors})


def loading(file, model, tensors):
    LOADING.append(f"load\t{file}\t{type(model).__name__}")
    buffers = dict(model.named_buffers())
    for name, t in model.state_dict().items():
        LOADING.append(f"key\t{name}\t{sizes(t.shape)}\t{dtype(t)}\t{'buffer' if name in buffers else 'parameter'}")
    try:
        model.load_state_dict(tensors)
        message = ""
    except RuntimeError as e:
        message = str(e)
    LOADING.append("says\t" + json.dumps(message))


torch.manual_seed(0)
net = Net()
net(torch.randn(2, 1, 4, 4))
state = net.state_dict()

save("cnn.pt", state, {"": state})
save("cnn_legacy.pt", state, {"": state}, _use_new_zipfile_serialization=False)
save("cnn_protocol4.pt", state, {"": state}, pickle_protocol=4)
save("cnn_protocol5.pt", state, {"": state}, pickle_protocol=5)
save("module.pt", net, {"": state})
torch.serialization.get_source_lines_and_file = None  # it would put the source of each class into the file
save("module_legacy.pt", net, {"": state}, _use_new_zipfile_serialization=False)
save("data_parallel.pt", nn.DataParallel(net).state_dict(), {"": {f"module.{k}": v for k, v in state.items()}})

kinds = {
    "float16": torch.tensor([0.1, -2.0, 65504.0, 6e-8, 1e-5, float("inf"), float("nan"), -0.0], dtype=torch.float16),
    "bfloat16": torch.tensor([0.1, -2.0, 3e38, 1e-40], dtype=torch.bfloat16),
    "float32": torch.tensor([0.1, 1e-45, -float("inf")]),
    "float64": torch.tensor([0.1, 1e300, -1e-300], dtype=torch.float64),
    "int64": torch.tensor([-(2**63), 2**63 - 1, 16777217]),
    "int32": torch.tensor([-(2**31), 5], dtype=torch.int32),
    "int16": torch.tensor([-32768, 7], dtype=torch.int16),
    "int8": torch.tensor([-128, 127], dtype=torch.int8),
    "uint8": torch.tensor([0, 255], dtype=torch.uint8),
    "bool": torch.tensor([True, False, True]),
    "scalar": torch.tensor(2.5),
    "empty": torch.zeros(0, 3),
    "uint16": torch.tensor([1, 65535], dtype=torch.uint16),
    "float8": torch.tensor([1.0, -2.0]).to(torch.float8_e4m3fn),
    "complex": torch.tensor([1 + 2j]),
}
save("dtypes.pt", kinds, {"": kinds}, {
    "uint16": "torch.uint16 is not supported",
    "float8": "torch.float8_e4m3fn is not supported",
    "complex": "torch.ComplexFloatStorage is not supported",
})
write_safetensors("dtypes.safetensors", kinds)
write_safetensors("cnn.safetensors", state, {"format": "pt", "note": "ünïcode \"quoted\""})
write_big_endian("big_endian.pt", {k: kinds[k] for k in ("float16", "float32", "float64", "int64", "int16", "bool")})

table = torch.arange(12.0).reshape(3, 4)
named = torch.ones(2)
named.tag = "a tensor with an attribute"
views = {
    "embed.weight": table,
    "tied.weight": table,
    "transposed": table.t(),
    "column": table[:, 2],
    "steps": table[::2, 1::2],
    "expanded": torch.tensor([1.0, 2.0]).reshape(2, 1).expand(2, 3),
    "channels_last": torch.arange(16.0).reshape(1, 2, 2, 4).contiguous(memory_format=torch.channels_last),
    "parameter": nn.Parameter(torch.ones(2)),
    "attribute": named,
    "frozen": nn.Parameter(torch.ones(1), requires_grad=False),
}
save("views.pt", views, {"": views})
save("views_legacy.pt", views, {"": views}, _use_new_zipfile_serialization=False)

optimizer = torch.optim.Adam(net.parameters())
net(torch.randn(2, 1, 4, 4)).sum().backward()
optimizer.step()
state = {k: v.clone() for k, v in net.state_dict().items()}
save(
    "checkpoint.pt",
    {
        "epoch": 3,
        "args": argparse.Namespace(lr=0.001, name="first"),
        "optimizer_state_dict": optimizer.state_dict(),
        "model_state_dict": net.state_dict(),
        "loss": torch.tensor(0.25),
        "history": [0.5, 0.25],
        "best": numpy.float64(0.75),
    },
    {"['model_state_dict']": state, "": {"loss": torch.tensor(0.25)}},
)
lightning = {"state_dict": collections.OrderedDict((f"model.{k}", v) for k, v in state.items()),
             "pytorch-lightning_version": "2.0.0", "optimizer_states": [optimizer.state_dict()],
             "hyper_parameters": {"lr": 0.001}}
save("lightning.pt", lightning, {"['state_dict']": lightning["state_dict"]})
small = nn.Linear(2, 1, bias=False)
save("two_models.pt", {"nets": [small, net]}, {"['nets'][0]": small.state_dict(), "['nets'][1]": state})

other = {
    "sparse": torch.tensor([[0.0, 1.0], [2.0, 0.0]]).to_sparse(),
    "quantized": torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8),
    "dense": torch.ones(1),
}
save("kinds.pt", other, {"": {"sparse": "torch._utils._rebuild_sparse_tensor is not supported",
                              "quantized": "torch._utils._rebuild_qtensor is not supported", "dense": other["dense"]}})
with zipfile.ZipFile(HERE / "torchscript.pt", "w") as z:  # what tells such an archive from one of torch.save
    for name in ("data.pkl", "constants.pkl"):
        z.writestr(zipfile.ZipInfo(f"net/{name}"), b"\x80\x02N.")
with zipfile.ZipFile(HERE / "compressed.pt", "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr(zipfile.ZipInfo("net/data.pkl"), b"\x80\x02N." + b" " * 100, zipfile.ZIP_DEFLATED)
torch.save([1, 2, "three"], HERE / "no_state_dict.pt")

for file in ("cnn.pt", "cnn_legacy.pt"):
    tensors = torch.load(HERE / file, weights_only=True)
    loading(file, Net(), tensors)
    loading(file, Net(classes=5), tensors)
    loading(file, Old(), tensors)
    loading(file, nn.Linear(2, 2), tensors)
plain = dict(torch.load(HERE / "cnn.pt", weights_only=True))
del plain["bn.num_batches_tracked"], plain["bn.weight"]
plain.update({"a.b": torch.ones(1), "head.1.more": torch.ones(1), "head.9.x": torch.ones(1), "scale": torch.ones(4)})
write_safetensors("odd.safetensors", plain)
loading("odd.safetensors", Net(), plain)
loading("odd.safetensors", Old(), plain)

(HERE / "expected.tsv").write_text("\n".join(EXPECTED) + "\n")
(HERE / "loading.tsv").write_text("\n".join(LOADING) + "\n")
