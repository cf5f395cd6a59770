"""A model's runtime tells nobody of it: official builds of onnxruntime would."""

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
from findling.edge.models.session import Session
from findling.edge.models.settings import ModelSettings
from tests.edge.onnx_models import linear_model
session = Session(linear_model([1, -1]), ModelSettings(features=("a", "b")))
print(len(session.predict([[1, 2]])))
"""


def test_no_store_of_events_is_made(tmp_path: Path) -> None:
    # where a CI is run, nothing is told anyway
    env = {name: value for name, value in os.environ.items() if name not in ("CI", "ORT_DISABLE_TELEMETRY")}
    env |= {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONDONTWRITEBYTECODE": "1"}
    answer = subprocess.run([sys.executable, "-c", PROGRAM], env=env, capture_output=True, text=True, check=False)
    assert answer.stdout.strip() == "1", answer.stderr
    assert not list(tmp_path.rglob("*onnxruntime*"))
