"""Checks that are known to fail, each with its reason; one that passes has to be taken off the list."""

from collections.abc import Callable
from typing import Any, Final

import pytest

KNOWN: Final[dict[tuple[str, str, str], str]] = {}


def marks(request: pytest.FixtureRequest, kind: str, name: str, check: Callable[..., Any]) -> None:
    """Marks the running test as failing if that is known."""
    reason = KNOWN.get((kind, name, check.__name__))
    if reason is not None:
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))
