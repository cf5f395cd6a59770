"""The example of a model at the edge, as it is begun, and what it trains."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from examples.edge_model.pump import WORN_FROM, readings
from examples.edge_model.training import FEATURES, Matrix, Wear

ROOT = Path(__file__).parents[2]


def drawn(number: int, seed: int, worst: float) -> tuple[Matrix, Matrix]:
    """Returns readings (rows, features) and wear."""
    made = list(readings(number, seed, worst))
    return np.array([[one[name] for name in FEATURES] for one, _ in made]), np.array([wear for _, wear in made])


@pytest.mark.slow
def test_the_example(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "examples.edge_model", "--readings", "120", "--data", str(tmp_path)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    first, second = re.findall(r"version \d: doubted (\d+) of 120, right in ([\d.]+) %", said.stdout)
    assert 0 < int(second[0]) < int(first[0]), said.stdout
    assert min(float(first[1]), float(second[1])) > 90, said.stdout
    assert re.search(r"decided while the link was cut: p50 [\d.]+ ms, p99 [\d.]+ ms", said.stdout)


def test_the_graph_is_the_model() -> None:
    usual, _ = drawn(300, 1, 0.3)
    model = Wear.fitted(usual)
    seen, wear = drawn(300, 2, 1.0)
    session = onnxruntime.InferenceSession(model.to_onnx())
    (scores,) = session.run(None, {"x": seen.astype(np.float32)})
    expected = 1 / (1 + np.exp(-(model.distances(seen) - model.limit) / model.width))
    np.testing.assert_allclose(scores[:, 0], expected, atol=1e-4)
    taught = model.taught(seen, wear >= WORN_FROM)
    worn = taught.distances(seen) > taught.limit
    assert (worn == (wear >= WORN_FROM)).mean() > 0.9
