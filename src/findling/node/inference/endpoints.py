"""Inference endpoints: put, changed, shown and deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import (
    ParseError,
    ResourceAlreadyExistsError,
    ResourceNotFoundError,
)
from findling.base.json_values import json_token
from findling.cluster.inference_endpoints import inference_endpoints, with_endpoint, without_endpoint
from findling.inference.chunking import check_chunking
from findling.inference.endpoint import CHUNKED, DEFAULT_CHUNKING
from findling.inference.errors import InferenceError
from findling.inference.provider import TASK_TYPES, TEXT_EMBEDDING, InferenceRequest
from findling.inference.service import GIVEN_DIMENSIONS, Service, find_service, services_for
from findling.node.services.inference import make_endpoint, with_secrets
from findling.node.services.node import Node

ANY: Final = "any"
_MEMBERS: Final = ("service", "service_settings", "task_settings", "chunking_settings", "task_type")
_DEFAULT_SIMILARITY: Final = {"openai": "dot_product", "cohere": "dot_product"}


def put_endpoint(node: Node, task_type: str, name: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Makes an endpoint. Raises what is wrong with it, or what its model says to a first question."""
    check_task_type(task_type)
    if name in inference_endpoints(node.cluster.state):
        raise ResourceAlreadyExistsError(f"Inference endpoint [{name}] already exists")
    kept = _checked(node, task_type, body)
    if kept["task_type"] == TEXT_EMBEDDING:
        kept["service_settings"] = _measured(node, name, kept)
    node.cluster.change(lambda state: with_endpoint(state, name, kept))
    return node.inference.get(name).to_json()


def update_endpoint(node: Node, task_type: str, name: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Changes the secrets and task settings of an endpoint. Raises what is wrong with them."""
    kept = _kept(node, task_type, name)
    settings = body.get("service_settings", {})
    service = find_service(kept["service"])
    secret = {setting.name for setting in service.settings if setting.is_secret}
    others = [key for key in settings if key not in secret and settings[key] != kept["service_settings"].get(key)]
    if others:
        raise InferenceError(f"Invalid value, these service settings cannot be updated: [{', '.join(others)}]")
    changed = {
        **kept,
        "service_settings": {**kept["service_settings"], **settings},
        "task_settings": {**kept.get("task_settings", {}), **body.get("task_settings", {})},
    }
    node.cluster.change(lambda state: with_endpoint(state, name, changed))
    return node.inference.get(name).to_json()


def get_endpoints(node: Node, task_type: str, name: str) -> dict[str, Any]:
    """Returns one endpoint, or all of a task type. Raises ResourceNotFoundError."""
    check_task_type(task_type)
    if name not in ("_all", "*"):
        _kept(node, task_type, name)
        return {"endpoints": [node.inference.get(name).to_json()]}
    found = [node.inference.get(key).to_json() for key in inference_endpoints(node.cluster.state)]
    return {"endpoints": [shown for shown in found if task_type in (ANY, shown["task_type"])]}


def delete_endpoint(node: Node, task_type: str, name: str, dry_run: bool, force: bool) -> dict[str, Any]:
    """Deletes an endpoint that no index uses. Raises ResourceNotFoundError, InferenceError."""
    _kept(node, task_type, name)
    users = sorted(index.name for index in node.cluster.state.indices.values() if _uses(index.mapping, name))
    if dry_run:
        return {"acknowledged": False, "pipelines": [], "indexes": users, "error_message": ""}
    if users and not force:
        raise InferenceError(
            f" Inference endpoint {name} is being used in the mapping for indexes: {users}. Ensure that no index "
            "mappings are using this inference endpoint, or use force to ignore this warning and delete the inference "
            "endpoint.",
            409,
        )
    node.cluster.change(lambda state: without_endpoint(state, name))
    return {"acknowledged": True, "pipelines": []}


def get_services(task_type: str | None) -> list[dict[str, Any]]:
    """Returns what services there are for a task, all for None."""
    if task_type is not None:
        check_task_type(task_type)
    return [service.to_json() for service in services_for(task_type)]


def check_task_type(task_type: str) -> None:
    """Raises InferenceError for what is no task type."""
    if task_type != ANY and task_type not in TASK_TYPES:
        raise InferenceError(f"Unknown task_type [{task_type}]")


def _uses(mapping: object, name: str) -> bool:
    """Whether a mapping names an endpoint."""
    if isinstance(mapping, Mapping):
        if mapping.get("type") == "semantic_text" and name in (
            mapping.get("inference_id"),
            mapping.get("search_inference_id"),
        ):
            return True
        return any(_uses(entry, name) for entry in mapping.values())
    return False


def _kept(node: Node, task_type: str, name: str) -> Mapping[str, Any]:
    check_task_type(task_type)
    body = inference_endpoints(node.cluster.state).get(name)
    if body is None:
        raise ResourceNotFoundError(f"Inference endpoint not found [{name}]")
    if task_type not in (ANY, body["task_type"]):
        raise InferenceError(
            f"Requested inference endpoint [{name}] does not match the task type: requested [{task_type}], found "
            f"[{body['task_type']}]"
        )
    return body


def _checked(node: Node, task_type: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the members of an endpoint. Raises what is wrong with them."""
    for name, value in body.items():
        if name not in _MEMBERS:
            raise ParseError(f"Unknown member [{name}] of an inference endpoint")
        if name.endswith("_settings") and not isinstance(value, Mapping):
            raise ParseError(f"[{name}] must be an object but was [{json_token(value)}]")
    given = body.get("task_type", task_type)
    if task_type == ANY and given == ANY:
        raise InferenceError("model is missing required setting [task_type]")
    if task_type not in (ANY, given):
        raise InferenceError(
            f"Cannot resolve conflicting task_type parameter in the request URL [{task_type}] and the request body "
            f"[{given}]"
        )
    check_task_type(given)
    kind = body.get("service")
    if not isinstance(kind, str):
        raise InferenceError("Inference endpoint configuration is missing the [service] setting")
    service = find_service(kind)
    if "service_settings" not in body:
        raise InferenceError("Missing required field [service_settings]")
    kept: dict[str, Any] = {
        "task_type": given,
        "service": kind,
        "service_settings": _settings(node, service, given, body["service_settings"]),
        "task_settings": dict(body.get("task_settings", {})),
    }
    if given in CHUNKED:
        kept["chunking_settings"] = check_chunking(body.get("chunking_settings") or DEFAULT_CHUNKING)
    return kept


def _settings(node: Node, service: Service, task_type: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the settings of an endpoint, without what the keystore adds to them."""
    whole = with_secrets(service, given, node.inference.secret)
    checked = service.check(task_type, whole)
    return {name: value for name, value in checked.items() if name in given or name not in whole}


def _measured(node: Node, name: str, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the settings of a model of vectors with their length and how they are compared."""
    settings = {"similarity": _DEFAULT_SIMILARITY.get(kept["service"], "cosine"), **kept["service_settings"]}
    request = InferenceRequest(task_type=TEXT_EMBEDDING, inputs=["how big"], input_type="internal_ingest")
    (vector,) = make_endpoint(name, {**kept, "service_settings": settings}, node.inference.secret).infer(request)
    if settings.get("dimensions") not in (None, len(vector)):
        raise InferenceError(
            f"The retrieved embeddings size [{len(vector)}] does not match the size specified in the settings "
            f"[{settings['dimensions']}]. Please recreate the [{name}] configuration with the correct dimensions"
        )
    return {**settings, "dimensions": len(vector), GIVEN_DIMENSIONS: "dimensions" in kept["service_settings"]}
