"""What a package brings to start quickly, made by starting it once: whether it starts at all is known then, too.

python -c "from findling.serverless.deploy.prepared import record; record()"    in the unpacked package
"""

import marshal
import os
import subprocess
import sys
import tempfile
import zipfile
from importlib import import_module
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from types import CodeType
from typing import Final

from findling.serverless.cold_start import PREPARED, execute_data_classes_with, key_of

HANDLER: Final = "findling.serverless.handler"
NAME: Final = f"findling/serverless/{PREPARED}"
_RECORD: Final = "from findling.serverless.deploy.prepared import record; record()"


class BrokenPackageError(Exception):
    """A package whose function does not start; the message is what it said."""


def prepared(package: Path) -> bytes:
    """Starts the function of a package; returns the content of its file NAME. Raises BrokenPackageError."""
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(package) as found:
            found.extractall(folder)
        variables = {"PYTHONPATH": folder, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONNODEBUGRANGES": "1"}
        environment = {"PATH": os.environ.get("PATH", ""), **variables}
        # -S: nothing but what the package has
        done = subprocess.run(
            [sys.executable, "-s", "-S", "-c", _RECORD], cwd=folder, env=environment, capture_output=True, check=False
        )
        if done.returncode:
            raise BrokenPackageError(done.stderr.decode(errors="replace")[-2000:])
        return (Path(folder) / NAME).read_bytes()


def record(module: str = HANDLER) -> None:
    """Imports the function, and writes the file of what data classes compiled meanwhile, beside `cold_start`."""
    codes: dict[bytes, CodeType] = {}

    def find(text: str) -> CodeType:
        return codes.setdefault(key_of(text), compile(text, "<string>", "exec"))

    execute_data_classes_with(find)
    import_module(module)
    Path(NAME).write_bytes(MAGIC_NUMBER + marshal.dumps(codes))
