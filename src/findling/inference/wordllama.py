"""A small model of word meanings that a package carries (extra `findling[embeddings]`): vectors of 256 numbers.

The function `wordllama` makes text embeddings, and scores for `rerank` by the cosine of two texts. It reads its weights
from the package, and nothing from elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any, Final

from findling.base.lazy import lazy_module
from findling.inference.errors import InferenceError
from findling.inference.functions import register_function
from findling.inference.provider import RERANK, TEXT_EMBEDDING, InferenceRequest

wordllama = lazy_module("wordllama", optional=True)
_MODEL: Final[list[Any]] = []


def _model() -> Any:
    """Returns the model, which is read when first wanted."""
    if not _MODEL:
        try:
            folder = Path(str(resources.files("wordllama")))
        except ModuleNotFoundError as error:
            raise InferenceError("The function [wordllama] needs the extra findling[embeddings]") from error
        _MODEL.append(wordllama.WordLlama.load(cache_dir=folder, disable_download=True))
    return _MODEL[0]


def infer(request: InferenceRequest) -> Sequence[Any]:
    """Returns vectors of length one, or scores from -1 to 1."""
    if request.task_type not in (TEXT_EMBEDDING, RERANK):
        raise InferenceError(f"The function [wordllama] does not support task type [{request.task_type}]")
    rows = _model().embed(list(request.inputs), norm=True)
    if request.task_type == TEXT_EMBEDDING:
        vectors: list[list[float]] = rows.tolist()
        return vectors
    scores: list[float] = (rows @ _model().embed([request.query], norm=True)[0]).tolist()
    return scores


register_function("wordllama", infer)
