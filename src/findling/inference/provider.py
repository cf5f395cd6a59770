"""Provider: the one thing that everything which uses a model asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

TEXT_EMBEDDING: Final = "text_embedding"
SPARSE_EMBEDDING: Final = "sparse_embedding"
RERANK: Final = "rerank"
COMPLETION: Final = "completion"
TASK_TYPES: Final = (TEXT_EMBEDDING, SPARSE_EMBEDDING, RERANK, COMPLETION)

DEFAULT_TIMEOUT_MS: Final = 30_000


@dataclass(frozen=True, slots=True, kw_only=True)
class InferenceRequest:
    """What a model is to do.

    query: what `rerank` compares the inputs with
    input_type: what the inputs are for (ingest, search, classification, clustering), None if nobody says
    """

    task_type: str
    inputs: Sequence[str]
    query: str | None = None
    input_type: str | None = None
    task_settings: Mapping[str, Any] = field(default_factory=dict)
    timeout_ms: int = DEFAULT_TIMEOUT_MS


class Provider(Protocol):
    """A model.

    Gives one result for each input: a list of floats (text_embedding), a mapping of tokens to weights
    (sparse_embedding), a float (rerank, the greater the better) or a text (completion). Raises InferenceError.
    """

    def __call__(self, request: InferenceRequest) -> Sequence[Any]: ...
