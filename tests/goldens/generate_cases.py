"""Random one-expression cases with what PyTorch 2.6 makes of them: writes cases.jsonl.

usage: node tests/goldens/rows.mjs > rows.json; python3 generate_cases.py SEED rows.json [ROW...] > cases.jsonl

rows.json is the operation table. From each row it draws calls of every spelling: arguments from the schema, and
variations of the row's own example, on inputs that fit about as often as not; where rows are named, from these alone,
so that a new row's cases can be added to the others, which stay. A line is one case:
  {"code": "nn.Conv2d(3, 32, 7, stride=2)", "in": [[1,3,32,32]], "out": [[1,32,13,13]], "params": 4736}
  {"code": "x.view(3, -1)", "in": [[2,5]], "error": {"type": "RuntimeError", "message": "...", "at": "call"}}
`code` is an expression over x, y, z: float32 zeros of the shapes in `in`, with torch, nn and F in scope. A module
that comes out is called on them in train mode; "at" is "construct" where making it already failed. A number or a
list of whole numbers is in "value" instead of "out".
"""

import json
import math
import random
import re
import sys
import warnings

import torch
import torch.nn as nn
import torch.nn.functional as F

R = random.Random(int(sys.argv[1]))

# How many right and how many wrong cases of a row.
OFTEN, SOMETIMES, SELDOM = 15, 5, 1
OFTEN_DRAWN = re.compile(
    r"(Conv|ConvTranspose|MaxPool|AvgPool|AdaptiveAvgPool|BatchNorm)[123]d|Linear|Flatten|flatten|view|reshape|cat|stack|permute|transpose|"
    r"LSTM|GRU|RNN|Embedding|interpolate|Upsample|matmul|bmm|Unflatten|LayerNorm|GroupNorm|pad|squeeze|unsqueeze|expand|repeat|chunk|split"
)
SELDOM_DRAWN = {"activation", "elementwise", "dropout", "loss"}

# Settings that say nothing about shapes, or that differ from machine to machine.
UNDRAWN = {"device", "dtype", "out", "generator", "layout", "memory_format", "requires_grad", "pin_memory", "inplace", "process_group",
           "_stacklevel", "cudnn_enabled", "cudnn_enable", "scale_grad_by_freq", "sparse", "max_norm", "enable_gqa", "antialias"}
WORDS = {
    "mode": ["'nearest'", "'bilinear'", "'linear'", "'bicubic'", "'trilinear'", "'area'", "'nearest-exact'"],
    "padding_mode": ["'zeros'", "'reflect'", "'replicate'", "'circular'"],
    "nonlinearity": ["'tanh'", "'relu'", "'sigmoid'"], "indexing": ["'ij'", "'xy'"], "approximate": ["'none'", "'tanh'"],
    "reduction": ["'mean'", "'sum'", "'none'"], "rounding_mode": ["'floor'", "'trunc'"], "interpolation": ["'linear'", "'nearest'"],
    "padding": ["'same'", "'valid'"],
}
GRID_MODES = {"mode": ["'bilinear'", "'nearest'", "'bicubic'"], "padding_mode": ["'zeros'", "'border'", "'reflection'"]}
PAD_MODES = ["'constant'", "'reflect'", "'replicate'", "'circular'"]
SMALL = {"kernel_size": (1, 5), "stride": (1, 3), "padding": (0, 2), "dilation": (1, 2), "output_padding": (0, 2), "groups": (1, 3),
         "num_layers": (1, 3), "upscale_factor": (1, 3), "downscale_factor": (1, 3), "dim_feedforward": (2, 9), "norm_type": (1, 3),
         "output_size": (1, 7), "chunks": (1, 5), "num_parameters": (1, 4), "proj_size": (0, 3),
         "interpolation_mode": (0, 2), "padding_mode": (0, 2)}
LAST_AXIS = {"in_features", "in1_features", "input_size", "embed_dim", "d_model", "embedding_dim", "num_classes"}
MACHINE = re.compile(r"0x[0-9a-f]{6}|INTERNAL ASSERT|report a bug|CUDA|primitive|mkldnn|dnnl|allocate|out of memory|storage", re.I)


def chance(p):
    return R.random() < p


def a_shape(rank, like=None):
    """Sizes of some rank: those of `like`, most of them changed; the last ones larger, as an image's are."""
    sizes = list(like) if like is not None and chance(0.5) else [R.randint(1, 4)] + [R.randint(1, 9) for _ in range(max(rank - 1, 0))]
    if rank >= 3 and chance(0.4):
        for i in range(2, len(sizes)):
            sizes[i] = R.randint(1, 20 if rank < 5 else 9)
    if chance(0.3) and len(sizes) > 2:
        sizes[-1] = sizes[-2]
    if sizes and chance(0.02):
        sizes[R.randrange(len(sizes))] = 0
    return sizes[:rank] if rank else []


