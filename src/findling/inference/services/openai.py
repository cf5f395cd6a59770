"""openai: servers that speak the language of OpenAI's embeddings and chat completions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from findling.inference.errors import InferenceError
from findling.inference.http_caller import post_json
from findling.inference.provider import COMPLETION, TEXT_EMBEDDING, InferenceRequest, Provider
from findling.inference.service import GIVEN_DIMENSIONS, Service, Setting, register

_URLS: Final = {
    TEXT_EMBEDDING: "https://api.openai.com/v1/embeddings",
    COMPLETION: "https://api.openai.com/v1/chat/completions",
}


@register
class OpenAiService(Service):
    """Embeddings and completions, of OpenAI or of whoever speaks like it."""

    name = "openai"
    title = "OpenAI"
    tasks = (TEXT_EMBEDDING, COMPLETION)
    settings = (
        Setting("api_key", is_required=True, is_secret=True, description="Key of the server's API."),
        Setting("model_id", is_required=True, description="Name of the model."),
        Setting("url", description="Where the server is asked."),
        Setting("organization_id", description="Organization that is billed."),
        Setting("dimensions", int, description="Numbers in a vector."),
        Setting("similarity", description="How vectors are compared."),
        Setting("max_input_tokens", int, description="Tokens of an input at most."),
    )

    def provider(self, task_type: str, settings: Mapping[str, Any], task_settings: Mapping[str, Any]) -> Provider:
        return _OpenAi(task_type, settings, task_settings)


class _OpenAi:
    def __init__(self, task_type: str, settings: Mapping[str, Any], task_settings: Mapping[str, Any]) -> None:
        self._url = settings.get("url") or _URLS[task_type]
        self._settings = settings
        self._user = task_settings.get("user")
        self._headers = {"Authorization": f"Bearer {settings['api_key']}"}
        if settings.get("organization_id"):
            self._headers["OpenAI-Organization"] = settings["organization_id"]

    def __call__(self, request: InferenceRequest) -> Sequence[Any]:
        if request.task_type == COMPLETION:
            return [self._complete(text, request) for text in request.inputs]
        body: dict[str, Any] = {"input": list(request.inputs), "model": self._settings["model_id"]}
        if self._settings.get(GIVEN_DIMENSIONS):
            body["dimensions"] = self._settings["dimensions"]
        answer = self._post(self._with_user(body, request), request)
        try:
            entries = sorted(answer["data"], key=lambda entry: entry.get("index", 0))
            return [entry["embedding"] for entry in entries]
        except (TypeError, KeyError, AttributeError):
            raise InferenceError("Failed to find required field [data] in OpenAI embeddings response", 502) from None

    def _complete(self, text: str, request: InferenceRequest) -> str:
        body = {"model": self._settings["model_id"], "n": 1, "messages": [{"role": "user", "content": text}]}
        answer = self._post(self._with_user(body, request), request)
        try:
            return str(answer["choices"][0]["message"]["content"])
        except (TypeError, KeyError, IndexError):
            raise InferenceError(
                "Failed to find required field [choices] in OpenAI completions response", 502
            ) from None

    def _with_user(self, body: dict[str, Any], request: InferenceRequest) -> dict[str, Any]:
        user = request.task_settings.get("user", self._user)
        return body if user is None else {**body, "user": user}

    def _post(self, body: object, request: InferenceRequest) -> Any:
        return post_json(self._url, body, self._headers, request.timeout_ms, self._settings["model_id"])
