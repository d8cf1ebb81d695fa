# warnings: what is raised, kept or left out. Those that are shown go to stderr, which is not shown here.
import re

_filters = []
_records = []


class WarningMessage:
    def __init__(self, message, category, filename="", lineno=0):
        self.message, self.category, self.filename, self.lineno = message, category, filename, lineno


def simplefilter(action, category=Warning, lineno=0, append=False):
    _filters.insert(len(_filters) if append else 0, (action, "", category))


def filterwarnings(action, message="", category=Warning, module="", lineno=0, append=False):
    _filters.insert(len(_filters) if append else 0, (action, message, category))


def resetwarnings():
    _filters.clear()


def formatwarning(message, category, filename, lineno, line=None):
    return f"{filename}:{lineno}: {category.__name__}: {message}\n"


def warn(message, category=None, stacklevel=1, source=None, **kwargs):
    if isinstance(message, Warning):
        category = type(message)
    else:
        category = UserWarning if category is None else category
        message = category(message)
    for action, text, wanted in _filters:
        if issubclass(category, wanted) and re.match(text, str(message), re.I):
            if action == "error":
                raise message
            if action == "ignore":
                return
            break
    if _records:
        _records[-1].append(WarningMessage(message, category))


def warn_explicit(message, category, filename, lineno, **kwargs):
    warn(message, category)


class catch_warnings:
    def __init__(self, *, record=False, module=None, action=None, category=Warning, lineno=0, append=False):
        self._record, self._action, self._category = record, action, category

    def __enter__(self):
        self._before = list(_filters)
        if self._action is not None:
            simplefilter(self._action, self._category)
        if self._record:
            _records.append([])
            return _records[-1]

    def __exit__(self, *exc_info):
        _filters[:] = self._before
        if self._record:
            _records.pop()
