# Regular expressions by backtracking. Look-behind, conditionals and Unicode properties are not here.

# Given by the host: is_unknown(value); quietly(None), something open.

A = ASCII = 256
I = IGNORECASE = 2
M = MULTILINE = 8
S = DOTALL = 16
X = VERBOSE = 64
U = UNICODE = 32
NOFLAG = 0


class PatternError(Exception):
    pass


error = PatternError


def _is_word(c):
    return c.isalnum() or c == "_"


_KINDS = {"d": str.isdigit, "w": _is_word, "s": str.isspace}
_SIGNS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a", "0": "\0"}


class _Parser:
    """From the text to nodes: (kind, …)."""

    def __init__(self, text, flags):
        self.s, self.at, self.flags = text, 0, flags
        self.groups, self.names = 0, {}

    def peek(self):
        return self.s[self.at] if self.at < len(self.s) else ""

    def take(self):
        c = self.peek()
        self.at += 1
        return c

    def fail(self, what):
        raise error(f"{what} at position {self.at}")

    def alternatives(self):
        branches = [self.sequence()]
        while self.peek() == "|":
            self.at += 1
            branches.append(self.sequence())
        return branches[0] if len(branches) == 1 else ("alt", branches)

    def sequence(self):
        parts = []
        while self.peek() not in ("", "|", ")"):
            if self.flags & X and (self.peek().isspace() or self.peek() == "#"):
                if self.take() == "#":
                    while self.peek() not in ("", "\n"):
                        self.at += 1
                continue
            atom = self.atom()
            if atom is not None:
                parts.append(self.repeated(atom))
        return ("cat", parts)

    def repeated(self, atom):
        while True:
            c = self.peek()
            if c in ("*", "+", "?"):
                self.at += 1
                low, high = {"*": (0, -1), "+": (1, -1), "?": (0, 1)}[c]
            elif c == "{" and self.counts():
                parts = self.counts()
                self.at = self.s.find("}", self.at) + 1
                low = int(parts[0]) if parts[0] else 0
                high = low if len(parts) == 1 else int(parts[1]) if parts[1] else -1
            else:
                return atom
            lazy = self.peek() == "?"
            self.at += lazy or self.peek() == "+"
            atom = ("rep", atom, low, high, lazy)

    def counts(self):
        """The numbers of {2}, {2,} or {,3}; nothing where a brace is only a brace."""
        close = self.s.find("}", self.at)
        parts = self.s[self.at + 1:close].split(",") if close > 0 else []
        told = [part for part in parts if part.isdigit()]
        return parts if told and len(parts) < 3 and all(part.isdigit() or not part for part in parts) else []

    def until(self, end):
        close = self.s.find(end, self.at)
        if close < 0:
            self.fail(f"missing {end}, unterminated name")
        text, self.at = self.s[self.at:close], close + 1
        return text

    def named(self, name):
        if name not in self.names:
            self.fail(f"unknown group name {name!r}")
        return self.names[name]

    def atom(self):
        c = self.take()
        if c == ".":
            return ("one", (lambda x: True) if self.flags & S else (lambda x: x != "\n"))
        if c in "^$":
            return ("begin" if c == "^" else "end",)
        if c == "[":
            return ("one", self.one_of())
        if c == "(":
            return self.group()
        if c == "\\":
            return self.escaped()
        if c in "*+?":
            self.at -= 1
            self.fail("nothing to repeat")
        return ("one", self.exactly(c))

    def exactly(self, c):
        if self.flags & I:
            return lambda x, low=c.lower(): x.lower() == low
        return lambda x: x == c

    def escaped(self):
        c = self.take()
        if c.lower() in _KINDS:
            test = _KINDS[c.lower()]
            return ("one", test if c.islower() else lambda x: not test(x))
        if c in ("b", "B"):
            return ("word", c == "b")
        if c in ("A", "Z", "z"):
            return ("first",) if c == "A" else ("last",)
        if c.isdigit() and c != "0":
            if int(c) > self.groups:
                self.fail(f"invalid group reference {c}")
            return ("same", int(c))
        if not c:
            self.fail("bad escape (end of pattern)")
        return ("one", self.exactly(_SIGNS.get(c, c)))

    def one_of(self):
        negated = self.peek() == "^"
        self.at += negated
        tests, first = [], True
        while first or self.peek() != "]":
            first = False
            if self.at >= len(self.s):
                self.fail("unterminated character set")
            c = self.take()
            if c == "\\":
                c = self.take()
                if c.lower() in _KINDS:
                    kind = _KINDS[c.lower()]
                    tests.append(kind if c.islower() else lambda x, kind=kind: not kind(x))
                    continue
                c = "\b" if c == "b" else _SIGNS.get(c, c)
            if self.peek() == "-" and self.s[self.at + 1:self.at + 2] not in ("]", ""):
                self.at += 1
                high = self.take()
                if high == "\\":
                    high = self.take()
                    high = _SIGNS.get(high, high)
                if self.flags & I:
                    tests.append(lambda x, a=c, b=high: a <= x.lower() <= b or a <= x.upper() <= b)
                else:
                    tests.append(lambda x, a=c, b=high: a <= x <= b)
            else:
                tests.append(self.exactly(c))
        self.at += 1

        def among(x):
            for test in tests:
                if test(x):
                    return not negated
            return negated

        return among

    def group(self):
        number, ahead = 0, None
        if self.peek() == "?":
            self.at += 1
            c = self.take()
            if c == "P" or (c == "<" and self.peek() not in "=!"):
                if c == "P" and self.take() == "=":
                    return ("same", self.named(self.until(")")))
                name = self.until(">")
                if not name.isidentifier():
                    self.fail(f"bad character in group name {name!r}")
                self.groups += 1
                number = self.names[name] = self.groups
            elif c in "=!":
                ahead = c == "="
            elif c != ":":
                while c not in (":", ")", ""):
                    self.flags |= {"i": I, "m": M, "s": S, "x": X}.get(c, 0)
                    c = self.take()
                if c == ")":
                    return None
        else:
            self.groups += 1
            number = self.groups
        inner = self.alternatives()
        if self.take() != ")":
            self.fail("missing ), unterminated subpattern")
        if ahead is not None:
            return ("look", inner, ahead)
        return ("group", inner, number) if number else inner


