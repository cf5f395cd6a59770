"""What one who asks may do with indices, as far as roles and policy both allow it."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from findling.base.errors import FindlingError
from findling.policy.authz.decider import Decider, Ruling
from findling.policy.authz.denials import refusal
from findling.policy.authz.question import Question
from findling.policy.filters.row_filters import RowFilters
from findling.policy.snapshot import Snapshot
from findling.security.authz.access import UserAccess
from findling.security.roles.permission import IndexAccess


@dataclass(frozen=True)
class PolicyAccess:
    """An access (`findling.cluster.access`).

    question, ruling: of the request as a whole, which was allowed; None where the policy only filters documents
    targets: gives the indices that a name stands for
    known: rulings about other actions and other indices, of the whole request
    """

    inner: UserAccess
    question: Question
    ruling: Ruling | None
    snapshot: Snapshot
    decider: Decider
    filters: RowFilters
    targets: Callable[[str], tuple[str, ...]]
    known: dict[tuple[str, str], Ruling | None] = field(default_factory=dict)

    @property
    def owner(self) -> str:
        return self.inner.owner

    @property
    def signature(self) -> str | None:
        return self.inner.signature

    @property
    def of_roles(self) -> UserAccess:
        return self.inner

    @property
    def visibility(self) -> Hashable:
        return self.inner.visibility

    @property
    def variables(self) -> Mapping[str, Any]:
        return self.inner.variables

    def sees(self, name: str) -> bool:
        return self.inner.sees(name) and self._refused(name) is None

    def refusal(self, names: Sequence[str]) -> FindlingError:
        for name in names:
            ruling = self._refused(name) if self.inner.sees(name) else None
            if ruling is not None:
                return refusal(self.inner.action, self.inner.authentication, self.inner.authority, ruling)
        return self.inner.refusal(names)

    def check(self, action: str) -> None:
        self.inner.check(action)
        ruling = self._ruling(action, "")
        if ruling is not None and not ruling.decision.allow:
            raise refusal(action, self.inner.authentication, self.inner.authority, ruling)

    def acting(self, action: str) -> "PolicyAccess":
        return replace(self, inner=self.inner.acting(action))

    def documents(self, name: str, via: frozenset[str]) -> IndexAccess | None:
        """Returns what may be seen of an index; None: nothing. Raises SecurityError for rules that are no filters."""
        seen = self.inner.documents(name, via)
        if seen is None:
            return None
        ruling = self.ruling
        if ruling is not None and not self._is_of_question(name):
            ruling = self._ruling(self.inner.action, name)
        decision = None if ruling is None else ruling.decision
        if decision is not None and not decision.allow:
            return None
        return seen.and_of(self.filters.access(self.snapshot, self.question, self.inner.action, name, decision))

    def _refused(self, name: str) -> Ruling | None:
        """Returns the ruling that an index may not be used, None if it may."""
        if self.ruling is None or self._is_of_question(name):
            return None
        ruling = self._ruling(self.inner.action, name)
        return None if ruling is None or ruling.decision.allow else ruling

    def _is_of_question(self, name: str) -> bool:
        """Whether the request was allowed with this index already."""
        if self.inner.action != self.question.request.action:
            return False
        if not self.snapshot.revision.facts.looks_at("indices"):
            return True
        return name in self.question.indices or name in self.question.named

    def _ruling(self, action: str, name: str) -> Ruling | None:
        """Returns the ruling about another action, or another index. name: "" for no index"""
        key = (action, name)
        if key not in self.known:
            question = self.question.about(action, self.targets(name) if name else ())
            self.known[key] = self.decider.rule(question, self.snapshot)
        return self.known[key]
