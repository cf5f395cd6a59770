"""A text of a query that a model makes a vector of, once for all shards of a search."""

from __future__ import annotations

import threading
from typing import Final

from findling.base.errors import FindlingError
from findling.inference.current import ENDPOINTS
from findling.inference.errors import InferenceFieldError
from findling.inference.provider import TEXT_EMBEDDING, InferenceRequest

Vector = tuple[float, ...]


class AskedText:
    """The text, and its vectors by endpoint. Thread-safe: shards that ask at the same time wait for one answer."""

    def __init__(self, text: str) -> None:
        self.text: Final = text
        self._lock = threading.Lock()
        self._vectors: dict[str, Vector] = {}

    def __reduce__(self) -> tuple[type[AskedText], tuple[str], dict[str, object]]:
        return AskedText, (self.text,), {"_vectors": dict(self._vectors)}

    def vector(self, endpoint: str, field: str) -> Vector:
        """Returns the vector that an endpoint's model makes. Raises InferenceFieldError, ResourceNotFoundError."""
        with self._lock:
            found = self._vectors.get(endpoint)
            if found is None:
                found = self._vectors[endpoint] = self._asked(endpoint, field)
            return found

    def _asked(self, endpoint: str, field: str) -> Vector:
        request = InferenceRequest(task_type=TEXT_EMBEDDING, inputs=[self.text], input_type="search")
        try:
            (numbers,) = ENDPOINTS.get().infer(endpoint, request)
        except FindlingError as error:
            reason = f"Field [{field}] with inference ID [{endpoint}] query inference error"
            raise InferenceFieldError(reason, error) from error
        return tuple(float(number) for number in numbers)
