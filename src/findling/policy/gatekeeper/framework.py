"""All templates and constraints that are in force, and the judging of objects by them."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from findling.policy.engine.errors import RegoError
from findling.policy.engine.protocol import EngineKind, Sources
from findling.policy.gatekeeper.constraint import Constraint, check_identity
from findling.policy.gatekeeper.enforcement import WEBHOOK
from findling.policy.gatekeeper.errors import (
    InvalidConstraintError,
    InvalidTemplateError,
    MatchError,
    MissingTemplateError,
    ParametersError,
)
from findling.policy.gatekeeper.evaluator import Evaluator
from findling.policy.gatekeeper.expansion import ExpansionTemplate, expand
from findling.policy.gatekeeper.inventory import Inventory
from findling.policy.gatekeeper.match import GENERATED
from findling.policy.gatekeeper.objects import JsonObject, kind_of
from findling.policy.gatekeeper.rego_code import RegoCode
from findling.policy.gatekeeper.review import Review, review_of_object
from findling.policy.gatekeeper.template import ConstraintTemplate
from findling.policy.gatekeeper.violation import Violation


@dataclass(frozen=True)
class _Loaded:
    """A template in force, with its constraints by name."""

    template: ConstraintTemplate
    evaluator: Evaluator
    constraints: Mapping[str, Constraint] = field(default_factory=dict)


class Framework:
    """Templates, constraints, expansions and the inventory. Safe for threads: who judges sees what was there then.

    kind: gives the kind of engine; check: raises RegoError for modules that do not compile
    """

    def __init__(self, kind: Callable[[], EngineKind], check: Callable[[Sources], object]) -> None:
        self.inventory = Inventory()
        self._kind = kind
        self._check = check
        self._lock = threading.Lock()
        self._loaded: Mapping[str, _Loaded] = {}
        self._expansions: Mapping[str, ExpansionTemplate] = {}

    def put_template(self, body: JsonObject, is_checked: bool = False) -> ConstraintTemplate:
        """Puts a template in force, in place of one of its name, whose constraints must fit the new one.

        is_checked: whether its Rego is known to compile
        Raises InvalidTemplateError; what was in force stays then.
        """
        template = ConstraintTemplate.parse(body)
        if not is_checked:
            self._check_code(template.code)
        with self._lock:
            old = self._loaded.get(template.name)
            kept = {} if old is None else old.constraints
            constraints = {name: _refitted(one, template) for name, one in kept.items()}
            evaluator = Evaluator(template.code, self.inventory, self._kind)
            self._loaded = {**self._loaded, template.name: _Loaded(template, evaluator, constraints)}
        if old is not None:
            old.evaluator.close()
        return template

    def _check_code(self, code: RegoCode) -> None:
        try:
            self._check(Sources(code.texts))
        except RegoError as error:
            found = code.problems(error.problems)
            raise InvalidTemplateError("; ".join(f"{one.location}: {one.message}" for one in found), found) from None

    def remove_template(self, name: str) -> None:
        """Takes a template out if it is there, and its constraints."""
        with self._lock:
            old = self._loaded.get(name)
            self._loaded = {other: one for other, one in self._loaded.items() if other != name}
        if old is not None:
            old.evaluator.close()

    def has_template(self, name: str) -> bool:
        """Whether a template is in force."""
        return name in self._loaded

    def put_constraint(self, body: JsonObject) -> Constraint:
        """Puts a constraint in force. Raises MissingTemplateError, InvalidConstraintError, ParametersError."""
        check_identity(body)
        name = kind_of(body).kind.lower()
        with self._lock:
            loaded = self._loaded.get(name)
            if loaded is None:
                raise MissingTemplateError(name)
            constraint = Constraint.parse(body, loaded.template)
            changed = replace(loaded, constraints={**loaded.constraints, constraint.name: constraint})
            self._loaded = {**self._loaded, name: changed}
        return constraint

    def remove_constraint(self, kind: str, name: str) -> None:
        """Takes a constraint out if it is there."""
        with self._lock:
            loaded = self._loaded.get(kind.lower())
            if loaded is not None:
                left = {other: one for other, one in loaded.constraints.items() if other != name}
                self._loaded = {**self._loaded, kind.lower(): replace(loaded, constraints=left)}

    def constraints(self) -> Iterator[Constraint]:
        """Yields all constraints that are in force."""
        for loaded in self._loaded.values():
            yield from loaded.constraints.values()

    def put_expansion(self, body: JsonObject) -> ExpansionTemplate:
        """Puts an ExpansionTemplate in force. Raises InvalidExpansionError."""
        template = ExpansionTemplate.parse(body)
        with self._lock:
            self._expansions = {**self._expansions, template.name: template}
        return template

    def remove_expansion(self, name: str) -> None:
        """Takes an ExpansionTemplate out if it is there."""
        with self._lock:
            self._expansions = {other: one for other, one in self._expansions.items() if other != name}

    def review(self, review: Review, point: str) -> list[Violation]:
        """Returns what a request violates, what is implied by it too. Ordered by action and message.

        point: the enforcement point. Raises InvalidExpansionError, EngineError.
        """
        found = self._review(review, point)
        body = review.object
        made = [] if body is None else expand(self._expansions.values(), body, review.namespace_name)
        for one in made:
            implied = review_of_object(one.body, review.namespace, review.operation, GENERATED)
            template = one.template
            found += [each.implied_by(template.name, template.action) for each in self._review(implied, point)]
        return sorted(found, key=lambda one: (one.action, one.message))

    def _review(self, review: Review, point: str) -> list[Violation]:
        found: list[Violation] = []
        seen: JsonObject | None = None
        for _, loaded in sorted(self._loaded.items()):
            if point == WEBHOOK and not loaded.template.judges(review.operation):
                continue
            asked, unsure = _asked(loaded.constraints.values(), review, point)
            found += [_violation(one, point, reason) for one, reason in unsure]
            if asked:
                seen = seen or review.as_input()
                findings = loaded.evaluator.findings(asked, seen)
                found += [_violation(one, point, message, details) for one, message, details in findings]
        return found

    def close(self) -> None:
        """Frees the engines."""
        with self._lock:
            loaded, self._loaded = self._loaded, {}
        for one in loaded.values():
            one.evaluator.close()


def _refitted(constraint: Constraint, template: ConstraintTemplate) -> Constraint:
    try:
        return Constraint.parse(constraint.body, template)
    except (InvalidConstraintError, ParametersError) as error:
        raise InvalidTemplateError(f'it does not fit its constraint "{constraint.name}": {error.reason}') from None


def _asked(
    constraints: Iterable[Constraint], review: Review, point: str
) -> tuple[list[Constraint], list[tuple[Constraint, str]]]:
    """Returns the constraints that a review must be judged by, and those of which that cannot be said, with why."""
    asked: list[Constraint] = []
    unsure: list[tuple[Constraint, str]] = []
    for constraint in sorted(constraints, key=lambda one: one.name):
        if constraint.scoped_actions(point) == ():
            continue
        try:
            if constraint.is_about(review.candidates()):
                asked.append(constraint)
        except MatchError as error:
            unsure.append((constraint, f"unable to match constraints: {error}"))
    return asked, unsure


def _violation(constraint: Constraint, point: str, message: str, details: Any = None) -> Violation:
    return Violation(constraint, message, constraint.action, constraint.scoped_actions(point) or (), details)
