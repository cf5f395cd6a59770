"""hugging_face: servers that speak the language of Hugging Face's inference endpoints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from findling.inference.errors import InferenceError
from findling.inference.http_caller import post_json
from findling.inference.provider import RERANK, TEXT_EMBEDDING, InferenceRequest, Provider
from findling.inference.service import Service, Setting, register


@register
class HuggingFaceService(Service):
    """Embeddings and scores of a server that its users run themselves."""

    name = "hugging_face"
    title = "Hugging Face"
    tasks = (TEXT_EMBEDDING, RERANK)
    settings = (
        Setting("api_key", is_required=True, is_secret=True, description="Key of the server's API."),
        Setting("url", is_required=True, description="Where the server is asked."),
        Setting("dimensions", int, description="Numbers in a vector."),
        Setting("similarity", description="How vectors are compared."),
        Setting("max_input_tokens", int, description="Tokens of an input at most."),
    )

    def provider(self, task_type: str, settings: Mapping[str, Any], task_settings: Mapping[str, Any]) -> Provider:
        return _HuggingFace(settings)


class _HuggingFace:
    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._url = settings["url"]
        self._headers = {"Authorization": f"Bearer {settings['api_key']}"}

    def __call__(self, request: InferenceRequest) -> Sequence[Any]:
        try:
            if request.task_type == RERANK:
                return self._rerank(request)
            answer = self._post({"inputs": list(request.inputs)}, request)
            vectors: Sequence[Any] = answer if isinstance(answer, list) else answer["embeddings"]
            return vectors
        except (TypeError, KeyError, IndexError):
            raise InferenceError("Failed to parse the Hugging Face response", 502) from None

    def _rerank(self, request: InferenceRequest) -> Sequence[float]:
        scores = [0.0] * len(request.inputs)
        for entry in self._post({"query": request.query, "texts": list(request.inputs)}, request):
            scores[entry["index"]] = float(entry["score"])
        return scores

    def _post(self, body: object, request: InferenceRequest) -> Any:
        return post_json(self._url, body, self._headers, request.timeout_ms, self._url)
