# functools: what is not told in C++.
WRAPPER_ASSIGNMENTS = ("__module__", "__name__", "__qualname__", "__doc__")
WRAPPER_UPDATES = ("__dict__",)


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    for name in assigned:
        if hasattr(wrapped, name):
            setattr(wrapper, name, getattr(wrapped, name))
    for name in updated:
        for key, value in getattr(wrapped, name, {}).items():
            setattr(wrapper, key, value)
    wrapper.__wrapped__ = wrapped
    return wrapper


class _Key:
    __slots__ = ("obj", "mycmp")

    def __init__(self, mycmp, obj):
        self.mycmp, self.obj = mycmp, obj

    def __lt__(self, other):
        return self.mycmp(self.obj, other.obj) < 0

    def __gt__(self, other):
        return self.mycmp(self.obj, other.obj) > 0

    def __le__(self, other):
        return self.mycmp(self.obj, other.obj) <= 0

    def __ge__(self, other):
        return self.mycmp(self.obj, other.obj) >= 0

    def __eq__(self, other):
        return self.mycmp(self.obj, other.obj) == 0


def cmp_to_key(mycmp):
    return lambda obj: _Key(mycmp, obj)


class partialmethod:
    def __init__(self, func, /, *args, **keywords):
        self.func, self.args, self.keywords = func, args, keywords

    def __get__(self, obj, cls=None):
        func, args, keywords = self.func, self.args, self.keywords
        if obj is None:
            return lambda self, *more, **named: func(self, *args, *more, **{**keywords, **named})
        return lambda *more, **named: func(obj, *args, *more, **{**keywords, **named})


def _annotated(func):
    """The class that the first annotated parameter of a function names."""
    notes = getattr(func, "__annotations__", {})
    for name, note in notes.items():
        if name != "return":
            return note
    raise TypeError(
        f"Invalid first argument to `register()`: {func!r}. Use either `@register(some_class)` or plain `@register` on "
        "an annotated function."
    )


class _Dispatcher:
    """The functions of a singledispatch, by the class of what they are given."""

    def __init__(self, func):
        self.registry = {object: func}

    def dispatch(self, cls):
        for base in cls.__mro__:
            if base in self.registry:
                return self.registry[base]
        return self.registry[object]

    def register(self, cls, func=None):
        if func is None:
            if isinstance(cls, type):
                return lambda f: self.register(cls, f)
            func, cls = cls, _annotated(getattr(cls, "__func__", cls))
        self.registry[cls] = func
        return func


def singledispatch(func):
    chooser = _Dispatcher(func)

    def wrapper(*args, **kw):
        if not args:
            raise TypeError(f"{func.__name__} requires at least 1 positional argument")
        return chooser.dispatch(type(args[0]))(*args, **kw)

    wrapper.register, wrapper.dispatch, wrapper.registry = chooser.register, chooser.dispatch, chooser.registry
    return update_wrapper(wrapper, func)


class singledispatchmethod:
    def __init__(self, func):
        self.func, self.chooser = func, _Dispatcher(func)

    def register(self, cls, method=None):
        return self.chooser.register(cls, method)

    def __get__(self, obj, cls=None):
        def method(*args, **kwargs):
            found = self.chooser.dispatch(type(args[0]))
            if hasattr(found, "__get__") and not hasattr(found, "__code__"):
                return found.__get__(obj, cls)(*args, **kwargs)
            return found(obj, *args, **kwargs)

        return method
