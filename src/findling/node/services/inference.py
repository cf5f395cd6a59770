"""The inference endpoints of a node: made of what the cluster state keeps, and kept while that stays the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from findling.base.errors import ResourceNotFoundError
from findling.cluster.inference_endpoints import inference_endpoints
from findling.cluster.service import ClusterService
from findling.inference.endpoint import DEFAULT_CHUNKING, Endpoint
from findling.inference.errors import InferenceError
from findling.inference.provider import InferenceRequest
from findling.inference.rows import FindRowModel, no_row_model
from findling.inference.service import Service, find_service

SecretText = Callable[[str], str | None]
"""Name of a secret -> the secret, None if there is none."""


def make_endpoint(name: str, body: Mapping[str, Any], secret: SecretText) -> Endpoint:
    """Returns the endpoint of a body that was checked. Raises InferenceError if it cannot be made any more."""
    service = find_service(body["service"])
    settings, task_settings = with_secrets(service, body["service_settings"], secret), body.get("task_settings", {})
    return Endpoint(
        id=name,
        task_type=body["task_type"],
        service=body["service"],
        shown=service.shown(settings),
        provider=service.provider(body["task_type"], settings, task_settings),
        task_settings=task_settings,
        chunking=body.get("chunking_settings") or DEFAULT_CHUNKING,
    )


def with_secrets(service: Service, settings: Mapping[str, Any], secret: SecretText) -> dict[str, Any]:
    """Returns settings with the secrets that they leave to the keystore: `inference.SERVICE.SETTING`."""
    left = [setting.name for setting in service.settings if setting.is_secret and settings.get(setting.name) is None]
    found = {name: secret(f"inference.{service.name}.{name}") for name in left}
    return {**settings, **{name: value for name, value in found.items() if value is not None}}


class InferenceEndpoints:
    """The endpoints by id. Thread-safe: what is made twice is the same.

    row_model: finds models of numbers; who deploys them sets it
    """

    def __init__(self, cluster: ClusterService, secret: SecretText) -> None:
        self._cluster = cluster
        self.secret = secret
        self.row_model: FindRowModel = no_row_model
        self._made: dict[str, tuple[Mapping[str, Any], Endpoint]] = {}

    def forget(self) -> None:
        """Makes the endpoints anew, with the secrets that there are then."""
        self._made.clear()

    def get(self, name: str) -> Endpoint:
        """Returns an endpoint. Raises ResourceNotFoundError."""
        body = inference_endpoints(self._cluster.state).get(name)
        if body is None:
            raise ResourceNotFoundError(f"Inference endpoint not found [{name}]")
        kept = self._made.get(name)
        if kept is None or kept[0] is not body:
            kept = self._made[name] = body, make_endpoint(name, body, self.secret)
        return kept[1]

    def infer(self, endpoint: str, request: InferenceRequest) -> Sequence[Any]:
        """Returns one result for each input. Raises InferenceError, ResourceNotFoundError."""
        found = self.get(endpoint)
        if request.task_type != found.task_type:
            raise InferenceError(
                f"Incompatible task_type, the requested type [{request.task_type}] does not match the model type "
                f"[{found.task_type}]"
            )
        return found.infer(request)
