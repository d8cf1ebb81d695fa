# textwrap: lines of a width.


def dedent(text):
    lines = text.split("\n")
    margin = None
    for line in lines:
        if not line.strip():
            continue
        indent = line[: len(line) - len(line.lstrip(" \t"))]
        if margin is None:
            margin = indent
        while not indent.startswith(margin):
            margin = margin[:-1]
    n = len(margin or "")
    return "\n".join(line[n:] if line.strip() else "" for line in lines)


def indent(text, prefix, predicate=None):
    keep = predicate or (lambda line: line.strip())
    return "".join(prefix + line if keep(line) else line for line in text.splitlines(True))


def wrap(text, width=70, initial_indent="", subsequent_indent="", break_long_words=True, **kwargs):
    lines, line = [], initial_indent
    empty = True
    for word in text.split():
        while True:
            space = "" if empty else " "
            if len(line) + len(space) + len(word) <= width:
                line, empty = line + space + word, False
                break
            if not empty:
                lines.append(line)
                line, empty = subsequent_indent, True
            elif break_long_words:
                room = max(width - len(line), 1)
                lines.append(line + word[:room])
                word, line = word[room:], subsequent_indent
                if not word:
                    break
            else:
                line, empty = line + word, False
                break
    if not empty:
        lines.append(line)
    return lines


def fill(text, width=70, **kwargs):
    return "\n".join(wrap(text, width, **kwargs))


def shorten(text, width, placeholder=" [...]", **kwargs):
    text = " ".join(text.split())
    if len(text) <= width:
        return text
    kept = ""
    for word in text.split(" "):
        longer = f"{kept} {word}" if kept else word
        if len(longer) + len(placeholder) > width:
            break
        kept = longer
    return kept + placeholder if kept else placeholder.lstrip()
