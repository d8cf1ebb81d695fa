# argparse: options from the words that the program gives, else their defaults, as when it is started without any. What
# it would need from the command line then stays open.
import sys
import types

SUPPRESS, OPTIONAL, ZERO_OR_MORE, ONE_OR_MORE, REMAINDER, PARSER = "==SUPPRESS==", "?", "*", "+", "...", "A..."


class Namespace(types.SimpleNamespace):
    def __contains__(self, key):
        return key in self.__dict__


class ArgumentError(Exception):
    pass


class ArgumentTypeError(Exception):
    pass


class HelpFormatter:
    pass


ArgumentDefaultsHelpFormatter = RawTextHelpFormatter = RawDescriptionHelpFormatter = HelpFormatter
MetavarTypeHelpFormatter = HelpFormatter


class Action:
    """An option; one's own actions derive from it."""

    def __init__(self, option_strings, dest, nargs=None, const=None, default=None, type=None, choices=None,
                 required=False, help=None, metavar=None):
        self.option_strings, self.dest, self.nargs, self.const = option_strings, dest, nargs, const
        self.default, self.type, self.choices, self.required = default, type, choices, required
        self.help, self.metavar = help, metavar

    def __call__(self, parser, namespace, values, option_string=None):
        raise NotImplementedError(".__call__() not defined")

    def named(self):
        return "/".join(self.option_strings) or self.metavar or self.dest


class BooleanOptionalAction(Action):
    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, not option_string.startswith("--no-"))


