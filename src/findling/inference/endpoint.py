"""Endpoint: a model under a name, with its settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from findling.inference.errors import InferenceError
from findling.inference.provider import (
    COMPLETION,
    RERANK,
    SPARSE_EMBEDDING,
    TEXT_EMBEDDING,
    InferenceRequest,
    Provider,
)

CHUNKED: Final = (TEXT_EMBEDDING, SPARSE_EMBEDDING)
DEFAULT_CHUNKING: Final = {"strategy": "sentence", "max_chunk_size": 250, "sentence_overlap": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A model that can be asked.

    shown: its service settings without secrets; provider: does the work
    """

    id: str
    task_type: str
    service: str
    shown: Mapping[str, Any]
    provider: Provider
    task_settings: Mapping[str, Any] = field(default_factory=dict)
    chunking: Mapping[str, Any] = field(default_factory=lambda: DEFAULT_CHUNKING)

    def to_json(self) -> dict[str, Any]:
        """Returns how answers show it."""
        body = {
            "inference_id": self.id,
            "task_type": self.task_type,
            "service": self.service,
            "service_settings": dict(self.shown),
            "task_settings": dict(self.task_settings),
        }
        if self.task_type in CHUNKED:
            body["chunking_settings"] = dict(self.chunking)
        return body

    def infer(self, request: InferenceRequest) -> Sequence[Any]:
        """Returns one result for each input. Raises InferenceError, also for another number of results."""
        results = self.provider(request)
        if len(results) != len(request.inputs):
            raise InferenceError(
                f"Inference endpoint [{self.id}] gave {len(results)} results for {len(request.inputs)} inputs", 502
            )
        return results


def render(request: InferenceRequest, results: Sequence[Any], top_n: int | None, shows_texts: bool) -> dict[str, Any]:
    """Returns the answer that shows some results. top_n, shows_texts: of `rerank`"""
    if request.task_type == TEXT_EMBEDDING:
        return {TEXT_EMBEDDING: [{"embedding": [float(number) for number in vector]} for vector in results]}
    if request.task_type == SPARSE_EMBEDDING:
        return {SPARSE_EMBEDDING: [{"is_truncated": False, "embedding": dict(weights)} for weights in results]}
    if request.task_type == COMPLETION:
        return {COMPLETION: [{"result": text} for text in results]}
    best = sorted(range(len(results)), key=lambda place: -results[place])[:top_n]
    shown: list[dict[str, Any]] = [{"index": place, "relevance_score": float(results[place])} for place in best]
    if shows_texts:
        shown = [{**entry, "text": request.inputs[int(entry["index"])]} for entry in shown]
    return {RERANK: shown}
