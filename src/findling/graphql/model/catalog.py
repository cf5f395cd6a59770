"""The indices and aliases of a cluster state that one who asks may know of."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from findling.cluster.access import Access
from findling.cluster.graphql_paths import SECTION
from findling.cluster.state import ClusterState, IndexMetadata
from findling.graphql.model.declaration import Declaration
from findling.graphql.model.fields import Allowed, Field, common_fields, fields_of, leaves
from findling.graphql.model.relations import ID, Relation, relations_of

READ: Final = "indices:data/read/search"
WRITES: Final = {
    "create": "indices:data/write/index:op_type/create",
    "index": "indices:data/write/index:op_type/index",
    "update": "indices:data/write/update",
    "delete": "indices:data/write/delete",
}


@dataclass(frozen=True, slots=True)
class Source:
    """What a root field reads: an index or an alias.

    members: names of the indices; writes: the kinds of writes that may be done under this name
    is_read: whether it may be searched; write_index: the index that writes go to, None if it is not known
    """

    name: str
    members: tuple[str, ...]
    writes: frozenset[str]
    is_read: bool = True
    write_index: str | None = None

    @property
    def is_single(self) -> bool:
        return len(self.members) == 1


@dataclass(frozen=True, slots=True)
class IndexModel:
    """An index: its fields, and what its documents are related to."""

    name: str
    fields: tuple[Field, ...]
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalog:
    """All there is to know. Catalogs that are equal make the same schema.

    declaration: what the schema is to be, None for the one that mappings make by themselves
    """

    indices: Mapping[str, IndexModel]
    sources: tuple[Source, ...]
    declaration: Declaration | None = None

    def __hash__(self) -> int:
        return hash((tuple(self.indices.values()), self.sources, self.declaration))

    def fields(self, source: Source) -> tuple[Field, ...]:
        """Returns the fields of the documents found under a name: of several indices those that all have."""
        return common_fields([self.indices[name].fields for name in source.members])


def catalog_of(state: ClusterState, access: Access | None) -> Catalog:
    """Returns what there is to know of a state under an access, of everything if there is none.

    Closed and hidden indices are no part of it.
    """
    shown = {name: index for name, index in state.indices.items() if not (index.closed or index.hidden)}
    names = {name: (name,) for name in shown} | _aliases(shown)
    made = (_source(name, names[name], access, _write_index(name, names[name], shown)) for name in sorted(names))
    sources = [source for source in made if source is not None]
    reached = sorted({member for source in sources for member in source.members})
    indices = {name: IndexModel(name, _fields(shown[name], access)) for name in reached}
    declared = state.custom.get(SECTION, {}).get("relations", [])
    found = relations_of(declared, {name: shown[name].mapping.get("_meta") for name in reached})
    catalog = Catalog(indices, tuple(sources))
    related = {
        name: replace(model, relations=tuple(one for one in found if one.index == name and _is_seen(one, catalog)))
        for name, model in indices.items()
    }
    return Catalog(related, tuple(sources))


def _is_seen(relation: Relation, catalog: Catalog) -> bool:
    """Whether a relation leads from a field that may be known of to another such field."""
    target = next((one for one in catalog.sources if one.is_read and one.name == relation.target), None)
    if target is None:
        return False
    ends = ((catalog.indices[relation.index].fields, relation.own), (catalog.fields(target), relation.key))
    return all(path == ID or any(one.path == path for _, one in leaves(fields)) for fields, path in ends)


def _aliases(indices: Mapping[str, IndexMetadata]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, index in indices.items():
        for alias, metadata in index.aliases.items():
            if not metadata.is_hidden:
                found[alias] = (*found.get(alias, ()), name)
    return found


def _write_index(name: str, members: tuple[str, ...], indices: Mapping[str, IndexMetadata]) -> str | None:
    if len(members) == 1:
        alias = indices[members[0]].aliases.get(name)
        return None if alias is not None and alias.is_write_index is False else members[0]
    return next((one for one in members if indices[one].aliases[name].is_write_index), None)


def _source(name: str, members: tuple[str, ...], access: Access | None, write_index: str | None) -> Source | None:
    if access is None:
        return Source(name, members, frozenset(WRITES), write_index=write_index)
    writes = frozenset(kind for kind, action in WRITES.items() if access.acting(action).sees(name))
    is_read = access.acting(READ).sees(name)
    return Source(name, members, writes, is_read, write_index) if is_read or writes else None


def _fields(index: IndexMetadata, access: Access | None) -> tuple[Field, ...]:
    meta: Any = index.mapping.get("_meta")
    own = meta.get(SECTION) if isinstance(meta, Mapping) else None
    lists = own.get("lists", ()) if isinstance(own, Mapping) else ()
    names = [name for name in lists if isinstance(name, str)] if isinstance(lists, list) else ()
    return fields_of(index.mapping.get("properties", {}), names, _allowed(index, access))


def _allowed(index: IndexMetadata, access: Access | None) -> Allowed | None:
    """Returns the test of the fields that may be known of: those that some name of the index lets one see."""
    if access is None:
        return None
    seen = access.acting(READ).documents(index.name, frozenset((index.name, *index.aliases)))
    if seen is None:
        return _nothing
    return None if seen.fields.is_all else seen.fields.allows


def _nothing(name: str) -> bool:
    return False
