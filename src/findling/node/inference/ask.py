"""Asking an inference endpoint: the body of a question, and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import ActionRequestValidationError
from findling.base.json_values import as_boolean, as_integer
from findling.base.object_parser import BOOLEAN, NUMBER, OBJECT, STRING, STRINGS, Member, parse_object
from findling.inference.endpoint import render
from findling.inference.errors import InferenceError
from findling.inference.provider import COMPLETION, RERANK, SPARSE_EMBEDDING, InferenceRequest
from findling.node.inference.endpoints import ANY, check_task_type
from findling.node.services.node import Node

_MEMBERS: Final = {
    "input": Member(STRINGS),
    "query": Member(STRING),
    "task_settings": Member(OBJECT),
    "input_type": Member(STRING),
    "return_documents": Member(BOOLEAN, as_boolean),
    "top_n": Member(NUMBER, as_integer),
}
_INPUT_TYPES: Final = ("ingest", "search", "classification", "clustering")


def ask_endpoint(node: Node, task_type: str, name: str, body: Mapping[str, Any], timeout_ms: int) -> dict[str, Any]:
    """Returns what a model makes of the input of a body. Raises InferenceError and what is wrong with the body."""
    check_task_type(task_type)
    read = parse_object("inference_action_request", body, _MEMBERS)
    endpoint = node.inference.get(name)
    if task_type not in (ANY, endpoint.task_type):
        raise InferenceError(
            f"Incompatible task_type, the requested type [{task_type}] does not match the model type "
            f"[{endpoint.task_type}]"
        )
    faults = _faults(endpoint.task_type, read)
    if faults:
        raise ActionRequestValidationError.of(*faults)
    given = read["input"]
    request = InferenceRequest(
        task_type=endpoint.task_type,
        inputs=[given] if isinstance(given, str) else given,
        query=read.get("query"),
        input_type=read.get("input_type"),
        task_settings={**endpoint.task_settings, **read.get("task_settings", {})},
        timeout_ms=timeout_ms,
    )
    shows_texts = read.get("return_documents", request.task_settings.get("return_documents", False))
    top_n = read.get("top_n", request.task_settings.get("top_n"))
    return render(request, endpoint.infer(request), top_n, bool(shows_texts))


def _faults(task_type: str, read: Mapping[str, Any]) -> list[str]:
    """Returns what is wrong with a question for a task."""
    found = []
    given = read.get("input")
    if given is None:
        found.append("Field [input] cannot be null")
    elif not given:
        found.append(
            "Field [input] cannot be an empty array" if given == [] else "Field [input] cannot be an empty string"
        )
    elif not isinstance(given, str) and not all(isinstance(text, str) for text in given):
        found.append("Field [input] must be a list of strings")
    query = read.get("query")
    if task_type == RERANK and query is None:
        found.append("Field [query] cannot be null for task type [rerank]")
    elif task_type == RERANK and not query:
        found.append("Field [query] cannot be empty for task type [rerank]")
    elif task_type != RERANK and query is not None:
        found.append(f"Field [query] cannot be specified for task type [{task_type}]")
    input_type = read.get("input_type")
    if input_type is not None and task_type in (SPARSE_EMBEDDING, COMPLETION):
        found.append(f"Field [input_type] cannot be specified for task type [{task_type}]")
    elif input_type is not None and input_type.lower() not in _INPUT_TYPES:
        found.append(f"Field [input_type] must be one of {list(_INPUT_TYPES)}")
    return found
