# Files in memory: io. What is written there is kept as it was.


class BytesIO:
    def __init__(self, initial_bytes=b""):
        self._at = 0

    def seek(self, offset, whence=0):
        self._at = offset
        return offset

    def tell(self):
        return self._at

    def close(self):
        pass

    flush = close

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass


class StringIO:
    def __init__(self, initial_value="", newline="\n"):
        self._text, self._at = initial_value, 0

    def write(self, s):
        self._text = self._text[:self._at] + s + self._text[self._at + len(s):]
        self._at += len(s)
        return len(s)

    def read(self, size=-1):
        end = len(self._text) if size is None or size < 0 else self._at + size
        text, self._at = self._text[self._at:end], min(end, len(self._text))
        return text

    def readline(self):
        end = self._text.find("\n", self._at) + 1
        return self.read(end - self._at if end else -1)

    def readlines(self):
        return list(self)

    def __iter__(self):
        while line := self.readline():
            yield line

    def getvalue(self):
        return self._text

    def seek(self, offset, whence=0):
        self._at = offset if whence == 0 else len(self._text)
        return self._at

    def tell(self):
        return self._at

    def close(self):
        pass

    flush = close

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass
