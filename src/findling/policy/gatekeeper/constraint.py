"""Constraints: instances of a template, which say to what it applies, with which parameters, and what is done."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from findling.policy.gatekeeper import enforcement, label_selector
from findling.policy.gatekeeper.errors import InvalidConstraintError, MatchError, ParametersError
from findling.policy.gatekeeper.match import Candidate, Match
from findling.policy.gatekeeper.objects import JsonObject, kind_of, name_of, spec_of
from findling.policy.gatekeeper.schema.defaults import with_defaults
from findling.policy.gatekeeper.schema.unknown_fields import unknown_fields
from findling.policy.gatekeeper.schema.validate import problems as value_problems
from findling.policy.gatekeeper.template import ConstraintTemplate

GROUP: Final = "constraints.gatekeeper.sh"
VERSIONS: Final = ("v1alpha1", "v1beta1")
_NAME: Final = re.compile(r"(?=.{1,253}\Z)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*")


@dataclass(frozen=True)
class Constraint:
    """A constraint that its template accepts. body: with the template's defaults"""

    body: JsonObject
    name: str
    kind: str
    match: Match | None
    action: str

    @classmethod
    def parse(cls, body: JsonObject, template: ConstraintTemplate) -> "Constraint":
        """Reads a constraint of a template. Raises InvalidConstraintError, ParametersError."""
        check_identity(body)
        _check(body, template)
        filled = with_defaults(body, template.schema)
        problem = next(enforcement.problems(filled), None)
        if problem is not None:
            raise InvalidConstraintError(problem)
        match = spec_of(filled).get("match")
        parsed = None if match is None else Match.parse(match)
        return cls(filled, name_of(body), template.kind, parsed, enforcement.action_of(filled))

    @property
    def parameters(self) -> Any:
        """What the template sees as `input.parameters`."""
        found = spec_of(self.body).get("parameters")
        return {} if found is None else found

    def is_about(self, candidates: Sequence[Candidate]) -> bool:
        """Whether the constraint applies to one of a request's objects. Raises MatchError if that cannot be said."""
        if self.match is None:
            return True
        if not candidates:
            raise MatchError("invalid request object: neither object nor old object are defined")
        try:
            return any(self.match.matches(one) for one in candidates)
        except MatchError as error:
            about = f"error matching the requested object: {name_of(candidates[0].body)}"
            raise MatchError(f"{about} :failed to run Match criteria: {error}") from error

    def scoped_actions(self, point: str) -> tuple[str, ...] | None:
        """Returns what is done at a point if actions are scoped; None if they are not."""
        return enforcement.scoped_actions(self.body, point) if self.action == enforcement.SCOPED else None


def check_identity(body: JsonObject) -> None:
    """Raises InvalidConstraintError for what is no constraint at all."""
    kind, name = kind_of(body), name_of(body)
    if not name:
        raise InvalidConstraintError("missing metadata.name")
    if not kind.kind:
        raise InvalidConstraintError("missing kind")
    if kind.group != GROUP:
        raise InvalidConstraintError(f'wrong API Group for Constraint "{name}", got "{kind.group}" but need "{GROUP}"')


def _check(body: JsonObject, template: ConstraintTemplate) -> None:
    kind, name = kind_of(body), name_of(body)
    if _NAME.fullmatch(name) is None:
        raise InvalidConstraintError(
            'invalid name: "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '
            "'-' or '.', and must start and end with an alphanumeric character\""
        )
    if kind.kind != template.kind:
        raise InvalidConstraintError(f'wrong kind "{kind.kind}" for constraint "{name}"; want "{template.kind}"')
    if kind.version not in VERSIONS:
        raise InvalidConstraintError(
            f'unsupported version "{kind.version}" for Constraint "{name}"; supported versions: '
            "map[v1alpha1:true v1beta1:true]"
        )
    found = list(value_problems(body, template.schema))
    if found:
        raise ParametersError(found[0] if len(found) == 1 else f"[{', '.join(found)}]")
    _check_match(body)
    unknown = list(unknown_fields(body, template.schema))
    if unknown:
        raise InvalidConstraintError(f"unknown fields: [{' '.join(unknown)}]")


def _check_match(body: JsonObject) -> None:
    match = spec_of(body).get("match") or {}
    for name in ("labelSelector", "namespaceSelector"):
        found = list(label_selector.problems(match.get(name) or {}, f"spec.{name}"))
        if found:
            raise InvalidConstraintError(found[0] if len(found) == 1 else f"[{', '.join(found)}]")