def vary(sizes):
    """The same sizes with one changed, an axis more or an axis less."""
    sizes = list(sizes)
    how = R.choice(["same", "same", "one", "one", "more", "less"])
    if how == "one" and sizes:
        i = R.randrange(len(sizes))
        sizes[i] = max(1, sizes[i] + R.choice([-1, 1, 1, 2]))
    elif how == "more" and len(sizes) < 6:
        sizes.insert(0, R.randint(1, 3))
    elif how == "less" and sizes:
        sizes.pop(0)
    return sizes


def literal(values):
    values = list(values)
    if len(values) == 1 and chance(0.5):
        return str(values[0])
    return "(" + ", ".join(map(str, values)) + ("," if len(values) == 1 else "") + ")"


def split_params(text):
    parts, depth, word, quoted = [], 0, "", False
    for c in text:
        quoted ^= c == "'"
        depth += (c in "([") - (c in ")]")
        if c == "," and depth == 0 and not quoted:
            parts.append(word)
            word = ""
        else:
            word += c
    return [p.strip() for p in [*parts, word] if p.strip()]


class Schema:
    """One line of a row's schemas: names and parameters."""

    def __init__(self, line):
        names, _, inside = line.partition("(")
        self.names = [n.strip() for n in names.split("|")]
        self.params, self.keyword_only = [], set()
        star = False
        for part in split_params(inside.rstrip()[:-1]):
            if part == "*":
                star = True
                continue
            declaration, _, default = part.partition("=")
            kind, _, name = declaration.strip().rpartition(" ")
            if name in UNDRAWN:
                continue
            self.params.append((kind.strip(), name, default))
            if star:
                self.keyword_only.add(name)


