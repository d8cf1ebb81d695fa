"""What CPython 3.13 makes of the programs beside this file: `python3.13 expected.py` writes language.expected and so on.

A file holds programs, parted by lines "#---". Of each: what it prints, and "!Type: message @line" where it ends in an exception.
"""
import contextlib
import io
import pathlib

HERE = pathlib.Path(__file__).parent


def run(source):
    printed, end = io.StringIO(), ""
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(source, "program.py", "exec"), {"__name__": "__main__"})
    except Exception as e:
        line, place = 0, e.__traceback__
        while place:
            if place.tb_frame.f_code.co_filename == "program.py":
                line = place.tb_lineno
            place = place.tb_next
        end = f"!{type(e).__name__}: {e} @{line}\n"
    return printed.getvalue() + end


for path in sorted(HERE.glob("*.py")):
    if path.name != pathlib.Path(__file__).name:
        programs = path.read_text().rstrip("\n").split("\n#---\n")
        path.with_suffix(".expected").write_text("#---\n".join(map(run, programs)))
