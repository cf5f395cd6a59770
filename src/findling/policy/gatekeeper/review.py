"""What is judged: a request to the API server, or an object as it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.policy.gatekeeper.errors import InvalidObjectError
from findling.policy.gatekeeper.match import ORIGINAL, Candidate
from findling.policy.gatekeeper.objects import JsonObject, checked, kind_of, name_of, namespace_of

_NO_RESOURCE: Final = {"group": "", "version": "", "resource": ""}
_DELETE: Final = "DELETE"


@dataclass(frozen=True, slots=True)
class Review:
    """A request to be judged. request: what templates see as `input.review`, but for the Namespace object."""

    request: JsonObject
    namespace: JsonObject | None = None
    source: str = ORIGINAL

    @property
    def operation(self) -> str:
        found = self.request["operation"]
        return found if isinstance(found, str) else ""

    @property
    def namespace_name(self) -> str:
        found = self.request.get("namespace")
        return found if isinstance(found, str) else ""

    @property
    def object(self) -> JsonObject | None:
        """What the request is about: the object as it shall become, or as it is if it shall be deleted."""
        found = self.request["object"]
        return found if isinstance(found, dict) else None

    def candidates(self) -> list[Candidate]:
        """Returns the object and the one before, for constraints to look at: one that matches is enough."""
        bodies = (self.request["object"], self.request["oldObject"])
        return [
            Candidate(body, self.namespace_name, self.namespace, self.source)
            for body in bodies
            if isinstance(body, dict)
        ]

    def as_input(self) -> JsonObject:
        """Returns `input.review`."""
        return {**self.request, "namespaceObject": self.namespace}


def review_of_request(request: Mapping[str, Any], namespace: JsonObject | None = None) -> Review:
    """Returns the review of the `request` of an AdmissionReview. Raises InvalidObjectError."""
    whole: JsonObject = {
        "uid": "",
        "kind": {"group": "", "version": "", "kind": ""},
        "resource": dict(_NO_RESOURCE),
        "operation": "",
        "userInfo": {},
        "object": None,
        "oldObject": None,
        "options": None,
    }
    whole |= {name: value for name, value in request.items() if value is not None or name not in whole}
    for name in ("object", "oldObject"):
        if whole[name] is not None:
            checked(whole[name])
    if whole["operation"] == _DELETE:
        if whole["oldObject"] is None:
            raise InvalidObjectError("oldObject cannot be nil for DELETE operations")
        whole["object"] = whole["oldObject"]
    return Review(whole, namespace)


def review_of_object(
    body: JsonObject, namespace: JsonObject | None = None, operation: str = "", source: str = ORIGINAL
) -> Review:
    """Returns the review of an object that comes without a request. Raises InvalidObjectError."""
    checked(body)
    request: JsonObject = {
        "uid": "",
        "kind": kind_of(body).as_json(),
        "resource": dict(_NO_RESOURCE),
        "operation": operation,
        "userInfo": {},
        "object": body,
        "oldObject": body if operation == _DELETE else None,
        "options": None,
    }
    request |= {name: text for name, text in (("name", name_of(body)), ("namespace", namespace_of(body))) if text}
    return Review(request, namespace, source)
