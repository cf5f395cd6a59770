"""The filters that the policy lays over an index for one who asks."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from typing import Any, Final

from findling.base.errors import FindlingError
from findling.base.json_values import json_text
from findling.base.wildcards import matches
from findling.cluster.state import ClusterState
from findling.policy.authz.decision import Decision
from findling.policy.authz.question import Question, subject_key
from findling.policy.engine.protocol import UNDEFINED, FilterRequest
from findling.policy.filters.allowed_queries import check_query
from findling.policy.filters.errors import FilterError
from findling.policy.filters.exact_fields import ExactField, exact_field
from findling.policy.filters.ucast import ALL, NONE, to_query
from findling.policy.snapshot import Snapshot
from findling.policy.store.facts import FILTERS, QUERIES
from findling.security.roles.fields import FieldGrant, FieldPermission
from findling.security.roles.permission import IndexAccess
from findling.security.roles.restricted import is_restricted

logger = logging.getLogger("findling.policy")

_OF_NO_DOCUMENTS: Final = ("indices:admin/mappings/", "indices:admin/get")
_UNKNOWN: Final = "input.doc"
_MOST: Final = 5_000


class RowFilters:
    """Filters of documents, remembered by policy, mapping and who asks."""

    def __init__(self, state: Callable[[], ClusterState]) -> None:
        self._state = state
        self._known: OrderedDict[Hashable, tuple[str, ...]] = OrderedDict()
        self._of: Snapshot | None = None
        self._lock = threading.Lock()

    def access(
        self, snapshot: Snapshot, question: Question, action: str, index: str, decision: Decision | None
    ) -> IndexAccess:
        """Returns what the policy lets one see of an index. Raises FilterError, and nothing is seen then.

        decision: about the request, which may bring filters and masks of its own
        """
        queries = self._queries(snapshot, question, action, index)
        if decision is None or not (decision.filters or decision.masks):
            return IndexAccess(tuple((query,) for query in queries))
        own = [query for pattern, query in decision.filters if matches(pattern, index)]
        for query in own:
            check_query(query)
        hidden = tuple(field for pattern, field in decision.masks if matches(pattern, index))
        fields = FieldPermission.any_of([FieldGrant(None, hidden)]) if hidden else FieldPermission()
        texts = (*queries, *(json_text(query).decode() for query in own))
        return IndexAccess(tuple((text,) for text in texts), fields)

    def _queries(self, snapshot: Snapshot, question: Question, action: str, index: str) -> tuple[str, ...]:
        facts = snapshot.revision.facts
        if is_restricted(index) or not facts.filters or action.startswith(_OF_NO_DOCUMENTS):
            return ()  # Findling's own indices are for those whose roles name them
        metadata = self._state().indices.get(index)
        if metadata is None:
            return ()
        key = (metadata.uuid, metadata.mapping_version, action, subject_key(question.authentication))
        with self._lock:
            if self._of is not snapshot:
                self._of = snapshot
                self._known.clear()
            known = self._known.get(key)
        if known is not None:
            return known
        input = {"user": question.user, "roles": question.user["roles"], "action": action, "index": index}
        try:
            found = [
                json_text(query).decode() for query in _filters(snapshot, input, metadata.mapping) if query is not ALL
            ]
        except FilterError as error:
            logger.warning("a policy filter is refused index=%s reason=%s", index, error.reason)
            raise
        if facts.is_stable:
            with self._lock:
                if self._of is snapshot:
                    self._known[key] = tuple(found)
                    if len(self._known) > _MOST:
                        self._known.popitem(last=False)
        return tuple(found)


def _filters(snapshot: Snapshot, input: Mapping[str, Any], mapping: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = []
    if snapshot.revision.facts.has_package(FILTERS):
        found.append(_of_rules(snapshot, input, mapping))
    if snapshot.revision.facts.has_package(QUERIES):
        found.append(_returned(snapshot, input))
    return found


def _of_rules(snapshot: Snapshot, input: Mapping[str, Any], mapping: Mapping[str, Any]) -> Mapping[str, Any]:
    """Returns the query of what is included and not excluded.

    The rules are compiled apart: of `not exclude` in one rule little survives OPA's translation.
    """
    include = _compiled(snapshot, "include", input, mapping)
    exclude = _compiled(snapshot, "exclude", input, mapping, negated=True)
    if include is NONE or exclude is ALL:
        return NONE
    if exclude is NONE:
        return include
    return {"bool": {"filter": [include], "must_not": [exclude]}}


def _compiled(
    snapshot: Snapshot, rule: str, input: Mapping[str, Any], mapping: Mapping[str, Any], negated: bool = False
) -> Mapping[str, Any]:
    def find(name: str) -> ExactField:
        return exact_field(mapping, name)

    request = FilterRequest(f"data.{FILTERS}.{rule}", [_UNKNOWN])
    try:
        condition = snapshot.compile(request, input).query
    except FindlingError as error:
        raise FilterError(f"the rule [{FILTERS}.{rule}] cannot be made a filter: {error.reason}") from error
    return to_query(condition, find, negated)


def _returned(snapshot: Snapshot, input: Mapping[str, Any]) -> Mapping[str, Any]:
    """Returns the query that the rule gives; what is undefined or null hides everything."""
    try:
        query = snapshot.evaluate(f"{QUERIES}.filter", input, input["user"]["name"])
    except FindlingError as error:
        raise FilterError(f"the rule [{QUERIES}.filter] cannot be evaluated: {error.reason}") from error
    if query is UNDEFINED or query is None:
        return NONE
    if query == {}:
        return ALL
    check_query(query)
    checked: Mapping[str, Any] = query
    return checked
