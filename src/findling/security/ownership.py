"""Rules that say which documents have owners, and in which field they carry them."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.object_parser import STRING, STRINGS, Member, parse_object, require, texts, whole_object
from findling.base.wildcards import matches
from findling.security.records import Records

_KIND: Final = "ownership-rule"
_MEMBERS: Final = {
    "indices": Member(STRINGS, texts),
    "field": Member(STRING),
    "email_field": Member(STRING),
    "phone_field": Member(STRING),
}


@dataclass(frozen=True, slots=True)
class OwnershipRule:
    """Documents of some indices carry their owner.

    indices: names and patterns; field: where the owner's name stands, a path of members
    email_field, phone_field: where contacts stand by which documents without an owner are found; None: nowhere
    """

    name: str
    indices: tuple[str, ...]
    field: str
    email_field: str | None = None
    phone_field: str | None = None

    def is_about(self, index: str) -> bool:
        return any(matches(pattern, index) for pattern in self.indices)

    def contact_field(self, kind: str) -> str | None:
        """Returns where a contact of a kind stands: email or phone."""
        return self.email_field if kind == "email" else self.phone_field

    def to_json(self) -> dict[str, Any]:
        fields = {"field": self.field, "email_field": self.email_field, "phone_field": self.phone_field}
        return {"indices": list(self.indices), **{name: value for name, value in fields.items() if value is not None}}


def parse_ownership_rule(name: str, body: object) -> OwnershipRule:
    """Returns the rule of a body. Raises XContentParseError, IllegalArgumentError."""
    kind = "ownership_rule"
    members = parse_object(kind, whole_object(kind, body), _MEMBERS)
    require(members, "indices", "field")
    if not members["indices"] or any(not index or index.startswith((".", "*", "_")) for index in members["indices"]):
        raise IllegalArgumentError(f"the rule [{name}] must name indices, none that begin with a dot, and not all")
    fields = [value for member, value in members.items() if member != "indices"]
    odd = next((field for field in fields if not all(field.split(".")) or field.startswith("_")), None)
    if odd is not None or len(set(fields)) < len(fields):
        raise IllegalArgumentError(f"the fields of the rule [{name}] must be paths of members, each another one")
    return OwnershipRule(name, **members)


class Ownership:
    """The rules that operators made."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._known: tuple[int, tuple[OwnershipRule, ...]] = (-1, ())
        self._lock = threading.Lock()

    def put(self, rule: OwnershipRule) -> bool:
        """Stores a rule and returns whether it is new."""
        return self._records.put(_KIND, rule.name, rule.to_json())

    def delete(self, name: str) -> bool:
        return self._records.delete(_KIND, name)

    def named(self, names: list[str]) -> list[OwnershipRule]:
        """Returns the rules of these names that there are, all without names."""
        return [rule for rule in self.all() if not names or rule.name in names]

    def all(self) -> tuple[OwnershipRule, ...]:
        """Returns all rules, which are read again once anything of security has changed."""
        version = self._records.version
        with self._lock:
            if self._known[0] == version:
                return self._known[1]
        stored = sorted(self._records.all(_KIND).items())
        found = tuple(parse_ownership_rule(name, _members(record)) for name, record in stored)
        with self._lock:
            self._known = (version, found)
        return found

    def field_of(self, index: str) -> str | None:
        """Returns where documents of an index carry their owner; None where they have none."""
        return _field_of(self.all(), index)


@lru_cache(maxsize=1024)
def _field_of(rules: tuple[OwnershipRule, ...], index: str) -> str | None:
    return next((rule.field for rule in rules if rule.is_about(index)), None)


def _members(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: record[name] for name in _MEMBERS if name in record}