class Drawing:
    """One call in the making: its input shapes, and arguments that look at them."""

    def __init__(self, row, schema, shapes):
        self.row, self.schema, self.shapes = row, schema, [list(s) for s in shapes]
        self.first = self.shapes[0] if self.shapes else []
        self.spatial = max(len(self.first) - 2, 1)
        digit = re.search(r"([123])d\b", row["name"])
        if digit:
            self.spatial = int(digit.group(1))
        self.groups = R.choice([1, 1, 1, 1, 2, 3])
        self.tensors = 0

    def size_at(self, axis):
        try:
            return max(self.first[axis], 1) if chance(0.8) else R.randint(1, 12)
        except IndexError:
            return R.randint(1, 12)

    def tensor(self):
        name = "xyz"[self.tensors] if self.tensors < 3 else "x"
        if self.tensors >= len(self.shapes):
            self.shapes.append(vary(self.first))
        self.tensors += 1
        return name

    def integer(self, name):
        rank = len(self.first)
        if name in ("dim", "dim0", "dim1", "start_dim", "end_dim", "axis", "axis0", "axis1", "source", "destination"):
            return R.randint(-rank, max(rank - 1, 0)) if chance(0.8) else R.choice([-rank - 1, rank, rank + 1])
        if name in ("in_channels", "num_features", "num_channels"):
            return self.size_at(-self.spatial - 1 if name == "in_channels" else 1)
        if name in LAST_AXIS:
            return self.size_at(-1)
        if name == "in2_features":
            return self.shapes[1][-1] if len(self.shapes) > 1 and self.shapes[1] and chance(0.8) else R.randint(1, 5)
        if name == "out_channels":
            return self.groups * R.randint(1, 5) if chance(0.9) else R.randint(1, 9)
        if name == "groups":
            return self.groups
        if name in ("num_groups", "num_heads", "nhead"):
            n = self.size_at(1 if name == "num_groups" else -1)
            return R.choice([d for d in range(1, n + 1) if n % d == 0]) if chance(0.8) else R.randint(1, 5)
        if name in SMALL:
            return R.randint(*SMALL[name])
        return R.randint(1, 6) if chance(0.85) else R.choice([0, -1, 9])

    def value(self, kind, name):
        kinds = kind.split("|")
        kind = R.choice(kinds) if len(kinds) > 1 else kind
        if kind.startswith("Tensor["):
            return R.choice(["[%s]", "(%s)"]) % ", ".join(self.tensor() for _ in range(R.choice([2, 2, 2, 3])))
        if kind.startswith("Tensor"):
            return self.tensor()
        if kind.startswith("bool"):
            return R.choice(["True", "False"])
        if kind.startswith("str"):
            words = PAD_MODES if name == "mode" and self.row["name"] == "pad" else WORDS.get(name, ["'other'"])
            words = GRID_MODES[name] if self.row["name"] == "grid_sample" else words
            return R.choice(words) if chance(0.95) else "'other'"
        if kind.startswith(("int[", "int?[")):
            return self.integers(kind, name)
        if kind.startswith("int"):
            return str(self.integer(name)) if chance(0.97) else R.choice(["2.0", "None", "'2'"])
        if kind.startswith(("float", "Scalar")):
            return R.choice(["0.5", "1", "2", "0.1", "1.5", "0"])
        if name == "output_ratio":
            n = self.spatial + (R.choice([-1, 1]) if chance(0.1) else 0)
            return literal(R.choice([0.5, 0.6, 0.7, 0.75, 0.3, 1.5]) for _ in range(max(n, 1)))
        if name == "size" and self.row["name"] == "affine_grid":
            sizes = [self.size_at(0), *(R.randint(1, 6) for _ in range(self.size_at(1) + 1))]
            return literal(sizes if chance(0.85) else vary(sizes))
        if name in ("dim", "index"):
            return str(self.integer("dim"))
        return str(R.randint(1, 3))

    def integers(self, kind, name):
        rank = len(self.first)
        if name in ("size", "shape", "sizes") and self.row["name"] in ("view", "reshape", "Unflatten", "unflatten"):
            return literal(factors(math.prod(self.first)))
        if name == "normalized_shape":
            tail = self.first[-R.randint(1, max(rank - 1, 1)):]
            return literal(tail if chance(0.8) else vary(tail) or [1])
        if name in ("dims", "dim") and self.row["name"] == "permute":
            order = list(range(rank)) if chance(0.85) else list(range(rank + 1))
            R.shuffle(order)
            return literal(order)
        if name in ("dim", "dims"):
            return literal(self.integer("dim") for _ in range(R.choice([1, 1, 2])))
        if name in ("repeats", "sizes", "size") and self.row["name"] in ("repeat", "expand", "tile"):
            return literal(R.choice([1, 2, -1, s, s]) if self.row["name"] == "expand" else R.randint(1, 3) for s in vary(self.first) or [1])
        low, high = SMALL.get(name, (1, 6))
        length = re.search(r"\[(\d+)\]", kind)
        n = int(length.group(1)) if length else R.choice([1, 2, 2, 3, rank])
        if "?" in kind.split("]")[0] and chance(0.25):
            return "None" if chance(0.3) else literal(R.choice(["None", str(R.randint(low, high))]) for _ in range(n))
        if length and chance(0.55):
            return str(R.randint(low, high))
        n += R.choice([-1, 1]) if chance(0.05) else 0
        return literal(R.randint(low, high) for _ in range(max(n, 1)))

    def call(self):
        """The source of a call, its first tensor before the dot where it is a method."""
        name = R.choice(self.schema.names)
        module = name.startswith("nn.")
        if "alpha_dropout" in name and chance(0.5):
            name = self.schema.names[0]
        parts, receiver, keywords = [], None, False
        params = self.schema.params
        for i, (kind, parameter, default) in enumerate(params):
            required = not default
            if i == 0 and name.startswith("Tensor."):
                receiver = self.tensor()
                continue
            if not required and not chance(0.3 if len(params) > 2 else 0.5):
                keywords = True
                continue
            value = self.value(kind, parameter)
            if parameter in self.schema.keyword_only or keywords or (chance(0.2) and (module or i > 0)):
                keywords = True
                value = f"{parameter}={value}"
            parts.append(value)
        if chance(0.02) and parts:
            parts.pop()
        call = name.removeprefix("Tensor.") if receiver else name
        return f"{receiver}.{call}({', '.join(parts)})" if receiver else f"{call}({', '.join(parts)})"


def factors(n):
    """Sizes whose product is n, one of them perhaps -1; seldom others."""
    sizes, left = [], max(n, 1)
    for _ in range(R.randint(0, 3)):
        d = R.choice([d for d in range(1, left + 1) if left % d == 0])
        sizes.append(d)
        left //= d
    sizes.append(left)
    R.shuffle(sizes)
    if chance(0.5):
        sizes[R.randrange(len(sizes))] = -1
    if chance(0.25):
        sizes[R.randrange(len(sizes))] += R.choice([1, 2])
    return sizes


