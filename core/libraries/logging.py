# logging: loggers, handlers and formats. What goes to stderr is not shown; times are not known.
import sys

CRITICAL = FATAL = 50
ERROR, WARNING, INFO, DEBUG, NOTSET = 40, 30, 20, 10, 0
WARN = WARNING
_names = {50: "CRITICAL", 40: "ERROR", 30: "WARNING", 20: "INFO", 10: "DEBUG", 0: "NOTSET"}


def getLevelName(level):
    if isinstance(level, str):
        return _level(level)
    return _names.get(level, f"Level {level}")


def addLevelName(level, name):
    _names[level] = name


def _level(level):
    if isinstance(level, str):
        for number, name in _names.items():
            if name == level:
                return number
        raise ValueError(f"Unknown level: {level!r}")
    return level


class LogRecord:
    def __init__(self, name, level, pathname, lineno, msg, args, exc_info=None):
        self.name, self.levelno, self.levelname, self.msg, self.args = name, level, getLevelName(level), msg, args
        self.lineno, self.pathname, self.filename, self.module = lineno, pathname, pathname, "program"
        self.funcName, self.process, self.exc_info = "<module>", 1, exc_info

    def getMessage(self):
        if not self.args:
            return str(self.msg)
        given = self.args[0] if len(self.args) == 1 and isinstance(self.args[0], dict) else self.args
        return str(self.msg) % given


class _Unsaid(dict):
    """The fields of a record: those that are not known, a time say, stay open."""

    def __missing__(self, key):
        return "…"


class Formatter:
    def __init__(self, fmt=None, datefmt=None, style="%"):
        self._fmt, self.datefmt, self._style = fmt or "%(message)s", datefmt, style

    def format(self, record):
        record.message = record.getMessage()
        fields = _Unsaid(vars(record))
        fields["asctime"] = self.formatTime(record)
        if self._style == "{":
            return self._fmt.format(**fields)
        return self._fmt % fields

    def formatTime(self, record, datefmt=None):
        return "…"


class Filter:
    def __init__(self, name=""):
        self.name = name

    def filter(self, record):
        return not self.name or record.name == self.name or record.name.startswith(self.name + ".")


class _Filtered:
    def addFilter(self, filter):
        self.filters.append(filter)

    def removeFilter(self, filter):
        self.filters.remove(filter)

    def filter(self, record):
        return all(f.filter(record) if hasattr(f, "filter") else f(record) for f in self.filters)


class Handler(_Filtered):
    def __init__(self, level=NOTSET):
        self.level, self.formatter, self.filters = _level(level), None, []

    def setLevel(self, level):
        self.level = _level(level)

    def setFormatter(self, fmt):
        self.formatter = fmt

    def format(self, record):
        return (self.formatter or Formatter()).format(record)

    def handle(self, record):
        if self.filter(record):
            self.emit(record)

    def emit(self, record):
        raise NotImplementedError("emit must be implemented by Handler subclasses")

    def flush(self):
        pass

    def close(self):
        pass


class StreamHandler(Handler):
    def __init__(self, stream=None):
        super().__init__()
        self.stream = sys.stderr if stream is None else stream
        self.terminator = "\n"

    def emit(self, record):
        self.stream.write(self.format(record) + self.terminator)


class FileHandler(Handler):
    def __init__(self, filename, mode="a", encoding=None, delay=False, errors=None):
        super().__init__()
        self.baseFilename = filename

    def emit(self, record):
        pass


class NullHandler(Handler):
    def emit(self, record):
        pass


class _Leveled:
    """log() by the names of levels."""

    def debug(self, msg, *args, **kwargs):
        self.log(DEBUG, msg, *args, **kwargs)

    def info(self, msg, *args, **kwargs):
        self.log(INFO, msg, *args, **kwargs)

    def warning(self, msg, *args, **kwargs):
        self.log(WARNING, msg, *args, **kwargs)

    def error(self, msg, *args, **kwargs):
        self.log(ERROR, msg, *args, **kwargs)

    def critical(self, msg, *args, **kwargs):
        self.log(CRITICAL, msg, *args, **kwargs)

    warn, fatal, exception = warning, critical, error