class _Run:
    """One attempt: matches nodes from a place on, and goes on with what follows them."""

    def __init__(self, text, groups, flags):
        self.s, self.flags = text, flags
        self.spans = [None] * (groups + 1)

    def all(self, parts, n, i, then):
        s = self.s
        while n < len(parts):
            node = parts[n]
            n += 1
            if node[0] == "one":
                if i >= len(s) or not node[1](s[i]):
                    return -1
                i += 1
                continue
            if n == len(parts):
                return self.at(node, i, then)
            return self.at(node, i, lambda j, n=n: self.all(parts, n, j, then))
        return then(i)

    def at(self, node, i, then):
        kind, s = node[0], self.s
        if kind == "cat":
            return self.all(node[1], 0, i, then)
        if kind == "one":
            return then(i + 1) if i < len(s) and node[1](s[i]) else -1
        if kind == "alt":
            for branch in node[1]:
                end = self.at(branch, i, then)
                if end >= 0:
                    return end
            return -1
        if kind == "rep":
            return self.repeated(node, i, then)
        if kind == "group":
            before = self.spans[node[2]]

            def close(j):
                kept, self.spans[node[2]] = self.spans[node[2]], (i, j)
                end = then(j)
                if end < 0:
                    self.spans[node[2]] = kept
                return end

            end = self.at(node[1], i, close)
            if end < 0:
                self.spans[node[2]] = before
            return end
        if kind == "look":
            return then(i) if (self.at(node[1], i, lambda j: j) >= 0) == node[2] else -1
        if kind == "same":
            a, b = self.spans[node[1]] or (1, 0)
            return then(i + b - a) if a <= b and s[a:b] == s[i:i + b - a] else -1
        many = self.flags & M
        if kind == "begin":
            fits = i == 0 or (many and s[i - 1] == "\n")
        elif kind == "end":
            fits = i == len(s) or (i == len(s) - 1 and s[i] == "\n") or (many and s[i] == "\n")
        elif kind == "word":
            fits = ((i > 0 and _is_word(s[i - 1])) != (i < len(s) and _is_word(s[i]))) == node[1]
        else:
            fits = i == (0 if kind == "first" else len(s))
        return then(i) if fits else -1

    def repeated(self, node, i, then):
        _, inner, low, high, lazy = node
        if inner[0] == "one":
            test, s, most = inner[1], self.s, 0
            while (high < 0 or most < high) and i + most < len(s) and not (lazy and most >= low) and test(s[i + most]):
                most += 1
            if most < low:
                return -1
            if lazy:
                while True:
                    end = then(i + most)
                    if end >= 0 or most == high or i + most >= len(s) or not test(s[i + most]):
                        return end
                    most += 1
            for n in range(most, low - 1, -1):
                end = then(i + n)
                if end >= 0:
                    return end
            return -1

        def more(j, n):
            if n >= low and lazy:
                end = then(j)
                if end >= 0:
                    return end
            if high < 0 or n < high:
                end = self.at(inner, j, lambda k: more(k, n + 1) if k > j or n < low else -1)
                if end >= 0:
                    return end
            return -1 if n < low or lazy else then(j)

        return more(i, 0)


