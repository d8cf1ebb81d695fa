"""What each program in printed/ prints under PyTorch 2.6: writes NAME.txt beside NAME.py.

usage: python3 generate_printed.py [NAME.py ...]      (no names: all of them)

An exception that ends a program stands in a last line, "Type: message". einops.py needs einops beside PyTorch (its text
was made with einops 0.8.2 and PyTorch 2.11, which print the same here).
"""

import contextlib
import io
import pathlib
import sys
import warnings

import torch

FOLDER = pathlib.Path(__file__).parent / "printed"


def printed(path):
    out = io.StringIO()
    torch.manual_seed(0)
    torch.set_printoptions(profile="default")
    torch.set_grad_enabled(True)
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(path.read_text(), path.name, "exec"), {"__name__": "__main__"})
        except Exception as e:
            print(f"{type(e).__name__}: {e}")
    return out.getvalue()


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    for path in [FOLDER / n for n in sys.argv[1:]] or sorted(FOLDER.glob("*.py")):
        path.with_suffix(".txt").write_text(printed(path))