class Logger(_Filtered, _Leveled):
    def __init__(self, name, level=NOTSET):
        self.name, self.level, self.parent, self.propagate = name, _level(level), None, True
        self.handlers, self.filters, self.disabled = [], [], False

    def setLevel(self, level):
        self.level = _level(level)

    def getEffectiveLevel(self):
        logger = self
        while logger is not None:
            if logger.level:
                return logger.level
            logger = logger.parent
        return NOTSET

    def isEnabledFor(self, level):
        return level >= self.getEffectiveLevel() and level > _disabled[0]

    def addHandler(self, handler):
        if handler not in self.handlers:
            self.handlers.append(handler)

    def removeHandler(self, handler):
        if handler in self.handlers:
            self.handlers.remove(handler)

    def hasHandlers(self):
        logger = self
        while logger is not None:
            if logger.handlers:
                return True
            logger = logger.parent if logger.propagate else None
        return False

    def getChild(self, suffix):
        return getLogger(suffix if self.name == "root" else f"{self.name}.{suffix}")

    def log(self, level, msg, *args, exc_info=None, extra=None, **kwargs):
        if self.disabled or not self.isEnabledFor(level):
            return
        record = LogRecord(self.name, level, "program.py", 0, msg, args, exc_info)
        for key, value in (extra or {}).items():
            setattr(record, key, value)
        if not self.filter(record):
            return
        logger = self
        while logger is not None:
            for handler in logger.handlers:
                if level >= handler.level:
                    handler.handle(record)
            logger = logger.parent if logger.propagate else None

    def __repr__(self):
        return f"<{type(self).__name__} {self.name} ({getLevelName(self.getEffectiveLevel())})>"


class LoggerAdapter(_Leveled):
    def __init__(self, logger, extra=None):
        self.logger, self.extra = logger, extra

    def process(self, msg, kwargs):
        return msg, {**kwargs, "extra": self.extra}

    def log(self, level, msg, *args, **kwargs):
        msg, kwargs = self.process(msg, kwargs)
        self.logger.log(level, msg, *args, **kwargs)

    def __getattr__(self, name):
        return getattr(self.logger, name)


class RootLogger(Logger):
    pass


_disabled = [-1]
root = RootLogger("root", WARNING)
_loggers = {"root": root}


def getLogger(name=None):
    if not name or name == "root":
        return root
    if name not in _loggers:
        logger = _loggers[name] = Logger(name)
        path = name.rpartition(".")[0]
        while path and path not in _loggers:
            path = path.rpartition(".")[0]
        logger.parent = _loggers[path] if path else root
        for other in _loggers.values():
            if other.name.startswith(name + ".") and not (other.parent.name + ".").startswith(name + "."):
                other.parent = logger
    return _loggers[name]


def basicConfig(*, level=None, format=None, datefmt=None, style="%", stream=None, filename=None, filemode="a",
                handlers=None, force=False, encoding=None, errors=None):
    if force:
        root.handlers.clear()
    if not root.handlers:
        if handlers is None:
            handlers = [FileHandler(filename) if filename else StreamHandler(stream)]
        default = {"%": "%(levelname)s:%(name)s:%(message)s", "{": "{levelname}:{name}:{message}"}
        for handler in handlers:
            if handler.formatter is None:
                handler.setFormatter(Formatter(format or default.get(style), datefmt, style))
            root.addHandler(handler)
        if level is not None:
            root.setLevel(level)


def disable(level=CRITICAL):
    _disabled[0] = level


class _Module(_Leveled):
    """The functions of the module, which are the root's once it has a handler."""

    def log(self, level, msg, *args, **kwargs):
        if not root.handlers:
            basicConfig()
        root.log(level, msg, *args, **kwargs)


_module = _Module()
log, debug, info, warning, error, critical = (
    _module.log, _module.debug, _module.info, _module.warning, _module.error, _module.critical)
warn, exception, fatal = warning, error, critical


def captureWarnings(capture):
    pass


def shutdown():
    pass