class Match:
    def __init__(self, pattern, string, spans):
        self.re, self.string, self._spans = pattern, string, spans

    def _number(self, group):
        number = self.re.groupindex[group] if group in self.re.groupindex else group
        if not isinstance(number, int) or not 0 <= number < len(self._spans):
            raise IndexError("no such group")
        return number

    def _text(self, group, default=None):
        span = self._spans[self._number(group)]
        return default if span is None else self.string[span[0]:span[1]]

    def group(self, *groups):
        if len(groups) < 2:
            return self._text(groups[0] if groups else 0)
        return tuple(self._text(g) for g in groups)

    def __getitem__(self, group):
        return self._text(group)

    def groups(self, default=None):
        return tuple(self._text(g, default) for g in range(1, len(self._spans)))

    def groupdict(self, default=None):
        return {name: self._text(name, default) for name in self.re.groupindex}

    def span(self, group=0):
        return self._spans[self._number(group)] or (-1, -1)

    def start(self, group=0):
        return self.span(group)[0]

    def end(self, group=0):
        return self.span(group)[1]

    def expand(self, template):
        out, i = "", 0
        while i < len(template):
            c = template[i]
            i += 1
            if c != "\\" or i >= len(template):
                out += c
                continue
            c = template[i]
            i += 1
            if c == "g" and template[i:i + 1] == "<":
                close = template.find(">", i)
                name, i = template[i + 1:close], close + 1
                out += self._text(int(name) if name.isdigit() else name, "")
            elif c.isdigit() and c != "0":
                out += self._text(int(c), "")
            else:
                out += _SIGNS.get(c, c)
        return out

    def __repr__(self):
        return f"<re.Match object; span={self.span()}, match={self.group()!r}>"


class Pattern:
    def __init__(self, pattern, flags=0):
        parser = _Parser(pattern, int(flags))
        self._node = parser.alternatives()
        if parser.at < len(pattern):
            parser.fail("unbalanced parenthesis")
        self.pattern, self.flags = pattern, parser.flags
        self.groups, self.groupindex = parser.groups, parser.names

    def _at(self, string, at, least=0, whole=False):
        """A match at one place, of so many characters at least."""
        run = _Run(string, self.groups, self.flags)
        most = len(string)
        end = run.at(self._node, at, lambda j: j if j >= at + least and (j == most or not whole) else -1)
        if end < 0:
            return None
        run.spans[0] = (at, end)
        return Match(self, string, run.spans)

    def match(self, string, pos=0):
        return string if is_unknown(string) else self._at(string, pos)

    def fullmatch(self, string, pos=0):
        return string if is_unknown(string) else self._at(string, pos, 0, True)

    def search(self, string, pos=0):
        if is_unknown(string):
            return string
        for at in range(pos, len(string) + 1):
            found = self._at(string, at)
            if found:
                return found
        return None

    def finditer(self, string):
        # After an empty match the next one at that place must not be empty.
        found = self.search(string)
        while found:
            yield found
            begin, at = found.span()
            found = (self._at(string, at, 1) or self.search(string, at + 1)) if begin == at else self.search(string, at)

    def findall(self, string):
        if is_unknown(string):
            return string
        if self.groups == 0:
            return [m.group() for m in self.finditer(string)]
        return [m.groups("")[0] if self.groups == 1 else m.groups("") for m in self.finditer(string)]

    def subn(self, repl, string, count=0):
        if is_unknown(string) or is_unknown(repl):
            return quietly(None), 0
        out, at, times = "", 0, 0
        for m in self.finditer(string):
            if count and times == count:
                break
            out += string[at:m.start()] + (repl(m) if callable(repl) else m.expand(repl))
            at, times = m.end(), times + 1
        return out + string[at:], times

    def sub(self, repl, string, count=0):
        return self.subn(repl, string, count)[0]

    def split(self, string, maxsplit=0):
        if is_unknown(string):
            return string
        parts, at = [], 0
        for m in self.finditer(string):
            if maxsplit and len(parts) >= maxsplit * (1 + self.groups):
                break
            parts.append(string[at:m.start()])
            parts += m.groups()
            at = m.end()
        return parts + [string[at:]]

    def __repr__(self):
        return f"re.compile({self.pattern!r})"


_known = {}


def compile(pattern, flags=0):
    if isinstance(pattern, Pattern) or is_unknown(pattern):
        return pattern
    key = (pattern, int(flags))
    if key not in _known:
        _known[key] = Pattern(pattern, flags)
    return _known[key]


def match(pattern, string, flags=0):
    return compile(pattern, flags).match(string)


def fullmatch(pattern, string, flags=0):
    return compile(pattern, flags).fullmatch(string)


def search(pattern, string, flags=0):
    return compile(pattern, flags).search(string)


def findall(pattern, string, flags=0):
    return compile(pattern, flags).findall(string)


def finditer(pattern, string, flags=0):
    return compile(pattern, flags).finditer(string)


def sub(pattern, repl, string, count=0, flags=0):
    return compile(pattern, flags).sub(repl, string, count)


def subn(pattern, repl, string, count=0, flags=0):
    return compile(pattern, flags).subn(repl, string, count)


def split(pattern, string, maxsplit=0, flags=0):
    return compile(pattern, flags).split(string, maxsplit)


def escape(pattern):
    return "".join("\\" + c if c in "()[]{}?*+-|^$\\.&~# \t\n\r\v\f" else c for c in pattern)
