"""The schema that is declared, made of a catalog: a pure function.

What the catalog does not have, as whoever asks may not see it or as mappings have changed, is left out, and told.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
)

from findling.graphql.model.catalog import Catalog
from findling.graphql.model.declaration import (
    Declaration,
    DeclaredField,
    DeclaredMutation,
    DeclaredQuery,
    DeclaredRelation,
    DeclaredType,
    shown_name,
)
from findling.graphql.model.fields import Field, leaves
from findling.graphql.model.relations import ID, Relation
from findling.graphql.resolve import declared as resolve
from findling.graphql.resolve.documents import meta_reader
from findling.graphql.resolve.executor import PLAIN
from findling.graphql.resolve.relations import RelationReader
from findling.graphql.schema.scalars import SCALARS
from findling.graphql.schema.sources import SourceTypes
from findling.graphql.schema.where import WhereTypes

_PLAIN = {PLAIN: True}


def build_declared(catalog: Catalog) -> tuple[GraphQLSchema, list[str]]:
    """Returns the schema that a catalog's declaration means, and the places in it of what is left out."""
    assert catalog.declaration is not None
    builder = _Builder(catalog, catalog.declaration)
    return builder.schema(), builder.left_out


class _Type:
    """A declared type whose documents may be read."""

    def __init__(self, declared: DeclaredType, types: SourceTypes, catalog: Catalog) -> None:
        self.declared = declared
        self.source = types.source
        self.searching = types.searching
        fields = catalog.fields(types.source)
        self._known = {ID, *(one.path for _, one in leaves(fields))}
        self._stored = {one.path: one for one in _stored(fields)}
        self.fields = {one.name: one for one in declared.fields or self._all()}
        self.object: Any = None

    def _all(self) -> Iterator[DeclaredField]:
        """Yields the fields of the mapping; where two would have one name, the first has it."""
        names = {shown_name(path): path for path in reversed(self._stored) if not self.declared.hides(path)}
        yield DeclaredField("id", ID, True)
        yield from (DeclaredField(name, path, False) for name, path in names.items() if name != "id")

    def knows(self, path: str) -> bool:
        """Whether documents may be found by a field."""
        return path in self._known

    def holds(self, path: str) -> bool:
        """Whether a name means a field, or an object of fields, or something in a field of any JSON."""
        return any(f"{one}.".startswith(f"{path}.") or path.startswith(f"{one}.") for one in self._known)

    def leaf(self, path: str) -> Field | None:
        """Returns the field that documents have, None if there is none."""
        return self._stored.get(path)

    def written(self, name: str) -> DeclaredField | None:
        """Returns the field that an argument of a write means: one that is read, or one that is hidden."""
        found = self.fields.get(name)
        if found is None:
            hidden = (path for path in self._stored if self.declared.hides(path) and shown_name(path) == name)
            found = next((DeclaredField(name, path, False) for path in hidden), None)
        return found if found is not None and found.path in self._stored else None

    def scalar(self, field: DeclaredField) -> Any:
        """Returns the type of a field that is there."""
        leaf = self._stored.get(field.path)
        inner = GraphQLID if field.is_id or leaf is None else SCALARS[leaf.kind.scalar]
        return GraphQLList(inner) if leaf is not None and leaf.many else inner


def _stored(fields: Iterable[Field]) -> Iterator[Field]:
    for one in fields:
        if one.fields:
            yield from _stored(one.fields)
        elif one.is_stored:
            yield one


