# io: files in memory. Bytes are not known here: what torch.save writes is kept as it was.


class _InMemory:
    def tell(self):
        return self._at

    def flush(self):
        pass

    def close(self):
        self.closed = True

    def isatty(self):
        return False

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()


class StringIO(_InMemory):
    def __init__(self, initial_value="", newline="\n"):
        self._text, self._at, self.closed = initial_value or "", 0, False

    def write(self, s):
        if is_unknown(s):
            return s
        if not isinstance(s, str):
            raise TypeError(f"string argument expected, got '{type(s).__name__}'")
        self._text = self._text[: self._at] + s + self._text[self._at + len(s):]
        self._at += len(s)
        return len(s)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def getvalue(self):
        return self._text

    def read(self, size=-1):
        end = len(self._text) if size is None or size < 0 else self._at + size
        part = self._text[self._at:end]
        self._at += len(part)
        return part

    def readline(self, size=-1):
        end = self._text.find("\n", self._at)
        return self.read(len(self._text) - self._at if end < 0 else end + 1 - self._at)

    def readlines(self):
        return list(self)

    def __iter__(self):
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def seek(self, offset, whence=0):
        self._at = offset if whence == 0 else len(self._text) + offset
        return self._at

    def truncate(self, size=None):
        self._text = self._text[: self._at if size is None else size]
        return len(self._text)


class BytesIO(_InMemory):
    def __init__(self, initial_bytes=b""):
        self._at, self.closed = 0, False

    def _open(self, *args):
        return unseen(None)

    getvalue = getbuffer = read = read1 = readline = readlines = readinto = write = truncate = _open

    def seek(self, offset, whence=0):
        self._at = offset
        return offset
