"""What the subjects that are registered have in common: list, get, create, change, delete."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from findling.identity.service import Identity
from findling.identity.stores.registry import Entry, Registry
from findling.identity.web.management.members import Check, read_members
from findling.identity.web.management.scoped import listed, managed_error, not_found, pages, scoped
from findling.identity.web.request import Request
from findling.identity.web.response import Response, json_response
from findling.identity.web.routing import Route


@dataclass(frozen=True)
class Subject:
    """One kind of entry.

    path: below `/api/v2`; noun: for errors; subject: in the names of scopes; registry: where entries are
    members: those that bodies may have, created: those that only new entries are given, required: those they must have
    complete: makes an entry of the members of a body, with its id (None: a random one); raises IllegalArgumentError
    shown: what is answered; deleted: what is to be done when an entry goes
    """

    path: str
    noun: str
    subject: str
    registry: Callable[[Identity], Registry]
    members: Mapping[str, Check]
    created: Mapping[str, Check]
    required: tuple[str, ...]
    complete: Callable[[Identity, dict[str, Any]], tuple[str | None, dict[str, Any]]]
    shown: Callable[[Entry], dict[str, Any]] = dict
    deleted: Callable[[Identity, Entry], None] = lambda identity, entry: None

    def routes(self) -> list[Route]:
        """Returns its routes."""
        one = f"{self.path}/{{id}}"
        return [
            scoped("GET", self.path, f"read:{self.subject}", self._list),
            scoped("POST", self.path, f"create:{self.subject}", self._create),
            scoped("GET", one, f"read:{self.subject}", self._get),
            scoped("PATCH", one, f"update:{self.subject}", self._change),
            scoped("DELETE", one, f"delete:{self.subject}", self._delete),
        ]

    def _list(self, identity: Identity, request: Request) -> Response:
        start, size = pages(request)
        wanted = {name: request.parameter(name) for name in (*self.members, *self.created) if name in request.query}
        found = [
            entry
            for entry in self.registry(identity).all()
            if all(str(entry.get(name)) == value for name, value in wanted.items())
        ]
        shown: list[Mapping[str, Any]] = [self.shown(entry) for entry in found[start : start + size]]
        return listed(request, self.subject, shown, len(found))

    def _create(self, identity: Identity, request: Request) -> Response:
        given = read_members(request.json(), {**self.members, **self.created}, self.required)
        id_, members = self.complete(identity, given)
        secret = members.pop("client_secret", None)
        made = self.registry(identity).create(members, id_)
        if made is None:
            return managed_error(409, "conflict", f"There is such a {self.noun} already.")
        shown = self.shown(made)
        return json_response(shown if secret is None else {**shown, "client_secret": secret}, 201)

    def _get(self, identity: Identity, request: Request) -> Response:
        entry = self.registry(identity).get(request.parts["id"])
        return not_found(self.noun) if entry is None else json_response(self.shown(entry))

    def _change(self, identity: Identity, request: Request) -> Response:
        given = read_members(request.json(), self.members)
        changed = self.registry(identity).change(request.parts["id"], lambda entry: {**entry, **given})
        return not_found(self.noun) if changed is None else json_response(self.shown(changed))

    def _delete(self, identity: Identity, request: Request) -> Response:
        entry = self.registry(identity).get(request.parts["id"])
        if entry is None or not self.registry(identity).delete(request.parts["id"]):
            return not_found(self.noun)
        self.deleted(identity, entry)
        return Response(204)
