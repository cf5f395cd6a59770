"""What the policy is asked about a request: the rule's input, of which only that is made which the rules look at."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import orjson

from findling.base.json_values import json_text
from findling.cluster.name_resolution import split_names
from findling.policy.store.facts import Facts
from findling.security.authc.authentication import Authentication
from findling.security.authz.authorizer import ActionRequest

_LARGEST_BODY: Final = 16_384
"""Members of larger bodies are not told: to read them takes longer than to decide."""
_ALWAYS: Final = ("user", "action", "method", "path")
_OTHERS: Final = ("roles", "indices", "parameters", "body", "address", "time")


@dataclass(frozen=True)
class Question:
    """One request, by one who is known.

    resolve: gives the names of the indices that it goes to; version: of what these are found in; now_ns: gives the time
    """

    request: ActionRequest
    authentication: Authentication
    resolve: Callable[[], tuple[str, ...]]
    version: Hashable
    now_ns: Callable[[], int]

    def about(self, action: str, indices: tuple[str, ...]) -> "Question":
        """Returns the question of the same one about another action, or other indices."""
        return replace(self, request=replace(self.request, action=action), resolve=lambda: indices, version=indices)

    def input(self, facts: Facts) -> dict[str, Any]:
        """Returns the rule's input: what costs nothing, and what the rules look at."""
        members = [*_ALWAYS, *(name for name in _OTHERS if facts.looks_at(name))]
        return {name: _MEMBERS[name](self) for name in members}

    def key(self, facts: Facts) -> Hashable:
        """Returns what questions with the same answer have in common."""
        request = self.request
        parts: list[Hashable] = [request.action]
        for name in facts.inputs or ():
            if name in _KEYS:
                parts.append(_KEYS[name](self))
        return tuple(parts)

    @cached_property
    def indices(self) -> tuple[str, ...]:
        return self.resolve()

    @cached_property
    def named(self) -> frozenset[str]:
        """The names in the request's path, of indices and aliases."""
        return frozenset(split_names(self.request.indices))

    @property
    def user(self) -> dict[str, Any]:
        return subject(self.authentication)

    @cached_property
    def body(self) -> dict[str, Any]:
        return summary(self.request.body)


_MEMBERS: Final[dict[str, Callable[[Question], Any]]] = {
    "user": lambda question: question.user,
    "roles": lambda question: list(question.authentication.user.roles),
    "action": lambda question: question.request.action,
    "method": lambda question: question.request.method,
    "path": lambda question: question.request.path,
    "indices": lambda question: list(question.indices),
    "parameters": lambda question: dict(question.request.parameters),
    "body": lambda question: question.body,
    "address": lambda question: question.request.address,
    "time": lambda question: question.now_ns(),
}
_KEYS: Final[dict[str, Callable[[Question], Hashable]]] = {
    "user": lambda question: subject_key(question.authentication),
    "roles": lambda question: question.authentication.user.roles,
    "method": lambda question: question.request.method,
    "path": lambda question: question.request.path,
    "indices": lambda question: (question.version, question.request.indices, subject_key(question.authentication)),
    "parameters": lambda question: tuple(question.request.parameters.items()),
    "body": lambda question: json_text(question.body),
    "address": lambda question: question.request.address,
}


def subject(authentication: Authentication) -> dict[str, Any]:
    """Returns what rules see of who asks."""
    user, key = authentication.user, authentication.api_key
    shown: dict[str, Any] = {
        "name": user.username,
        "roles": list(user.roles),
        "full_name": user.full_name,
        "email": user.email,
        "metadata": dict(user.metadata),
        "realm": authentication.user_realm.name,
        "authentication": authentication.type,
    }
    if key is not None:
        shown["api_key"] = {"id": key.id, "name": key.name}
    if authentication.acting is not None:
        shown["run_by"] = authentication.acting.username
    return shown


def subject_key(authentication: Authentication) -> Hashable:
    """Returns what tells one who asks from all that rules see differently."""
    user, key = authentication.user, authentication.api_key
    return (
        user.username,
        user.roles,
        user.full_name,
        user.email,
        json_text(user.metadata) if user.metadata else None,
        authentication.user_realm.name,
        authentication.type,
        None if key is None else (key.id, key.name),
        None if authentication.acting is None else authentication.acting.username,
    )


def summary(body: bytes) -> dict[str, Any]:
    """Returns what rules see of a body: its size, and the names of its members if it is a small JSON object."""
    shown: dict[str, Any] = {"bytes": len(body)}
    if body and len(body) <= _LARGEST_BODY:
        try:
            value = orjson.loads(body)
        except orjson.JSONDecodeError:
            return shown
        if isinstance(value, Mapping):
            shown["members"] = list(value)
    return shown
