"""AdmissionReviews: what the API server of Kubernetes asks a webhook, and what it is answered."""

from collections.abc import Sequence
from typing import Final

from findling.base.errors import FindlingError
from findling.policy.gatekeeper.configuration import WEBHOOK as WEBHOOK_PROCESS
from findling.policy.gatekeeper.configuration import Configuration
from findling.policy.gatekeeper.enforcement import DENY, WARN, WEBHOOK
from findling.policy.gatekeeper.errors import InvalidObjectError
from findling.policy.gatekeeper.framework import Framework
from findling.policy.gatekeeper.objects import JsonObject, kind_of
from findling.policy.gatekeeper.review import Review, review_of_request
from findling.policy.gatekeeper.violation import Violation

GROUP: Final = "admission.k8s.io"
KIND: Final = "AdmissionReview"
_VERSIONS: Final = ("v1", "v1beta1")
_WITH_WARNINGS: Final = 299


def admit(body: object, framework: Framework, configuration: Configuration) -> JsonObject:
    """Returns the AdmissionReview that answers one. A request that cannot be judged is not allowed.

    Raises InvalidObjectError for what is no AdmissionReview with a request.
    """
    request, version = _request(body)
    try:
        response = _response(request, framework, configuration)
    except FindlingError as error:
        response = _not_allowed(error.reason, 400 if isinstance(error, InvalidObjectError) else 500)
    uid = request.get("uid")
    answer = {"uid": uid if isinstance(uid, str) else "", **response}
    return {"apiVersion": f"{GROUP}/{version}", "kind": KIND, "response": answer}


def _response(request: JsonObject, framework: Framework, configuration: Configuration) -> JsonObject:
    _check_objects(request)
    namespace = request.get("namespace")
    namespace = namespace if isinstance(namespace, str) else ""
    review = review_of_request(request, framework.inventory.namespace(namespace))
    body = review.object
    if body is not None and configuration.excludes(WEBHOOK_PROCESS, body, namespace):
        return _allowed("Namespace is set to be ignored by Gatekeeper config")
    return _judged(framework.review(_named(review), WEBHOOK))


def _judged(found: Sequence[Violation]) -> JsonObject:
    denied = [one for one in found if DENY in one.actions]
    warnings = [one.told for one in found if WARN in one.actions]
    shown = {"warnings": warnings} if warnings else {}
    if denied:
        return _denied(denied) | shown
    return {"allowed": True, "status": {"metadata": {}, "code": _WITH_WARNINGS if warnings else 200}} | shown


def _denied(found: Sequence[Violation]) -> JsonObject:
    """The API server puts the webhook's name before the message; the causes name webhook and constraint."""
    causes = [
        {"reason": WEBHOOK, "message": one.message, "field": f"{one.constraint.kind}/{one.constraint.name}"}
        for one in found
    ]
    return {
        "allowed": False,
        "status": {
            "metadata": {},
            "status": "Failure",
            "message": "\n".join(one.told for one in found),
            "reason": "Forbidden",
            "details": {"causes": causes},
            "code": 403,
        },
    }


def _allowed(message: str) -> JsonObject:
    return {"allowed": True, "status": {"metadata": {}, "message": message, "code": 200}}


def _not_allowed(message: str, code: int) -> JsonObject:
    return {"allowed": False, "status": {"metadata": {}, "status": "Failure", "message": message, "code": code}}


def _named(review: Review) -> Review:
    """A Namespace is in no namespace, also where the request says that it is in itself."""
    kind = review.request["kind"]
    if isinstance(kind, dict) and kind.get("kind") == "Namespace" and not kind.get("group"):
        return Review({name: value for name, value in review.request.items() if name != "namespace"})
    return review


def _request(body: object) -> tuple[JsonObject, str]:
    """Returns the request, and the version of the answer: that of the question."""
    if not isinstance(body, dict) or (kind_of(body).group, kind_of(body).kind) != (GROUP, KIND):
        raise InvalidObjectError(f"an {KIND} of {GROUP} is needed")
    request = body.get("request")
    if not isinstance(request, dict):
        raise InvalidObjectError(f"{KIND} has no request")
    version = kind_of(body).version
    return request, version if version in _VERSIONS else _VERSIONS[0]


def _check_objects(request: JsonObject) -> None:
    for name in ("object", "oldObject"):
        if not isinstance(request.get(name), (dict, type(None))):
            raise InvalidObjectError(f"request.{name} is no object")
    if request.get("object") is None and request.get("oldObject") is None:
        raise InvalidObjectError('AdmissionRequest does not contain an "object" or "oldObject" to review')
