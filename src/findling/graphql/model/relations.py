"""Relations between documents, as they are declared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import IllegalArgumentError

ID: Final = "_id"
_MEMBERS: Final = frozenset({"index", "name", "target", "from", "to", "many"})


@dataclass(frozen=True, slots=True)
class Relation:
    """Documents of an index know others: those of the target whose field `key` has a value of their own field `own`.

    own, key: full names of fields, or `_id`; many: whether there can be several, else the first is meant
    """

    index: str
    name: str
    target: str
    own: str
    key: str
    many: bool

    def to_json(self) -> dict[str, Any]:
        """Returns the declaration, complete."""
        return {
            "index": self.index, "name": self.name, "target": self.target, "from": self.own, "to": self.key,
            "many": self.many,
        }  # fmt: skip


def parse_relation(body: object, index: str | None = None) -> Relation:
    """Returns a relation of its declaration. Raises IllegalArgumentError. index: where its `_meta` declares it"""
    if not isinstance(body, Mapping):
        raise IllegalArgumentError("a relation must be an object")
    unknown = sorted(body.keys() - _MEMBERS)
    if unknown:
        raise IllegalArgumentError(f"unknown member [{unknown[0]}] of a relation")
    values = {"index": index, "from": ID, "to": ID, **body}
    for member in ("index", "name", "target", "from", "to"):
        if not isinstance(values.get(member), str) or not values[member]:
            raise IllegalArgumentError(f"[{member}] of a relation must be a text")
    many = values.get("many", values["to"] != ID)
    if not isinstance(many, bool):
        raise IllegalArgumentError("[many] of a relation must be a boolean")
    return Relation(values["index"], values["name"], values["target"], values["from"], values["to"], many)


def relations_of(declared: Sequence[Any], metas: Mapping[str, Any]) -> list[Relation]:
    """Returns the relations that were put, and those of the `_meta` of mappings, but for wrong ones.

    metas: `_meta` of each index
    """
    found = {(one.index, one.name): one for one in map(parse_relation, declared)}
    for index, meta in metas.items():
        for one in _of_meta(meta, index):
            found.setdefault((one.index, one.name), one)
    return list(found.values())


def _of_meta(meta: Any, index: str) -> list[Relation]:
    own = meta.get("graphql") if isinstance(meta, Mapping) else None
    relations = own.get("relations") if isinstance(own, Mapping) else None
    found = []
    for name, body in relations.items() if isinstance(relations, Mapping) else ():
        try:
            found.append(parse_relation({"name": name, **body} if isinstance(body, Mapping) else body, index))
        except IllegalArgumentError:
            continue  # a mapping may say in `_meta` what it likes
    return found
