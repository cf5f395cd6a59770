"""The process in which a version of a model is tried: one that crashes or eats memory does it here, not in the node.

It is confined as functions are. `tried` is the node's end, the rest the process.
"""

import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import orjson

from findling.base.errors import FindlingError
from findling.edge.functions.bundle import Bundle
from findling.edge.functions.confinement import Limits, confine
from findling.edge.functions.errors import BundleRefusedError
from findling.edge.functions.process import environment
from findling.edge.models.session import Session
from findling.edge.models.settings import ModelSettings

_ROWS: Final = 3


def tried(bundle: Bundle, folder: Path, use_landlock: bool) -> None:
    """Loads a model and asks it for rows of zeros. folder: where its file may lie meanwhile

    Raises BundleRefusedError.
    """
    settings = ModelSettings.parse(bundle.settings)
    file = folder / "trial.onnx"
    file.write_bytes(bundle.files[settings.file])
    told = {"limits": bundle.limits.to_json(), "settings": dict(bundle.settings), "landlock": use_landlock}
    try:
        ended = subprocess.run(
            [sys.executable, "-P", "-s", "-m", "findling.edge.models.trial", str(file)],
            input=orjson.dumps(told),
            capture_output=True,
            env=environment(),
            cwd=folder,
            timeout=bundle.limits.timeout_ms / 1000,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise BundleRefusedError(f"the model was not tried within {bundle.limits.timeout_ms}ms") from error
    finally:
        file.unlink(missing_ok=True)
    if ended.returncode == 1 and ended.stdout:
        raise BundleRefusedError(ended.stdout.decode())
    if ended.returncode != 0:
        account = ended.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise BundleRefusedError(f"the process that tried the model ended with {ended.returncode}: {account}")


def _try(file: Path, told: dict[str, Any]) -> None:
    settings = ModelSettings.parse(told["settings"])
    confine(Limits(**told["limits"]), file, file.parent, [], told["landlock"])
    Session(file.read_bytes(), settings).predict([[0.0] * len(settings.features)] * _ROWS)


if __name__ == "__main__":
    try:
        _try(Path(sys.argv[1]), orjson.loads(sys.stdin.buffer.read()))
    except FindlingError as error:
        print(error.reason, end="")
        sys.exit(1)
