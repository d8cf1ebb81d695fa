# The progress bar: what it goes over, unchanged. It writes to the error output, of which nothing is shown.


class tqdm:
    def __init__(self, iterable=None, *args, **kwargs):
        self.iterable = iterable
        self.n = 0

    def __iter__(self):
        return iter(self.iterable)

    def __len__(self):
        return len(self.iterable)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def _nothing(self, *args, **kwargs):
        pass

    close = refresh = reset = clear = set_description = set_description_str = set_postfix = set_postfix_str = _nothing

    def update(self, n=1):
        self.n += n

    @staticmethod
    def write(text, *args, **kwargs):
        print(text)


def trange(*args, **kwargs):
    return tqdm(range(*args))