def inputs_of(row):
    """The example's input shapes, and which of its variables are whole numbers."""
    specs = [s for s in row["example_in"].split(";") if s.strip()]
    return [[int(n) for n in s.split(":")[0].split(",") if n.strip()] for s in specs], ["long" in s for s in specs]


def nudge_numbers(code):
    """The example with some of its numbers changed."""
    def change(found):
        n = int(found.group())
        return str(R.choice([n + 1, max(n - 1, -1), n * 2, R.randint(0, 6)])) if chance(0.35) else found.group()
    return re.sub(r"(?<![\w.'])-?\d+(?![\w.'])", change, code)


def from_example(row):
    shapes, _ = inputs_of(row)
    code = nudge_numbers(row["example"]) if chance(0.6) else row["example"]
    spelled = [n for line in row["functions"].split("\n") for n in Schema(line).names] if row["functions"] else []
    for name in spelled:
        if not name.startswith("Tensor.") and code.startswith(name + "("):
            code = R.choice([n for n in spelled if not n.startswith("Tensor.")]) + code[len(name):]
            break
    return code, [vary(s) for s in shapes]


def from_schema(row):
    lines = [row["module"]] if row["module"] and (chance(0.6) or not row["functions"]) else row["functions"].split("\n")
    shapes, _ = inputs_of(row)
    drawn = [a_shape(len(s) if chance(0.9) else len(s) + R.choice([-1, 1]), s) for s in shapes]
    if len(drawn) > 1 and chance(0.6):
        drawn = shapes if chance(0.3) else [drawn[0], *[drawn[0] if len(s) == len(shapes[0]) else s for s in drawn[1:]]]
    drawing = Drawing(row, Schema(R.choice(lines)), drawn)
    code = drawing.call()
    return code, drawing.shapes


def whole_numbers(code, longs):
    """Inputs that must be whole numbers are made so in the expression."""
    for name, long in zip("xyz", longs):
        if long:
            code = re.sub(rf"(?<![\w.]){name}\b(?!=)", f"{name}.long()", code)
    return code


def index_case():
    sizes = [R.randint(1, 7) for _ in range(R.randint(1, 4))]
    items = []
    for n in sizes[: R.randint(1, len(sizes))] + ([1] if chance(0.06) else []):
        items.append(R.choice([
            ":", ":", str(R.randint(-n, n - 1)), str(n) if chance(0.2) else "0", f"{R.randint(-n, n)}:", f":{R.randint(-n, n + 2)}",
            f"{R.randint(0, n)}:{R.randint(0, n)}:{R.randint(1, 3)}", "::2", "None", f"[{R.randint(0, n - 1)}, 0]",
        ]))
    if chance(0.2):
        items.insert(R.randint(0, len(items)), "...")
    return f"x[{', '.join(items)}]", [sizes]


def size_case():
    sizes = [R.randint(1, 7) for _ in range(R.randint(0, 4))]
    d = R.randint(-len(sizes) - 1, len(sizes))
    return R.choice([
        f"x.size({d})", f"x.shape[{d}]", "x.numel()", "x.dim()", "x.ndim", "len(x)", "list(x.size())", "list(x.shape[1:])", "x.nelement()",
        f"x.size({d}) * x.size(-1) // 2", "list(x.stride())", "x.is_contiguous()", "x.element_size()", "x.shape.numel()",
    ]), [sizes]


def view_case():
    sizes = [R.randint(1, 6) for _ in range(R.randint(1, 4))]
    to = ", ".join(map(str, factors(math.prod(sizes))))
    return R.choice([
        f"x.view({to})", f"x.view(({to},))", f"x.reshape([{to}])", f"torch.reshape(x, ({to},))", f"x.t().view({to})",
        f"x.transpose(0, -1).view({to})", f"x.transpose(0, -1).reshape({to})", f"x.permute(*reversed(range(x.dim()))).contiguous().view({to})",
        "x.view(x.size(0), -1)", "x.view(-1, x.shape[-1])", f"x[..., ::2].view({to})", "x[:, 0].view(-1)", "x.expand(2, *x.shape).view(-1)",
        "x.flatten(1).view(len(x), -1)", "x.unsqueeze(0).view(1, -1)", f"x.narrow(0, 0, 1).view({to})",
    ]), [sizes]


