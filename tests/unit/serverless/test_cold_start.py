"""What a package brings for a quick start is used where it fits, and changes nothing."""

import ast
import gc
import marshal
import subprocess
import sys
from importlib.util import MAGIC_NUMBER
from pathlib import Path

from findling.serverless.cold_start import PREPARED, finish, key_of, read_codes

TAKEN = """
import dataclasses
from pathlib import Path
import findling.serverless.cold_start as start
start.begin(Path(%r))
@dataclasses.dataclass(frozen=True)
class Point:
    x: int
    y: int = 2
try:
    print(Point(1), Point(1) == Point(1, 2), hash(Point(1)) == hash(Point(1, 2)))
except Exception as error:
    print(error)
"""


def run(folder: Path) -> str:
    done = subprocess.run([sys.executable, "-c", TAKEN % str(folder)], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def texts_of() -> list[str]:
    """Returns what data classes compile in TAKEN."""
    telling = TAKEN.replace("start.begin(Path(%r))", "start.execute_data_classes_with(lambda text: print(repr(text)))")
    done = subprocess.run([sys.executable, "-c", telling], capture_output=True, text=True, check=True)
    return [ast.literal_eval(line) for line in done.stdout.splitlines() if line[1:5] == "def "]


def test_codes_are_those_of_texts(tmp_path: Path) -> None:
    """Shown by code that is not what the text compiles to."""
    plain = run(tmp_path)
    assert plain == "Point(x=1, y=2) True True"
    (text,) = [text for text in texts_of() if "def __repr__" in text]
    code = compile(
        f"{text.partition(')')[0]}):\n def __repr__(self): return 'taken'\n return __repr__", "<string>", "exec"
    )
    content = marshal.dumps({key_of(text): code})
    (tmp_path / PREPARED).write_bytes(MAGIC_NUMBER + content)
    assert run(tmp_path) == "taken True True"
    (tmp_path / PREPARED).write_bytes(b"\0\0\0\0" + content)  # of another Python
    assert (run(tmp_path), read_codes(tmp_path / PREPARED)) == (plain, {})


def test_garbage_is_collected_again() -> None:
    gc.disable()
    finish()
    assert gc.isenabled()
    gc.unfreeze()
