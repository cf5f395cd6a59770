"""The door that every request comes through while security is on: who asks is found out, and whether that one may."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NoReturn

from findling.base.error_body import error_object
from findling.base.errors import AuthenticationError, FindlingError, IllegalArgumentError, SecurityError
from findling.node.security.refused import refuse
from findling.node.services.node import Node
from findling.rest.actions.of_edges import FLEET_SEARCH
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import Route
from findling.rest.route_actions import FREE, OF_OWNER, actions_of
from findling.rest.tls import common_name, distinguished_name
from findling.security.authc.authenticator import Wanted
from findling.security.authz.authorizer import ActionRequest
from findling.security.service import Caller, Certified, Security


class Guard:
    """Admits requests to one node."""

    def __init__(self, security: Security) -> None:
        self._security = security

    def identify(self, request: Request, query_string: str, route: Route | None) -> None:
        """Notes who asks in the request. Raises AuthenticationError.

        route: None where there is none: who asks for what is not there has to say who it is all the same
        """
        uri = f"{request.path}?{query_string}" if query_string else request.path
        action = "" if route is None else _actions(route)[0]
        try:
            request.caller = self._security.caller(
                request.headers, action, Wanted(uri, request.address), _certified(request.certificate)
            )
        except AuthenticationError:
            came = "authorization" in request.headers
            self._note(request, "authentication_failed" if came else "anonymous_access_denied", action)
            raise
        self._note(request, "authentication_success", action)
        if request.caller.authentication.acting is not None:
            self._note(request, "run_as_granted", action)

    def carry_out(self, node: Node, request: Request, route: Route) -> Response:
        """Returns the answer of a route. Raises SecurityError, but what is wrong with the request before that."""
        asked = self._asked(request, route)
        refusal = self._judged(request, asked)
        if refusal is not None:
            self._refuse(route, node, request, refusal)
        with self._acting(request, asked[0]):
            return route.handler(node, request)

    def _refuse(self, route: Route, node: Node, request: Request, refusal: SecurityError) -> NoReturn:
        try:
            refuse(route.reader, node, request, refusal)
        except SecurityError as error:
            self._note_tampering(request, error, _actions(route)[0])
            raise

    @contextmanager
    def admitted(self, request: Request, route: Route) -> Iterator[None]:
        """Lets what a route is for be done in the block, with the rights of who asks. Raises SecurityError."""
        asked = self._asked(request, route)
        refusal = self._judged(request, asked)
        if refusal is not None:
            raise refusal
        with self._acting(request, asked[0]):
            yield

    def _judged(self, request: Request, asked: Sequence[ActionRequest]) -> SecurityError | None:
        """Returns why a request may not be carried out, None if it may. asked: its actions"""
        caller = request.caller
        assert caller is not None
        is_free = asked[0].action in FREE
        found = (self._refusal(one, caller, is_free) for one in (asked[:1] if is_free else asked))
        refusal = _together([error for error in found if error is not None])
        if refusal is not None:
            self._note(request, "access_denied" if caller.refusal is None else "run_as_denied", asked[0].action)
        return refusal

    @contextmanager
    def _acting(self, request: Request, asked: ActionRequest) -> Iterator[None]:
        caller = request.caller
        assert caller is not None
        try:
            with self._security.acting(asked, caller):
                yield
        except SecurityError as error:
            self._note(request, "access_denied", asked.action)
            self._note_tampering(request, error, asked.action)
            raise
        self._note(request, "access_granted", asked.action)
        if self._security.audit.is_on:
            self._security.audit.write_change(
                asked.action,
                caller.authentication,
                request.path,
                request.parts,
                origin_address=request.address,
                request_id=request.id or None,
            )

    def _note_tampering(self, request: Request, error: SecurityError, action: str) -> None:
        """Writes that an id was made up: why it cannot be read is the cause of the refusal."""
        if isinstance(error.__cause__, IllegalArgumentError):
            self._note(request, "tampered_request", action)

    def _note(self, request: Request, event: str, action: str) -> None:
        if self._security.audit.is_on:
            self._security.audit.write(
                event,
                None if request.caller is None else request.caller.authentication,
                action=action or None,
                origin_address=request.address,
                request_method=request.method,
                url_path=request.path,
                request_id=request.id or None,
                indices=request.parts.get("index"),
            )

    def _refusal(self, asked: ActionRequest, caller: Caller, is_free: bool) -> SecurityError | None:
        try:
            self._security.check(asked, caller, is_free)
        except SecurityError as error:
            return error
        return None

    def _asked(self, request: Request, route: Route) -> list[ActionRequest]:
        return [
            ActionRequest(
                action,
                request.method,
                request.path,
                request.parts.get("index") or _named_in_body(request, action),
                request.query,
                request.address,
                action in OF_OWNER,
                request.body,
                self._security.clock.now_ms(),
            )
            for action in (*_actions(route), *_in_scope(request))
        ]


def _in_scope(request: Request) -> tuple[str, ...]:
    """Returns the action of asking a whole fleet, whose indices are not this node's."""
    return (FLEET_SEARCH,) if "scope" in request.query else ()


def _certified(certificate: dict[str, Any] | None) -> Certified | None:
    name = None if certificate is None else common_name(certificate)
    return None if name is None or certificate is None else Certified(name, distinguished_name(certificate))


def _together(refusals: Sequence[SecurityError]) -> SecurityError | None:
    """Returns the first of refusals, which tells the others too; None if there are none."""
    if not refusals:
        return None
    first, *others = refusals
    if others:
        first.metadata["suppressed"] = [error_object(error) for error in others]
    return first


def _named_in_body(request: Request, action: str) -> str | None:
    """Returns the indices of a request that names them in its body, for the sentence of a refusal."""
    if action != "indices:admin/aliases" or not request.body:
        return None
    try:
        actions = request.json().get("actions")
    except FindlingError:
        return None
    if not isinstance(actions, list):
        return None
    bodies = [body for one in actions if isinstance(one, dict) for body in one.values()]
    members = [body for body in bodies if isinstance(body, dict)]
    names = [body.get("indices") or body.get("index") or [] for body in members]
    return ",".join(str(name) for part in names for name in (part if isinstance(part, list) else [part]))


@lru_cache(maxsize=4096)
def _actions(route: Route) -> list[str]:
    return actions_of(route)
