"""Kernels import each other by one form of line, compiled or not."""

import re
from pathlib import Path

KERNELS = Path(__file__).parents[3] / "src/findling/kernels"


def test_no_kernel_imports_another_in_two_forms() -> None:
    plain = re.compile(r"^ +(?:from|import) findling\b.*", re.MULTILINE)
    kernels = [path for path in KERNELS.glob("*/*.py") if path.name != "__init__.py"]
    assert len(kernels) > 30
    assert {path.name: plain.findall(path.read_text()) for path in kernels if plain.search(path.read_text())} == {}
