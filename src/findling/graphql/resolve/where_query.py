"""`where` as Query DSL."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from findling.graphql.model.fields import Field
from findling.graphql.model.kinds import NESTED
from findling.graphql.model.names import path_name

Query = dict[str, Any]
_RANGES: Final = ("_gt", "_gte", "_lt", "_lte")


class WhereReader:
    """Reads the `where` of documents, or of objects in them, whose fields it is made for.

    within: the field of these objects; of a nested one, each of which is there where it is asked
    """

    def __init__(self, fields: Iterable[Field], within: Field | None = None) -> None:
        self._readers: dict[str, Callable[[Any], list[Query]]] = {
            "_and": lambda given: [all_of(map(self.query, given))],
            "_or": lambda given: [any_of(map(self.query, given))],
            "_not": lambda given: [none_of([self.query(given)])],
        }
        if within is None:
            self._readers["_id"] = _of_id
        elif within.kind is NESTED:
            self._readers["_exists"] = lambda given: [all_of(()) if given else any_of(())]
        else:
            self._readers["_exists"] = lambda given: [_exists(within, given)]
        for one in fields:
            if one.fields:
                self._readers[one.name] = _object_reader(one)
            else:
                self._readers[one.name] = lambda given, field=one: field_queries(field, given)  # type: ignore[misc]
            for part in one.parts:
                name = path_name((one.key, part.key))
                self._readers[name] = lambda given, field=part: field_queries(field, given)  # type: ignore[misc]

    def query(self, where: Mapping[str, Any]) -> Query:
        """Returns the query of documents for which all that is said holds; of nothing said, of all documents."""
        return all_of(query for name, given in where.items() if given is not None for query in self.read(name, given))

    def read(self, name: str, given: Any) -> list[Query]:
        """Returns queries that must all match. name: a field, `_and`, `_or` or `_not`"""
        return self._readers[name](given)


def _object_reader(field: Field) -> Callable[[Mapping[str, Any]], list[Query]]:
    """Returns what reads the `where` of an object: of a nested one, all of it holds for the same object."""
    reader = WhereReader(field.fields, field)

    def read(given: Mapping[str, Any]) -> list[Query]:
        rest = {name: value for name, value in given.items() if name != "_exists"}
        queries = [_exists(field, given["_exists"])] if given.get("_exists") is not None else []
        if any(value is not None for value in rest.values()):
            queries.append(_within(field, reader.query(rest)))
        return queries

    return read


def _within(field: Field, query: Query) -> Query:
    return {"nested": {"path": field.path, "query": query}} if field.kind is NESTED else query


def _exists(field: Field, wanted: bool) -> Query:
    inner: Query = {"match_all": {}} if field.kind is NESTED else {"exists": {"field": field.path}}
    query = _within(field, inner)
    return query if wanted else none_of([query])


def field_queries(field: Field, given: Mapping[str, Any]) -> list[Query]:
    """Returns the queries of the operators given for a field. Ranges are one query."""
    queries = [query for name, value in given.items() if (query := _query(field, name, value)) is not None]
    limits = {name[1:]: given[name] for name in _RANGES if given.get(name) is not None}
    return [*queries, {"range": {field.whole: limits}}] if limits else queries


def _query(field: Field, name: str, value: Any) -> Query | None:
    if value is None:
        return {"_eq": none_of([_exists(field, True)]), "_neq": _exists(field, True)}.get(name)
    operator = OPERATORS.get(name)
    return None if operator is None else operator(field, value)


def _of_id(given: Mapping[str, Any]) -> list[Query]:
    queries: list[Query] = []
    for name, value in given.items():
        if value is not None:
            query: Query = {"ids": {"values": value if isinstance(value, list) else [value]}}
            queries.append(none_of([query]) if name in ("_neq", "_nin") else query)
    return queries


def _of(kind: str) -> Callable[[Field, Any], Query]:
    return lambda field, value: {kind: {field.path: value}}


def _of_whole(kind: str) -> Callable[[Field, Any], Query]:
    return lambda field, value: {kind: {field.whole: value}}


def _none(operator: Callable[[Field, Any], Query]) -> Callable[[Field, Any], Query]:
    return lambda field, value: none_of([operator(field, value)])


def _shape(relation: str) -> Callable[[Field, Any], Query]:
    return lambda field, value: {"geo_shape": {field.path: {"shape": value, "relation": relation}}}


def _distance(field: Field, value: Mapping[str, Any]) -> Query:
    return {"geo_distance": {"distance": value["distance"], field.path: value["point"]}}


def _box(field: Field, value: Mapping[str, Any]) -> Query:
    return {
        "geo_bounding_box": {field.path: {"top_left": value["topLeft"], "bottom_right": value["bottomRight"]}}
    }  # fmt: skip


OPERATORS: Final[dict[str, Callable[[Field, Any], Query]]] = {
    "_eq": _of_whole("term"),
    "_neq": _none(_of_whole("term")),
    "_in": _of_whole("terms"),
    "_nin": _none(_of_whole("terms")),
    "_prefix": _of_whole("prefix"),
    "_wildcard": _of_whole("wildcard"),
    "_regexp": _of_whole("regexp"),
    "_match": _of("match"),
    "_matchPhrase": _of("match_phrase"),
    "_exists": _exists,
    "_distance": _distance,
    "_boundingBox": _box,
    "_within": _shape("within"),
    "_intersects": _shape("intersects"),
}


def all_of(queries: Iterable[Query]) -> Query:
    """Returns the query that all of some match; of none, every document."""
    listed = list(queries)
    if not listed:
        return {"match_all": {}}
    return listed[0] if len(listed) == 1 else {"bool": {"filter": listed}}


def any_of(queries: Iterable[Query]) -> Query:
    """Returns the query that some of several match; of none, no document."""
    listed = list(queries)
    return {"bool": {"should": listed, "minimum_should_match": 1}} if listed else {"match_none": {}}


def none_of(queries: Sequence[Query]) -> Query:
    """Returns the query of the documents that none of some match."""
    return {"bool": {"must_not": list(queries)}}