def net_case():
    """A few layers that a beginner might chain, the last one right about half of the time."""
    channels, height, width = R.choice([1, 3]), R.randint(10, 40), R.randint(10, 40)
    width = height if chance(0.7) else width
    given, parts = [R.randint(1, 3), channels, height, width], []
    for _ in range(R.randint(1, 3)):
        out, k, s, p = R.choice([2, 4, 6, 8]), R.choice([1, 2, 3, 5]), R.choice([1, 1, 2]), R.choice([0, 0, 1, 2])
        parts.append(f"nn.Conv2d({channels if chance(0.95) else channels + 1}, {out}, {k}, {s}, {p})")
        height, width, channels = (height + 2 * p - k) // s + 1, (width + 2 * p - k) // s + 1, out
        if chance(0.3):
            parts.append(f"nn.BatchNorm2d({channels})")
        parts.append(R.choice(["nn.ReLU()", "nn.Tanh()", "nn.LeakyReLU(0.2)", "nn.Dropout2d()"]))
        if chance(0.6):
            k, ceil = R.choice([2, 3]), chance(0.2)
            parts.append(f"nn.{R.choice(['Max', 'Avg'])}Pool2d({k}{', ceil_mode=True' if ceil else ''})")
            height, width = (-(-(height - k) // k) + 1, -(-(width - k) // k) + 1) if ceil else (height // k, width // k)
    if chance(0.2):
        parts.append("nn.AdaptiveAvgPool2d((2, 3))")
        height, width = 2, 3
    features = max(channels * height * width, 1)
    if chance(0.9):
        parts.append("nn.Flatten()")
    parts.append(f"nn.Linear({features if chance(0.7) else features + R.choice([-1, 1, channels])}, 5)")
    return f"nn.Sequential({', '.join(parts)})", [given if chance(0.93) else given[1:]]


def shapes_of(value):
    if isinstance(value, torch.Tensor):
        return [list(value.shape)]
    if isinstance(value, (list, tuple)):
        return [s for v in value for s in shapes_of(v)]
    return []


def outcome(code, shapes):
    """The case with PyTorch's answer, or None where it says nothing that every machine says."""
    torch.manual_seed(0)
    tensors = [torch.zeros(s) for s in shapes]
    space = {"torch": torch, "nn": nn, "F": F, **dict(zip("xyz", tensors))}
    case = {"code": code, "in": shapes}
    at = "construct" if code.startswith("nn.") else "call"
    try:
        value = eval(code, space)
        if isinstance(value, nn.Module):
            at, module = "call", value
            value = module(*tensors)
            case["params"] = sum(p.numel() for p in module.parameters())
    except (MemoryError, SyntaxError):
        return None
    except Exception as e:
        if MACHINE.search(str(e)) or len(str(e)) > 1500:
            return None
        return {**case, "error": {"type": type(e).__name__, "message": str(e), "at": at}}
    plain = isinstance(value, (int, float)) or (type(value) is list and value and all(isinstance(v, int) for v in value))
    if plain:
        return {**case, "value": value} if not isinstance(value, float) or math.isfinite(value) else None
    found = shapes_of(value)
    return {**case, "out": found} if found and sum(map(math.prod, found)) < 2_000_000 else None


def drawn(make, right, wrong, seen):
    """So many right and so many wrong cases out of `make`, if they come."""
    tries = 12 * (right + wrong)
    while (right or wrong) and tries:
        tries -= 1
        code, shapes = make()
        if len(shapes) > 3 or sum(map(math.prod, shapes)) > 100_000 or (code, str(shapes)) in seen:
            continue
        seen.add((code, str(shapes)))
        case = outcome(code, shapes)
        if case is None:
            continue
        if "error" in case and wrong:
            wrong -= 1
            yield case
        elif "error" not in case and right:
            right -= 1
            yield case


def main():
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    with open(sys.argv[2]) as file:
        rows = json.load(file)
    seen, cases = set(), []
    named = sys.argv[3:]
    for row in rows:
        if named and row["name"] not in named:
            continue
        _, longs = inputs_of(row)

        def make():
            code, shapes = R.choice([from_example, from_schema, from_schema])(row)
            if row["module"] and any(longs) and code.startswith("nn."):
                code += "(" + ", ".join("xyz"[: len(longs)]) + ")"
            return whole_numbers(code, longs), shapes

        often = OFTEN if OFTEN_DRAWN.fullmatch(row["name"]) else SELDOM if row["family"] in SELDOM_DRAWN else SOMETIMES
        cases += drawn(make, often, often, seen)
    for make, count in () if named else ((index_case, 60), (size_case, 25), (view_case, 60), (net_case, 60)):
        cases += drawn(make, count, count, seen)
    for case in cases:
        print(json.dumps(case, separators=(",", ":"), ensure_ascii=False))


main()
