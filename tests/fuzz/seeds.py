"""Small files of every form for the fuzzers to start from, right ones and wrong ones, beside this script in corpus/.

usage: python3 seeds.py

What a fuzzer finds is put beside them by hand, under a name that says what it was; the tests replay all of them.
"""

import json
import pathlib
import pickle
import struct
import zipfile

HERE = pathlib.Path(__file__).parent / "corpus"


def write(name, data):
    path = HERE / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def safetensors(header, data=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def entry(dtype, shape, begin, end):
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


write("safetensors/two", safetensors({"a": entry("F16", [2], 0, 4), "b": entry("I64", [], 4, 12)}, bytes(12)))
write("safetensors/metadata", safetensors({"__metadata__": {"k": "v\u00e9\U0001f600"}, "a": entry("BOOL", [1], 0, 1)}, b"\1"))
write("safetensors/other_dtypes", safetensors({"a": entry("F8_E4M3", [2], 0, 2), "b": entry("F4", [2], 2, 3)}, bytes(3)))
write("safetensors/empty", safetensors({}))
write("safetensors/overlap", safetensors({"a": entry("U8", [2], 0, 2), "b": entry("U8", [2], 1, 3)}, bytes(3)))
write("safetensors/nested", safetensors(b'{"a":' + b"[" * 500))


# The opcodes of pickles: CPython's Lib/pickletools.py.
def text(s):
    return b"X" + struct.pack("<I", len(s)) + s.encode()


def whole(n):
    return b"J" + struct.pack("<i", n)


def tuple_of(*items):
    return b"(" + b"".join(items) + b"t"


def named(module, name):
    return f"c{module}\n{name}\n".encode()


def call(function, *arguments):
    return function + tuple_of(*arguments) + b"R"


def tensor(key, size, stride, storage="FloatStorage", count=4):
    of = tuple_of(text("storage"), named("torch", storage), text(key), text("cpu"), whole(count)) + b"Q"
    return call(named("torch._utils", "_rebuild_tensor_v2"), of, whole(0), tuple_of(*map(whole, size)),
                tuple_of(*map(whole, stride)), b"\x89", call(named("collections", "OrderedDict")))


def dict_of(**items):
    return b"}(" + b"".join(text(k) + v for k, v in items.items()) + b"u"


def module(**parts):
    return call(named("__main__", "Net")) + dict_of(**parts) + b"b"


def program(value):
    return b"\x80\x02" + value + b"."


def archive(name, value, order=None):
    path = HERE / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as z:
        z.writestr(zipfile.ZipInfo("a/data.pkl"), program(value))
        if order:
            z.writestr(zipfile.ZipInfo("a/byteorder"), order)
        z.writestr(zipfile.ZipInfo("a/data/0"), bytes(range(16)))


def legacy(name, value):
    start = b"".join(pickle.dumps(x, 2) for x in (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True}))
    write(name, start + program(value) + pickle.dumps(["0"], 2) + struct.pack("<q", 4) + bytes(range(16)))


w = tensor("0", [2, 2], [1, 2])
archive("torch/dict.pt", dict_of(w=w, half=tensor("0", [8], [1], "HalfStorage", 8)))
archive("torch/checkpoint.pt", dict_of(epoch=whole(3), model=dict_of(w=w), optimizer=dict_of(state=b"}", param_groups=b"]")), b"big")
archive("torch/module.pt", module(_parameters=dict_of(w=w, b=b"N"), _buffers=b"}", _modules=dict_of(m=module(_parameters=dict_of(w=w), _modules=b"}"))))
archive("torch/holds_itself.pt", call(named("__main__", "Net")) + b"q\0" + dict_of(_parameters=b"}", _modules=dict_of(m=b"h\0")) + b"b")
archive("torch/shared_often.pt", b"]q\0" + b"".join(b"]q%c(" % i + b"h%c" % (i - 1) * 9 + b"e" for i in range(1, 40)))
archive("torch/names.pt", b"\x80\x04" + b"\x8c\x01a\x94\x8c\x01b\x94\x93\x94)\x81\x94}\x94b")
legacy("torch/legacy.pt", dict_of(w=w))
legacy("torch/legacy_v3.pt", dict_of(w=call(
    named("torch._utils", "_rebuild_tensor_v3"),
    tuple_of(text("storage"), named("torch.storage", "UntypedStorage"), text("0"), text("cpu"), whole(4), tuple_of(text("v"), whole(0), whole(4))) + b"Q",
    whole(0), tuple_of(whole(1)), tuple_of(whole(1)), b"\x89", b"N", named("torch", "int32"))))