class ArgumentParser:
    def __init__(self, prog=None, usage=None, description=None, parents=(), add_help=True, exit_on_error=True, **kwargs):
        self.prog, self.description, self._options, self._defaults = prog or "program.py", description, [], {}
        self._commands = None
        for parent in parents:
            self._options += parent._options
            self._defaults.update(parent._defaults)

    def add_argument(self, *names, action="store", dest=None, **options):
        flags = [n for n in names if n.startswith("-")]
        if dest is None:
            # The first long name is the attribute's, else the first short one.
            long = [n for n in flags if n.startswith("--")]
            dest = (long or flags or names)[0].lstrip("-").replace("-", "_" if flags else "-")
        kind = action if isinstance(action, str) else "own"
        if kind in ("store_true", "store_false"):
            options.setdefault("default", kind == "store_false")
            options["const"] = kind == "store_true"
        if kind in ("store_true", "store_false", "store_const", "append_const", "count", "help", "version"):
            options["nargs"] = 0
        known = ("nargs", "const", "default", "type", "choices", "required", "help", "metavar")
        given = {k: v for k, v in options.items() if k in known}
        if kind == "own" and isinstance(action, type):
            option = action(flags, dest, **options)
        else:
            option = Action(flags, dest, **given)
        option.kind = kind
        if action is BooleanOptionalAction:
            option.nargs = 0
            option.option_strings = flags + ["--no-" + f[2:] for f in flags if f.startswith("--")]
        self._options.append(option)
        return option

    def add_argument_group(self, *args, **kwargs):
        return self

    def add_mutually_exclusive_group(self, *args, **kwargs):
        return self

    def add_subparsers(self, *, dest=None, required=False, **kwargs):
        self._commands, self._command_dest, self._command_required = {}, dest, required
        return self

    def add_parser(self, name, **kwargs):
        self._commands[name] = ArgumentParser(**{k: v for k, v in kwargs.items() if k in ("parents", "description")})
        return self._commands[name]

    def set_defaults(self, **kwargs):
        self._defaults.update(kwargs)
        for option in self._options:
            if option.dest in kwargs:
                option.default, option.required = kwargs[option.dest], False

    def get_default(self, dest):
        for option in self._options:
            if option.dest == dest and option.default is not None:
                return option.default
        return self._defaults.get(dest)

    def error(self, message):
        print(f"usage: {self.prog} [-h]\n{self.prog}: error: {message}", file=sys.stderr)
        raise SystemExit(2)

    def exit(self, status=0, message=None):
        raise SystemExit(status)

    def print_help(self, file=None):
        pass

    def print_usage(self, file=None):
        pass

    def format_help(self):
        return unseen(None)

    def parse_args(self, args=None, namespace=None):
        known, rest = self.parse_known_args(args, namespace)
        if rest and not is_unknown(rest):
            self.error("unrecognized arguments: " + " ".join(rest))
        return known

    def parse_known_args(self, args=None, namespace=None):
        if is_unknown(args):
            return args, []
        if args is None and len(sys.argv) > 1:
            args = sys.argv[1:]
        space = Namespace() if namespace is None else namespace
        for option in self._options:
            if option.default != SUPPRESS and not hasattr(space, option.dest) and option.kind not in ("help", "version"):
                setattr(space, option.dest, option.default)
        for key, value in self._defaults.items():
            if not hasattr(space, key):
                setattr(space, key, value)
        seen, rest = set(), []
        if args is not None:
            rest = self._read(list(args), space, seen)
        for option in self._options:
            if option.dest in seen:
                continue
            needed = option.required if option.option_strings else option.nargs not in ("?", "*") and option.nargs != 0
            if needed and args is None:
                setattr(space, option.dest, unseen(None))
            elif needed:
                names = [o.named() for o in self._options if o.dest not in seen
                         and (o.required if o.option_strings else o.nargs not in ("?", "*"))]
                self.error("the following arguments are required: " + ", ".join(names))
            elif isinstance(option.default, str) and option.default != SUPPRESS and option.type is not None:
                setattr(space, option.dest, self._value(option, option.default))
        return space, rest

    def _value(self, option, word):
        kind = option.type
        if kind is None:
            return word
        try:
            return kind(word)
        except ArgumentTypeError as e:
            self.error(f"argument {option.named()}: {e}")
        except (TypeError, ValueError):
            self.error(f"argument {option.named()}: invalid {getattr(kind, '__name__', repr(kind))} value: {word!r}")

    def _find(self, word):
        """The option that a word names, and the value behind its `=`."""
        name, sign, value = word.partition("=")
        found = [o for o in self._options if name in o.option_strings]
        if not found and word.startswith("--"):
            found = [o for o in self._options if any(s.startswith(name) for s in o.option_strings)]
        if not found and len(word) > 2 and word[1] != "-":
            found = [o for o in self._options if word[:2] in o.option_strings]
            return (found[0], word[:2], word[2:]) if found else (None, word, None)
        return (found[0], name, value if sign else None) if found else (None, word, None)

    def _is_option(self, word):
        if not word.startswith("-") or word == "-":
            return False
        try:
            float(word)
            return False
        except ValueError:
            return True

    def _store(self, option, space, words, name, seen):
        for word in words:
            value = self._value(option, word)
            if option.choices is not None and value not in option.choices:
                shown = ", ".join(map(repr, option.choices))
                self.error(f"argument {option.named()}: invalid choice: {value!r} (choose from {shown})")
        values = [self._value(option, word) for word in words]
        single = option.nargs is None or option.nargs == "?"
        value = (values[0] if values else option.const) if single else values
        if option.nargs == "?" and not words and not option.option_strings:
            value = option.default
        if option.nargs == "*" and not words and not option.option_strings and option.default is not None:
            value = option.default
        seen.add(option.dest)
        if option.kind == "own":
            option(self, space, value, name)
        elif option.kind in ("store_true", "store_false", "store_const"):
            setattr(space, option.dest, option.const)
        elif option.kind == "count":
            setattr(space, option.dest, (getattr(space, option.dest, None) or 0) + 1)
        elif option.kind in ("append", "append_const", "extend"):
            value = option.const if option.kind == "append_const" else value
            before = list(getattr(space, option.dest, None) or [])
            setattr(space, option.dest, before + (value if option.kind == "extend" else [value]))
        elif option.kind in ("help", "version"):
            raise SystemExit(0)
        else:
            setattr(space, option.dest, value)

    def _read(self, words, space, seen):
        positional, loose, rest = [o for o in self._options if not o.option_strings], [], []
        while words:
            word = words.pop(0)
            if not self._is_option(word):
                if self._commands is not None and not positional and word in self._commands:
                    if self._command_dest:
                        setattr(space, self._command_dest, word)
                    inner, more = self._commands[word].parse_known_args(words, space)
                    return rest + more
                loose.append(word)
                continue
            option, name, value = self._find(word)
            if option is None:
                rest.append(word)
                continue
            taken = [] if value is None else [value]
            most = 1 if option.nargs in (None, "?") else option.nargs if isinstance(option.nargs, int) else len(words)
            while value is None and words and len(taken) < most and not self._is_option(words[0]):
                taken.append(words.pop(0))
            if option.nargs is None and not taken or option.nargs == "+" and not taken:
                self.error(f"argument {option.named()}: expected {'one argument' if option.nargs is None else 'at least one argument'}")
            if isinstance(option.nargs, int) and len(taken) < option.nargs:
                self.error(f"argument {option.named()}: expected {option.nargs} argument{'s' * (option.nargs != 1)}")
            self._store(option, space, taken, name, seen)
        for i, option in enumerate(positional):
            later = sum(1 for o in positional[i + 1:] if o.nargs is None or o.nargs == "+")
            most = 1 if option.nargs in (None, "?") else option.nargs if isinstance(option.nargs, int) else len(loose) - later
            taken, loose = loose[:max(most, 0)], loose[max(most, 0):]
            if taken or option.nargs in ("?", "*"):
                self._store(option, space, taken, None, seen)
        return rest + loose
