"""cohere: servers that speak the language of Cohere's embeddings, reranking and chat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from findling.inference.errors import InferenceError
from findling.inference.http_caller import post_json
from findling.inference.provider import COMPLETION, RERANK, TEXT_EMBEDDING, InferenceRequest, Provider
from findling.inference.service import Service, Setting, register

_URLS: Final = {
    TEXT_EMBEDDING: "https://api.cohere.ai/v1/embed",
    RERANK: "https://api.cohere.ai/v1/rerank",
    COMPLETION: "https://api.cohere.ai/v1/chat",
}
_INPUT_TYPES: Final = {
    "ingest": "search_document",
    "search": "search_query",
    "classification": "classification",
    "clustering": "clustering",
}


@register
class CohereService(Service):
    """Embeddings, scores and completions, of Cohere or of whoever speaks like it."""

    name = "cohere"
    title = "Cohere"
    tasks = (TEXT_EMBEDDING, RERANK, COMPLETION)
    settings = (
        Setting("api_key", is_required=True, is_secret=True, description="Key of the server's API."),
        Setting("model_id", description="Name of the model."),
        Setting("url", description="Where the server is asked."),
        Setting("embedding_type", description="Kind of numbers that the server gives."),
        Setting("dimensions", int, description="Numbers in a vector."),
        Setting("similarity", description="How vectors are compared."),
        Setting("max_input_tokens", int, description="Tokens of an input at most."),
    )

    def provider(self, task_type: str, settings: Mapping[str, Any], task_settings: Mapping[str, Any]) -> Provider:
        return _Cohere(task_type, settings, task_settings)


class _Cohere:
    def __init__(self, task_type: str, settings: Mapping[str, Any], task_settings: Mapping[str, Any]) -> None:
        self._url = settings.get("url") or _URLS[task_type]
        self._settings = settings
        self._task_settings = task_settings
        self._headers = {"Authorization": f"Bearer {settings['api_key']}", "Request-Source": "unspecified:findling"}

    def __call__(self, request: InferenceRequest) -> Sequence[Any]:
        asked = {TEXT_EMBEDDING: self._embed, RERANK: self._rerank, COMPLETION: self._complete}[request.task_type]
        try:
            return asked(request)
        except (TypeError, KeyError, IndexError):
            raise InferenceError(
                f"Failed to find required fields in Cohere {request.task_type} response", 502
            ) from None

    def _embed(self, request: InferenceRequest) -> Sequence[Any]:
        kind = self._settings.get("embedding_type", "float")
        wanted = self._task("input_type", request) or request.input_type
        body = {
            **self._model("model"),
            "texts": list(request.inputs),
            "input_type": _INPUT_TYPES.get(wanted or "ingest", wanted),
            "embedding_types": [kind],
        }
        truncate = self._task("truncate", request)
        found = self._post(body if truncate is None else {**body, "truncate": truncate}, request)["embeddings"]
        vectors: Sequence[Any] = found if isinstance(found, list) else found[kind]
        return vectors

    def _rerank(self, request: InferenceRequest) -> Sequence[Any]:
        body = {**self._model("model"), "query": request.query, "documents": list(request.inputs)}
        scores = [0.0] * len(request.inputs)
        for entry in self._post({**body, "top_n": len(scores)}, request)["results"]:
            scores[entry["index"]] = float(entry["relevance_score"])
        return scores

    def _complete(self, request: InferenceRequest) -> Sequence[Any]:
        return [self._post({**self._model("model"), "message": text}, request)["text"] for text in request.inputs]

    def _model(self, name: str) -> dict[str, Any]:
        return {name: self._settings["model_id"]} if self._settings.get("model_id") else {}

    def _task(self, name: str, request: InferenceRequest) -> Any:
        return request.task_settings.get(name, self._task_settings.get(name))

    def _post(self, body: object, request: InferenceRequest) -> Any:
        return post_json(self._url, body, self._headers, request.timeout_ms, self._settings.get("model_id", "cohere"))
