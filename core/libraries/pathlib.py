# pathlib: paths as texts. What is on the disk is not known.


class PurePath:
    def __new__(cls, *args):
        return object.__new__(cls)

    def __init__(self, *parts):
        path = ""
        for part in parts:
            part = str(part)
            path = part if part.startswith("/") or not path else path.rstrip("/") + "/" + part
        root = "/" if path.startswith("/") else ""
        names = [name for name in path.split("/") if name not in ("", ".")]
        self._root, self._names = root, names

    @classmethod
    def cwd(cls):
        return unseen(None)

    home = cwd

    def __str__(self):
        return self._root + "/".join(self._names) or "."

    def __repr__(self):
        return f"{'PosixPath' if type(self) is Path else type(self).__name__}({str(self)!r})"

    def __fspath__(self):
        return str(self)

    as_posix = __str__

    def __truediv__(self, other):
        if is_unknown(other):
            return other
        if not isinstance(other, (str, PurePath)):
            return NotImplemented
        return type(self)(self, other)

    def __rtruediv__(self, other):
        return type(self)(other, self)

    def joinpath(self, *others):
        return type(self)(self, *others)

    def __eq__(self, other):
        return isinstance(other, PurePath) and str(self) == str(other)

    def __hash__(self):
        return hash(str(self))

    def __lt__(self, other):
        return self.parts < other.parts

    @property
    def parts(self):
        return tuple(([self._root] if self._root else []) + self._names)

    @property
    def name(self):
        return self._names[-1] if self._names else ""

    @property
    def suffix(self):
        dot = self.name.rfind(".")
        return self.name[dot:] if 0 < dot < len(self.name) - 1 else ""

    @property
    def suffixes(self):
        return ["." + part for part in self.name.lstrip(".").split(".")[1:]]

    @property
    def stem(self):
        return self.name[: len(self.name) - len(self.suffix)]

    @property
    def parent(self):
        return type(self)(self._root + "/".join(self._names[:-1]))

    @property
    def parents(self):
        all, path = [], self
        while path._names:
            path = path.parent
            all.append(path)
        return all

    @property
    def anchor(self):
        return self._root

    def is_absolute(self):
        return bool(self._root)

    def with_name(self, name):
        return self.parent / name

    def with_stem(self, stem):
        return self.with_name(stem + self.suffix)

    def with_suffix(self, suffix):
        return self.with_name(self.stem + suffix)

    def relative_to(self, *other):
        base = type(self)(*other)
        n = len(base.parts)
        if self.parts[:n] != base.parts:
            raise ValueError(f"{str(self)!r} is not in the subpath of {str(base)!r}")
        return type(self)(*self.parts[n:])

    def is_relative_to(self, *other):
        base = type(self)(*other)
        return self.parts[: len(base.parts)] == base.parts

    def match(self, pattern):
        return unseen(None)

    # What asks the disk, or writes there.
    def _asks(self, *args, **kwargs):
        return unseen(None)

    exists = is_file = is_dir = stat = glob = rglob = iterdir = open = read_text = read_bytes = write_text = _asks
    write_bytes = resolve = absolute = expanduser = touch = rename = samefile = owner = is_symlink = _asks

    def mkdir(self, mode=0o777, parents=False, exist_ok=False):
        pass

    def unlink(self, missing_ok=False):
        pass

    rmdir = unlink


class PurePosixPath(PurePath):
    pass


class Path(PurePath):
    pass


PosixPath = Path
