# Values as JSON text and back. Files are not read.
import math

# Given by the host: is_unknown(value); quietly(None), something open.

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


class JSONDecodeError(ValueError):
    pass


def _text(s, ascii_only):
    out = '"'
    for c in s:
        if c in _ESCAPES:
            out += _ESCAPES[c]
        elif ord(c) < 32 or (ascii_only and 126 < ord(c) < 65536):
            out += f"\\u{ord(c):04x}"
        elif ascii_only and ord(c) >= 65536:
            pair = ord(c) - 65536
            out += f"\\u{0xD800 + (pair >> 10):04x}\\u{0xDC00 + (pair & 1023):04x}"
        else:
            out += c
    return out + '"'


def _number(x):
    if isinstance(x, int):
        return str(int(x))
    if x != x:
        return "NaN"
    return "Infinity" if x == math.inf else "-Infinity" if x == -math.inf else repr(x)


def dumps(obj, *, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True, cls=None, indent=None,
          separators=None, default=None, sort_keys=False):
    if is_unknown(obj):
        return obj
    comma, colon = separators or ((", ", ": ") if indent is None else (",", ": "))
    step = " " * indent if isinstance(indent, int) else indent

    def joined(parts, opening, closing, level):
        if not parts:
            return opening + closing
        if step is None:
            return opening + comma.join(parts) + closing
        line = "\n" + step * (level + 1)
        return opening + line + (comma + line).join(parts) + "\n" + step * level + closing

    def key(k):
        if isinstance(k, str):
            return k
        if k is None or isinstance(k, (bool, int, float)):
            return value(k, 0)
        raise TypeError(f"keys must be str, int, float, bool or None, not {type(k).__name__}")

    def value(x, level):
        if x is None:
            return "null"
        if x is True or x is False:
            return "true" if x else "false"
        if isinstance(x, str):
            return _text(x, ensure_ascii)
        if isinstance(x, (int, float)):
            return _number(x)
        if isinstance(x, dict):
            pairs = [(key(k), v) for k, v in x.items()]
            if sort_keys:
                pairs = sorted(pairs, key=lambda pair: pair[0])
            return joined([_text(k, ensure_ascii) + colon + value(v, level + 1) for k, v in pairs], "{", "}", level)
        if isinstance(x, (list, tuple)):
            return joined([value(v, level + 1) for v in x], "[", "]", level)
        if is_unknown(x):
            return "…"
        if default is not None:
            return value(default(x), level)
        raise TypeError(f"Object of type {type(x).__name__} is not JSON serializable")

    return value(obj, 0)


class _Reader:
    def __init__(self, text):
        self.s, self.at = text, 0

    def fail(self, what, at):
        before = self.s[:at]
        line, column = before.count("\n") + 1, at - before.rfind("\n")
        raise JSONDecodeError(f"{what}: line {line} column {column} (char {at})")

    def skip(self):
        while self.at < len(self.s) and self.s[self.at] in " \t\n\r":
            self.at += 1

    def value(self):
        self.skip()
        s, at = self.s, self.at
        for word, meaning in (("null", None), ("true", True), ("false", False), ("NaN", math.nan),
                              ("Infinity", math.inf), ("-Infinity", -math.inf)):
            if s.startswith(word, at):
                self.at += len(word)
                return meaning
        c = s[at] if at < len(s) else ""
        if c == '"':
            return self.text()
        if c == "{" or c == "[":
            return self.many(c)
        end = at
        while end < len(s) and (s[end].isdigit() or s[end] in "+-.eE"):
            end += 1
        if end == at:
            self.fail("Expecting value", at)
        self.at = end
        word = s[at:end]
        return float(word) if "." in word or "e" in word or "E" in word else int(word)

    def text(self):
        out, begin = "", self.at
        self.at += 1
        while True:
            if self.at >= len(self.s):
                self.fail("Unterminated string starting at", begin)
            c = self.s[self.at]
            self.at += 1
            if c == '"':
                return out
            if c == "\\":
                c = self.s[self.at]
                self.at += 1
                if c == "u":
                    out += chr(int(self.s[self.at:self.at + 4], 16))
                    self.at += 4
                    continue
                c = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}.get(c, c)
            out += c

    def many(self, opening):
        closing, found = "}" if opening == "{" else "]", []
        self.at += 1
        self.skip()
        while self.s[self.at:self.at + 1] != closing:
            if found:
                if self.s[self.at:self.at + 1] != ",":
                    self.fail("Expecting ',' delimiter", self.at)
                self.at += 1
                self.skip()
            if opening == "{":
                if self.s[self.at:self.at + 1] != '"':
                    self.fail("Expecting property name enclosed in double quotes", self.at)
                key = self.text()
                self.skip()
                if self.s[self.at:self.at + 1] != ":":
                    self.fail("Expecting ':' delimiter", self.at)
                self.at += 1
                found.append((key, self.value()))
            else:
                found.append(self.value())
            self.skip()
        self.at += 1
        return dict(found) if opening == "{" else found


def loads(s, **kwargs):
    if is_unknown(s):
        return s
    reader = _Reader(s)
    value = reader.value()
    reader.skip()
    if reader.at < len(s):
        reader.fail("Extra data", reader.at)
    return value


def load(fp, **kwargs):
    return quietly(None)


def dump(obj, fp, **kwargs):
    pass
