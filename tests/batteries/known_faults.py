"""Checks that are known to fail, each with its reason; one that passes has to be taken off the list."""

from collections.abc import Callable
from typing import Any, Final

import pytest

# by kind and check: the reason, and the names
KNOWN: Final[dict[tuple[str, str], tuple[str, str]]] = {}


def marks(request: pytest.FixtureRequest, kind: str, name: str, check: Callable[..., Any]) -> None:
    """Marks the running test as failing if that is known."""
    reason, names = KNOWN.get((kind, check.__name__), ("", ""))
    if name in names.split():
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))
