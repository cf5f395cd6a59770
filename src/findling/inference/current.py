"""How what reads a search reaches the endpoints of its node."""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar
from typing import Any, Final, Protocol

from findling.inference.errors import InferenceError
from findling.inference.provider import InferenceRequest


class Endpoints(Protocol):
    """The endpoints of a node."""

    def infer(self, endpoint: str, request: InferenceRequest) -> Sequence[Any]:
        """Returns one result for each input. Raises InferenceError, ResourceNotFoundError."""


class _NoEndpoints:
    def infer(self, endpoint: str, request: InferenceRequest) -> Sequence[Any]:
        raise InferenceError(f"Inference endpoint [{endpoint}] cannot be asked here")


_NONE: Final = _NoEndpoints()
ENDPOINTS: Final[ContextVar[Endpoints]] = ContextVar("endpoints", default=_NONE)
