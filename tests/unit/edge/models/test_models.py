"""Models are deployed as functions are, predict, doubt, and are refused where they cannot be right."""

import math
from pathlib import Path
from typing import Any

import pytest

from findling.base.errors import FindlingError, IllegalArgumentError, ResourceNotFoundError
from findling.edge.functions.errors import BundleRefusedError
from findling.edge.functions.signed_files import SigningKey
from findling.edge.models.models import Models
from findling.edge.models.settings import ModelSettings
from tests.edge.onnx_models import linear_model, softmax_model
from tests.unit.edge.models.conftest import FEATURES, KEY, Pack


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def test_predictions(models: Models, packed: Pack) -> None:
    assert models.deploy(packed()) == "wear"
    rows: list[Any] = [[3, 1], {"rpm": 2, "celsius": 2.5, "other": "x"}]
    first, second = models.infer("wear", rows)
    assert first == {"predicted_value": pytest.approx(sigmoid(2))}
    assert second["predicted_value"] == pytest.approx(sigmoid(0.5))
    shown = models.shown()["wear"]
    assert (shown["version"], shown["state"], shown["calls"], shown["failures"]) == ("1", "running", 1, 0)
    assert shown["took_ms"]["p99"] > 0
    assert models.infer("wear", []) == []


def test_labels(models: Models, packed: Pack) -> None:
    settings = {"labels": ["fine", "worn"], "doubt": {"below": 0.9}}
    models.deploy(packed(softmax_model([[1, 0], [0, 1]]), **settings))
    sure, unsure = models.infer("wear", [[9, 0], [0, 1]])
    assert (sure["predicted_value"], "doubtful" in sure) == ("fine", False)
    assert (unsure["predicted_value"], unsure["doubtful"]) == ("worn", True)
    assert unsure["prediction_probability"] == pytest.approx(sigmoid(1))


def test_what_is_doubtful_is_kept_until_it_is_safe(models: Models, packed: Pack, tmp_path: Path) -> None:
    models.deploy(packed(doubt={"between": [0.4, 0.6]}))
    made = models.infer("wear", [[9, 0], [1, 1], {"celsius": 2, "rpm": 2}])
    assert ["doubtful" in one for one in made] == [False, True, True]
    # killed before, and after they were taken
    for again in (Models(tmp_path / "models", [], unconfined=True) for _ in range(2)):
        (key, document), (_, other) = taken = again.doubts.take()
    assert key.startswith("wear.")
    assert document["features"] == {"celsius": 1.0, "rpm": 1.0}
    assert (document["predicted_value"], document["model"]) == (0.5, {"name": "wear", "version": "1"})
    assert other["features"] == {"celsius": 2.0, "rpm": 2.0}
    last = Models(tmp_path / "models", [], unconfined=True)
    assert last.doubts.take() == taken
    last.doubts.done()
    assert last.doubts.take() == []
    assert models.shown()["wear"]["doubts"] == 2


@pytest.mark.parametrize(
    "row", [[1], [1, 2, 3], [1, "x"], [1, None], {"celsius": 1}, {"celsius": 1, "rpm": None}, "ab", [True, 1]]
)
def test_rows_that_are_none(models: Models, packed: Pack, row: Any) -> None:
    models.deploy(packed())
    with pytest.raises(IllegalArgumentError):
        models.infer("wear", [row])
    assert models.shown()["wear"]["failures"] == 1


def test_a_version_replaces_the_one_before_and_stays_over_a_restart(
    models: Models, packed: Pack, tmp_path: Path
) -> None:
    models.deploy(packed())
    models.deploy(packed(linear_model([0, 0], 1), version="2"))
    with pytest.raises(BundleRefusedError, match="cannot be loaded"):
        models.deploy(packed(b"junk", version="3"))
    assert models.shown()["wear"]["version"] == "2"
    again = Models(tmp_path / "models", [KEY.public], unconfined=True)
    again.start()
    assert again.infer("wear", [[5, 5]])[0]["predicted_value"] == pytest.approx(sigmoid(1))
    again.remove("wear")
    with pytest.raises(ResourceNotFoundError):
        again.infer("wear", [[5, 5]])
    with pytest.raises(ResourceNotFoundError):
        again.remove("wear")


@pytest.mark.parametrize(
    ("model", "settings", "told"),
    [
        (b"", {}, "cannot be loaded"),
        (linear_model([1, 2, 3]), {}, "takes [3] columns, [features] has [2]"),
        (linear_model([1, 2]), {"output": "other"}, "has no output [other], there are ['score']"),
        (linear_model([1, 2]), {"labels": ["a", "b"]}, "there are [2] labels"),
    ],
)
def test_models_that_are_refused(models: Models, packed: Pack, model: bytes, settings: Any, told: str) -> None:
    with pytest.raises(FindlingError) as refused:
        models.deploy(packed(model, **settings))
    assert told in refused.value.reason
    assert models.shown() == {}


def test_who_signs(models: Models, packed: Pack, tmp_path: Path) -> None:
    others = Models(tmp_path / "others", [SigningKey(bytes(32)).public], unconfined=True)
    with pytest.raises(BundleRefusedError, match="whom this node does not trust"):
        others.deploy(packed())
    with pytest.raises(BundleRefusedError):
        models.deploy(packed()[:-20] + bytes(20))


def test_a_model_that_needs_too_much_is_found_out_in_its_trial(models: Models, packed: Pack) -> None:
    with pytest.raises(BundleRefusedError):
        models.deploy(packed(linear_model([1, -1], padding=64 << 20), limits={"memory_bytes": 300 << 20}))
    assert models.shown() == {}


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"features": []},
        {"features": ["a", "a"]},
        {"features": [1]},
        {"features": ["a"], "other": 1},
        {"features": ["a"], "doubt": {"between": [1]}},
        {"features": ["a"], "doubt": {"below": 0.5}},
        {"features": ["a"], "doubt": {"between": [0, "x"]}},
        {"features": ["a"], "labels": ["x"], "doubt": {"between": [0, 1]}},
    ],
)
def test_settings_that_make_no_sense(settings: Any) -> None:
    with pytest.raises(FindlingError) as refused:
        ModelSettings.parse(settings)
    assert refused.value.status == 400


def test_features_are_those_of_the_settings(models: Models, packed: Pack) -> None:
    models.deploy(packed())
    found = models.find("wear")
    assert found is not None
    assert list(found.features) == FEATURES
    assert models.find("other") is None
