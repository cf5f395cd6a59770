"""Models with a home of their own, and bundles of them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from findling.edge.functions.bundle import MODEL, Bundle
from findling.edge.functions.confinement import Limits
from findling.edge.functions.signed_files import SigningKey
from findling.edge.models.models import Models
from tests.edge.onnx_models import linear_model

Pack = Callable[..., bytes]
KEY = SigningKey(bytes(range(32)))
FEATURES = ["celsius", "rpm"]


@pytest.fixture
def models(tmp_path: Path) -> Models:
    return Models(tmp_path / "models", [KEY.public], unconfined=True)


@pytest.fixture
def packed() -> Pack:
    """Packs a model as a signed bundle; by default the sigmoid of celsius - rpm."""

    def pack(
        model: bytes | None = None, version: str = "1", limits: dict[str, Any] | None = None, **settings: Any
    ) -> bytes:
        files = {"model.onnx": linear_model([1, -1]) if model is None else model}
        return Bundle(
            kind=MODEL,
            name="wear",
            version=version,
            limits=Limits.parse(limits or {}),
            settings={"features": FEATURES, **settings},
            files=files,
        ).signed(KEY)

    return pack