class _Builder:
    """Makes the types of one schema."""

    def __init__(self, catalog: Catalog, declaration: Declaration) -> None:
        self.left_out: list[str] = []
        self._declaration = declaration
        self._contexts = {one.name: one for one in declaration.contexts}
        self._inputs: dict[str, GraphQLInputObjectType] = {}
        sources, filters = {one.name: one for one in catalog.sources if one.is_read}, WhereTypes()
        self._types: dict[str, _Type] = {}
        for one in declaration.types:
            if one.index in sources:
                self._types[one.name] = _Type(one, SourceTypes(sources[one.index], catalog, filters), catalog)
            else:
                self.left_out.append(f"types.{one.name}.index")
        for type_ in self._types.values():
            missing = (one for one in type_.declared.hidden if not type_.holds(one))
            self.left_out += [f"types.{type_.declared.name}.hidden: {one}" for one in missing]
            type_.object = GraphQLObjectType(type_.declared.name, partial(self._members, type_))

    def schema(self) -> GraphQLSchema:
        for type_ in self._types.values():
            assert type_.object.fields is not None  # made now, so that it is known what is left out
        queries = {one.name: self._query(one) for one in self._declaration.queries}
        writes = {one.name: self._write(one) for one in self._declaration.mutations}
        mutations = _there(writes)
        return GraphQLSchema(
            GraphQLObjectType("Query", _there(queries)),
            GraphQLObjectType("Mutation", mutations) if mutations else None,
            assume_valid=True,
        )

    def _members(self, type_: _Type) -> dict[str, GraphQLField]:
        fields = {name: self._field(type_, one) for name, one in type_.fields.items()}
        relations = {one.name: self._relation(type_, one) for one in type_.declared.relations}
        return _there({**fields, **relations})

    def _field(self, type_: _Type, field: DeclaredField) -> GraphQLField | None:
        if field.path == ID:
            return GraphQLField(GraphQLID, resolve=meta_reader(ID), extensions=_PLAIN)
        leaf = type_.leaf(field.path)
        if leaf is None:
            return self._missing(f"types.{type_.declared.name}.fields.{field.name}")
        return GraphQLField(type_.scalar(field), resolve=resolve.leaf_reader(leaf), extensions=_PLAIN)

    def _relation(self, type_: _Type, one: DeclaredRelation) -> GraphQLField | None:
        target = self._types.get(one.type)
        if target is None or not type_.knows(one.own) or not target.knows(one.key):
            return self._missing(f"types.{type_.declared.name}.relations.{one.name}")
        relation = Relation(type_.source.name, one.name, target.source.name, one.own, one.key, one.many)
        reader = RelationReader(relation, target.source, target.searching)
        if not one.many:
            return GraphQLField(target.object, resolve=reader.resolve)
        return GraphQLField(_list_of(target), _page(one.limit), resolve=reader.resolve)

    def _query(self, query: DeclaredQuery) -> GraphQLField | None:
        type_ = self._types.get(query.type)
        if type_ is None:
            return self._missing(f"queries.{query.name}")
        if query.by is None:
            return self._list(query, type_)
        field = type_.fields.get(query.by)
        leaf = None if field is None else type_.leaf(field.path)
        if field is None or (field.path != ID and not _has_whole_values(leaf)):
            return self._missing(f"queries.{query.name}.by")
        context = None if query.context is None else self._contexts[query.context]
        scalar = GraphQLID if field.is_id or leaf is None else SCALARS[leaf.kind.scalar]
        arguments = {query.by: GraphQLArgument(GraphQLNonNull(scalar))} if context is None else {}
        return GraphQLField(type_.object, arguments, resolve=resolve.find_one(query, type_.source, leaf, context))

    def _list(self, query: DeclaredQuery, type_: _Type) -> GraphQLField | None:
        field = None if query.sort is None else type_.fields.get(query.sort)
        leaf = None if field is None else type_.leaf(field.path)
        if query.sort is not None and not _has_whole_values(leaf):
            return self._missing(f"queries.{query.name}.sort")
        find = resolve.find_all(query, type_.searching, leaf)
        return GraphQLField(_list_of(type_), _page(query.limit), resolve=find)

    def _write(self, mutation: DeclaredMutation) -> GraphQLField | None:
        type_ = self._types.get(mutation.type)
        if type_ is None or type_.source.write_index is None or mutation.action not in type_.source.writes:
            return self._missing(f"mutations.{mutation.name}")
        names = (*mutation.required, *mutation.optional, *mutation.fields, *(name for name, _ in mutation.given))
        fields = {name: field for name in names if (field := type_.written(name)) is not None}
        missing = next((name for name in names if name not in fields), None)
        if missing is not None:
            return self._missing(f"mutations.{mutation.name}: {missing}")
        paths = {name: field.path for name, field in fields.items()}
        key = {"id": GraphQLArgument(GraphQLNonNull(GraphQLID))}
        if mutation.action == "delete":
            return GraphQLField(type_.object, key, resolve=resolve.delete(mutation, type_.source))
        if mutation.action == "update":
            key[mutation.argument] = GraphQLArgument(self._input(mutation, type_, fields))
            return GraphQLField(type_.object, key, resolve=resolve.update(mutation, type_.source, paths))
        arguments = {
            **{name: GraphQLArgument(GraphQLNonNull(type_.scalar(fields[name]))) for name in mutation.required},
            **{name: GraphQLArgument(type_.scalar(fields[name])) for name in mutation.optional},
        }
        contexts = {paths[name]: self._contexts[context] for name, context in mutation.given}
        return GraphQLField(type_.object, arguments, resolve=resolve.create(mutation, type_.source, paths, contexts))

    def _input(
        self, mutation: DeclaredMutation, type_: _Type, fields: Mapping[str, DeclaredField]
    ) -> GraphQLInputObjectType:
        found = self._inputs.get(mutation.input)
        if found is None:
            members = {name: GraphQLInputField(type_.scalar(field)) for name, field in fields.items()}
            found = self._inputs[mutation.input] = GraphQLInputObjectType(mutation.input, members)
        return found

    def _missing(self, place: str) -> GraphQLField | None:
        """Notes what is left out. Returns None, in its place."""
        self.left_out.append(place)
        return None


def _has_whole_values(leaf: Field | None) -> bool:
    """Whether documents can be found and sorted by a field, as those by one within nested objects cannot."""
    return leaf is not None and leaf.is_sortable and leaf.scope is None


def _there(fields: Mapping[str, GraphQLField | None]) -> dict[str, GraphQLField]:
    return {name: one for name, one in fields.items() if one is not None}


def _list_of(type_: _Type) -> Any:
    return GraphQLList(GraphQLNonNull(type_.object))


def _page(limit: int) -> dict[str, GraphQLArgument]:
    return {"first": GraphQLArgument(GraphQLInt, default_value=limit), "offset": GraphQLArgument(GraphQLInt)}
