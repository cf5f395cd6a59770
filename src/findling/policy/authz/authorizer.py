"""The policy in the chain of those who judge requests."""

import threading
from collections.abc import Callable
from typing import Final

from findling.base.errors import FindlingError
from findling.cluster.access import under
from findling.cluster.name_resolution import IndicesOptions, resolve_names, split_names
from findling.cluster.state import ClusterState
from findling.policy.authz.decider import Decider, Ruling
from findling.policy.authz.denials import refusal
from findling.policy.authz.policy_access import PolicyAccess
from findling.policy.authz.question import Question
from findling.policy.filters.row_filters import RowFilters
from findling.policy.service import Policies
from findling.policy.snapshot import Snapshot
from findling.security.authc.authentication import Authentication
from findling.security.authz.access import UserAccess
from findling.security.authz.authority import Authority
from findling.security.authz.authorizer import ActionRequest
from findling.security.privileges.cluster_privileges import is_cluster_action

MANAGEMENT: Final = "cluster:admin/findling/policy/"
"""What begins so is judged by roles only: no policy may lock out those who can mend it."""
_MOST_ACTIONS: Final = 16
_SEARCH: Final = "indices:data/read/search"
_EVERYTHING: Final = IndicesOptions(ignore_unavailable=True, closed=True, hidden=True, forbid_closed=False)
# these name indices in their bodies, or go to what was opened before
_OF_BODY: Final = (
    "indices:data/write/bulk", "indices:data/write/reindex", "indices:data/read/mget", "indices:data/read/msearch",
    "indices:data/read/mtv", "indices:data/read/scroll", "indices:data/read/close_point_in_time",
    "indices:data/read/async_search", "indices:data/read/graphql", "indices:admin/aliases", "indices:admin/template",
    "indices:admin/index_template",
)  # fmt: skip


class PolicyAuthorizer:
    """Judges requests by the policy, and narrows what they may reach by it."""

    def __init__(
        self,
        policies: Policies,
        decider: Decider,
        filters: RowFilters,
        state: Callable[[], ClusterState],
        now_ms: Callable[[], int],
    ) -> None:
        self._policies = policies
        self._decider = decider
        self._filters = filters
        self._state = state
        self._now_ms = now_ms
        self._given = threading.local()
        """Of each thread: what was answered about the requests that it is about to carry out."""

    def check(self, request: ActionRequest, authentication: Authentication, authority: Authority) -> None:
        """Raises SecurityError for a request that the policy refuses."""
        snapshot = self._policies.current
        if not snapshot.revision.facts.is_own or request.action.startswith(MANAGEMENT):
            return
        question = self._question(request, authentication, authority)
        ruling = self._decider.rule(question, snapshot)
        if ruling is not None and not ruling.decision.allow:
            raise refusal(request.action, authentication, authority, ruling)
        answered = self._answered()
        if len(answered) >= _MOST_ACTIONS:  # of requests that were refused after all
            answered.clear()
        answered.append((question, ruling, snapshot))

    def narrowed(self, access: UserAccess, request: ActionRequest) -> UserAccess | PolicyAccess:
        """Returns the access that is left of one, by what was answered when the request was checked."""
        answered = self._answered()
        found = next((given for given in answered if given[0].request is request), None)
        answered.clear()
        if found is None:
            return access
        question, ruling, snapshot = found
        return PolicyAccess(access, question, ruling, snapshot, self._decider, self._filters, self._targets)

    def _answered(self) -> list[tuple[Question, Ruling | None, Snapshot]]:
        found: list[tuple[Question, Ruling | None, Snapshot]] | None = self._given.__dict__.get("answered")
        if found is None:
            found = self._given.answered = []
        return found

    def _question(self, request: ActionRequest, authentication: Authentication, authority: Authority) -> Question:
        def resolve() -> tuple[str, ...]:
            return self._resolved(request, UserAccess(authentication, authority, request.action))

        version = (self._state().version, _goes_to_open_indices(request))
        return Question(request, authentication, resolve, version, self._now_ns)

    def _now_ns(self) -> int:
        return self._now_ms() * 1_000_000

    def _resolved(self, request: ActionRequest, access: UserAccess) -> tuple[str, ...]:
        """Returns the names of the indices that a request goes to, and those that it names and there are not."""
        if is_cluster_action(request.action):
            return ()
        if request.indices is None and (request.action.startswith(_OF_BODY) or _goes_to_open_indices(request)):
            return ()
        state = self._state()
        named = split_names(request.indices)
        if len(named) == 1 and named[0] in state.indices:
            return (named[0],)
        with under(access):
            try:
                found = {index.name for index in resolve_names(state, request.indices, _EVERYTHING, self._now_ms())}
            except FindlingError:  # of names that are wrong: the action tells so
                found = set()
        new = {name for name in named if _is_new(state, name)}
        return tuple(sorted(found | new))

    def _targets(self, name: str) -> tuple[str, ...]:
        """Returns the names of the indices that a name stands for: of those of an alias, or itself."""
        targets = self._state().alias_targets(name)
        return tuple(index.name for index in targets) or (name,)


def _goes_to_open_indices(request: ActionRequest) -> bool:
    """Whether a search may be of a point in time, which knows its indices; each of them is asked about."""
    return request.indices is None and request.action == _SEARCH and b'"pit"' in request.body


def _is_new(state: ClusterState, name: str) -> bool:
    return "*" not in name and name != "_all" and not state.alias_targets(name)
