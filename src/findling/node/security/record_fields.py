"""Which fields `_security/_query/...` may ask for, and requests in the names under which these are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.json_values import scalar_text
from findling.base.wildcards import matches

_OF_FIELD: Final = frozenset({"term", "terms", "match", "prefix", "wildcard", "range"})
_CLAUSES: Final = ("must", "filter", "should", "must_not")
_NOTHING: Final[Mapping[str, Any]] = {"match_none": {}}


@dataclass(frozen=True, slots=True)
class RecordFields:
    """The fields of one kind of record.

    kept: where each is kept, by the name that is asked for
    unsorted: those that nothing is sorted by
    flattened: those of which what is below may be asked for too
    id_prefix: what stands before an id in the index
    """

    kept: Mapping[str, str]
    unsorted: frozenset[str] = frozenset()
    flattened: tuple[str, ...] = ()
    id_prefix: str = ""

    def name(self, name: str) -> str:
        """Returns where a field is kept. Raises IllegalArgumentError if it must not be asked for."""
        if name in self.kept:
            return self.kept[name]
        if any(name == root or name.startswith(f"{root}.") for root in self.flattened):
            return name
        what = "Field name pattern" if "*" in name else "Field"
        raise IllegalArgumentError(f"{what} [{name}] is not allowed for querying or aggregation")

    def expanded(self, pattern: str) -> list[str]:
        """Returns where the fields are kept whose names fit a pattern; none that must not be asked for."""
        found = [kept for name, kept in self.kept.items() if matches(pattern, name)]
        for root in self.flattened:
            if pattern.startswith(f"{root}.") or matches(pattern, root):
                found.append(pattern if pattern.startswith(f"{root}.") else root)
        return found

    def query(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Returns a query that can be read, in the kept names. Raises IllegalArgumentError."""
        ((kind, value),) = body.items()
        if kind == "bool":
            return {"bool": {name: self._clauses(name, clauses) for name, clauses in value.items()}}
        if kind in _OF_FIELD:
            return {kind: self._of_field(kind, value)}
        if kind == "exists":
            return {kind: {**value, "field": self.name(scalar_text(value["field"]))}}
        if kind == "simple_query_string":
            return self._simple_query_string(value)
        if kind == "ids":
            return {kind: {**value, "values": [f"{self.id_prefix}{id_}" for id_ in _listed(value.get("values"))]}}
        if kind == "match_all":
            return body
        raise IllegalArgumentError(f"Query type [{kind}] is not currently supported in this context")

    def _clauses(self, name: str, clauses: Any) -> Any:
        return [self.query(clause) for clause in _listed(clauses)] if name in _CLAUSES else clauses

    def _of_field(self, kind: str, value: Mapping[str, Any]) -> dict[str, Any]:
        renamed = {}
        for name, wanted in value.items():
            if name in ("boost", "_name"):
                renamed[name] = wanted
                continue
            if kind == "terms" and isinstance(wanted, Mapping):
                raise IllegalArgumentError("terms query with terms lookup is not currently supported in this context")
            if kind == "range" and isinstance(wanted, Mapping) and "relation" in wanted:
                raise IllegalArgumentError("range query with relation is not currently supported in this context")
            renamed[self.name(name)] = wanted
        return renamed

    def _simple_query_string(self, value: Mapping[str, Any]) -> Mapping[str, Any]:
        fields = []
        for text in value.get("fields") or ["*"]:
            pattern, caret, boost = text.partition("^")
            fields += [f"{kept}{caret}{boost}" for kept in self.expanded(pattern)]
        # a text that is no number is no reason to find nothing in other fields
        return {"simple_query_string": {**value, "fields": fields, "lenient": True}} if fields else _NOTHING

    def sort(self, keys: list[Any]) -> list[Any]:
        """Returns sort keys that can be read, in the kept names. Raises IllegalArgumentError."""
        return [
            self._sort_name(key)
            if isinstance(key, str)
            else {self._sort_name(name): options for name, options in key.items()}
            for key in keys
        ]

    def _sort_name(self, name: str) -> str:
        if name in self.unsorted:
            raise IllegalArgumentError(f"sorting is not supported for field [{name}]")
        return name if name == "_doc" else self.name(name)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


USERS: Final = RecordFields(
    {"username": "username", "roles": "roles", "full_name": "full_name", "email": "email.text", "enabled": "enabled"},
    frozenset({"full_name", "email"}),
)
ROLES: Final = RecordFields(
    {
        name: name
        for name in (
            "name",
            "description",
            "applications.application",
            "applications.privileges",
            "applications.resources",
        )
    },
    flattened=("metadata",),
)
KEYS: Final = RecordFields(
    {
        **{name: name for name in ("name", "type", "username", "creation", "expiration", "invalidated")},
        "invalidation": "invalidation",
        "realm_name": "realm",
    },
    flattened=("metadata",),
    id_prefix="api-key-",
)
