"""join: parents and children among the documents of one shard."""

from collections.abc import Mapping
from typing import Any

from findling.base.errors import IllegalArgumentError, MapperParsingError
from findling.base.java_values import shown
from findling.mapping import parameters
from findling.mapping.field_type import FieldType, Origin, register
from findling.mapping.parameters import Parameter, Place
from findling.mapping.parsed_batch import FieldStructures
from findling.mapping.traits import KEYWORD_TERMS

Relations = Mapping[str, tuple[str, ...]]


def read_relations(at: Place, value: object) -> dict[str, object]:
    """Reads `relations`: parent -> child or list of children; one child is kept as text, as Elasticsearch prints it."""
    relations = parameters.read_object(at, value)
    result: dict[str, Any] = {}
    seen: set[str] = set()
    for parent, given in relations.items():
        children = [shown(child) for child in (given if isinstance(given, list) else [given])]
        for child in children:
            if child in seen:
                raise IllegalArgumentError(f"[{child}] cannot have multiple parents")
            seen.add(child)
        result[parent] = children[0] if len(children) == 1 else children
    return result


@register
class JoinFieldType(FieldType):
    """The name of a document's relation as a term; per parent relation a hidden field `NAME#PARENT` holds, for parents,
    their own id and, for children, that of their parent.

    relations: parent relation -> child relations
    """

    type_name = "join"
    family = "keyword"
    terms = KEYWORD_TERMS
    in_all_fields = True
    needs_document = True
    single_valued = True
    in_multi_fields = False
    names_field_in_errors = False
    PARAMETERS = parameters.table(
        parameters.boolean("eager_global_ordinals", True, updateable=True),
        Parameter("relations", {}, read_relations, updateable=True),
    )

    def configure(self) -> None:
        if "." in self.name:
            raise MapperParsingError(f"join field [{self.name}] cannot be added inside an object or in a multi-field")
        self.structures = FieldStructures("term", index="docs", doc_values="ordinals")
        given: Mapping[str, Any] = self.get("relations")
        self.relations: Relations = {
            parent: tuple(children) if isinstance(children, list) else (children,) for parent, children in given.items()
        }
        self._parent_of = {child: parent for parent, children in self.relations.items() for child in children}
        self.companions = tuple(ParentIdFieldType(self, parent) for parent in self.relations)

    def definition(self) -> dict[str, object]:
        shown_always = {name: self.get(name) for name in ("eager_global_ordinals", "relations")}
        return super().definition() | shown_always

    def merged(self, update: FieldType) -> tuple[FieldType, list[str]]:
        """Relations and children may be added, not removed; a relation cannot become a child or change its parent."""
        if not isinstance(update, JoinFieldType):
            raise TypeError("join fields merge with join fields")
        conflicts = []
        for parent, children in self.relations.items():
            if parent not in update.relations:
                conflicts.append(f"Cannot remove parent [{parent}]")
                continue
            removed = [child for child in children if child not in update.relations[parent]]
            conflicts += [f"Cannot remove child [{child}]" for child in removed]
        for parent in update.relations:
            if parent not in self.relations and parent in self._parent_of:
                conflicts.append(f"Cannot create parent [{parent}] from an existing child")
        for child in update._parent_of:
            if child not in self._parent_of and child in self.relations:
                conflicts.append(f"Cannot create child [{child}] from an existing parent")
        lines = [
            f"Cannot update parameter [relations] from [{self._shown()}] to [{update._shown()}]: {conflict}"
            for conflict in conflicts
        ]
        return update, lines

    def _shown(self) -> str:
        return shown({parent: list(children) for parent, children in self.relations.items()})

    @property
    def has_doc_values(self) -> bool:
        return True

    def parse_in_document(self, value: object, origin: Origin) -> bytes:
        relation, parent = self.read(value)
        if relation in self._parent_of:
            if parent is None:
                raise IllegalArgumentError(f"[parent] is missing for join field [{self.name}]")
            if origin.routing is None:
                raise IllegalArgumentError(f"[routing] is missing for join field [{self.name}]")
        return relation.encode("utf-8", "replace")

    def parse_value(self, value: object) -> bytes:
        return self.read(value)[0].encode("utf-8", "replace")

    def read(self, value: object) -> tuple[str, str | None]:
        """Returns the relation and the parent's id of a document's value; raises IllegalArgumentError."""
        if isinstance(value, str):
            value = {"name": value}
        if not isinstance(value, dict):
            token = "VALUE_BOOLEAN" if isinstance(value, bool) else "VALUE_NUMBER"
            raise IllegalArgumentError(f"[{self.name}] expected START_OBJECT or VALUE_STRING but was: {token}")
        for key in value:
            if key not in ("name", "parent"):
                raise IllegalArgumentError(f"unknown field name [{key}] in join field [{self.name}]")
        relation, parent = value.get("name"), value.get("parent")
        if relation is None:
            raise IllegalArgumentError(f"null join name in field [{self.name}]")
        if not isinstance(relation, str) or not (relation in self.relations or relation in self._parent_of):
            raise IllegalArgumentError(f"unknown join name [{shown(relation)}] for field [{self.name}]")
        return relation, None if parent is None else shown(parent)

    def parent_of(self, relation: str) -> str | None:
        """Returns the relation above another one."""
        return self._parent_of.get(relation)

    def ids_field(self, parent: str) -> str:
        """Returns the name of the hidden field that has the ids of a parent relation."""
        return f"{self.name}#{parent}"

    def index_term(self, value: object) -> bytes:
        return shown(value).encode("utf-8", "replace")


class ParentIdFieldType(FieldType):
    """The hidden field of one parent relation: ids of parents, in parents and children alike."""

    type_name = "parent"
    family = "keyword"
    terms = KEYWORD_TERMS
    in_all_fields = True
    needs_document = True

    def __init__(self, join: JoinFieldType, parent: str) -> None:
        self._join = join
        self._parent = parent
        super().__init__(join.ids_field(parent), {}, join.context)

    def configure(self) -> None:
        self.structures = FieldStructures("term", index="docs", doc_values="ordinals")

    def parse_in_document(self, value: object, origin: Origin) -> bytes | None:
        try:
            relation, parent = self._join.read(value)
        except IllegalArgumentError:
            return None  # the join field itself reports it
        if relation == self._parent:
            return origin.id.encode("utf-8", "replace")
        if self._join.parent_of(relation) == self._parent and parent is not None:
            return parent.encode("utf-8", "replace")
        return None

    @property
    def has_doc_values(self) -> bool:
        return True

    def index_term(self, value: object) -> bytes:
        return shown(value).encode("utf-8", "replace")
