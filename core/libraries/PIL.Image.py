# A picture as data sets hand it out: channels and size, no pixels. Given by the host: quietly(None) is something open.


class Image:
    def __init__(self, channels, height, width):
        self._channels, self.height, self.width = channels, height, width

    size = property(lambda self: (self.width, self.height))
    mode = property(lambda self: {1: "L", 3: "RGB", 4: "RGBA"}.get(self._channels, "RGB"))

    def getbands(self):
        return tuple(self.mode)

    def convert(self, mode):
        return Image({"L": 1, "1": 1, "RGBA": 4}.get(mode, 3), self.height, self.width)

    def resize(self, size, *args):
        return Image(self._channels, size[1], size[0])

    def crop(self, box):
        return Image(self._channels, box[3] - box[1], box[2] - box[0])

    def copy(self):
        return self

    def __getattr__(self, name):
        return quietly(None)


call_it(Image, "PIL.Image.Image")


def __getattr__(name):
    return quietly(None)
