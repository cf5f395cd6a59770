"""Policies of a node, wired together: what is stored, who asks it, and where its decisions are noted."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from findling.base.clock import Clock
from findling.cluster.state import ClusterState
from findling.policy.authz.authorizer import PolicyAuthorizer
from findling.policy.authz.decider import Decider
from findling.policy.authz.given_roles import given_roles
from findling.policy.decision_log import DecisionLog
from findling.policy.engine.external import ExternalKind
from findling.policy.engine.probe import engine_kind
from findling.policy.filters.row_filters import RowFilters
from findling.policy.service import Policies
from findling.security.authz.authorizer import Authorizer
from findling.security.records import DocumentStore


class Decisions:
    """policies: what is stored and in force; log: what was decided. `close` at the end.

    file: where decisions are noted before they are indexed; state: gives the cluster's state
    engine_url: of an OPA that evaluates, in place of the engine that is installed here
    """

    def __init__(
        self,
        store: DocumentStore,
        file: Path,
        clock: Clock,
        state: Callable[[], ClusterState],
        engine_url: str | None = None,
    ) -> None:
        self._clock = clock
        self._state = state
        self.external = None if engine_url is None else ExternalKind(engine_url)
        self.policies = Policies(store, clock, self.external)
        self.log = DecisionLog(file, clock, lambda: self.policies.current.revision.decision_log)

    @property
    def engine(self) -> str:
        """What evaluates, by name."""
        kind = self.external or engine_kind()
        return "none" if kind is None else kind.title

    def judge(self, authorizer: Authorizer) -> None:
        """Lets policies judge requests, after the roles."""
        decider = Decider(self.policies, self.log)
        filters = RowFilters(self._state)
        judge = PolicyAuthorizer(self.policies, decider, filters, self._state, self._clock.now_ms)
        authorizer.register(judge.check, judge.narrowed)
        self.policies.can_decide = True

    def roles_of(self, facts: Mapping[str, Any]) -> tuple[str, ...]:
        """Returns the roles that policies give to a user of another realm. facts: as of role mappings"""
        return given_roles(self.policies.current, facts)

    def close(self) -> None:
        self.log.close()
        self.policies.close()
        if self.external is not None:
            self.external.close()
