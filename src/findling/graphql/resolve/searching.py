"""Searches made of the arguments that fields of documents have in common."""

from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.graphql.model.fields import Field
from findling.graphql.resolve.context import RequestContext
from findling.graphql.resolve.where_query import WhereReader

DEFAULT_FIRST: Final = 10
_HIGHLIGHT: Final = {
    "preTags": "pre_tags", "postTags": "post_tags", "fragmentSize": "fragment_size",
    "numberOfFragments": "number_of_fragments", "requireFieldMatch": "require_field_match", "type": "type",
}  # fmt: skip
_ALL_FIELDS: Final[Mapping[str, Any]] = {"fields": ["*"]}

Arguments = Mapping[str, Any]


class Searching:
    """Reads arguments over the fields of an index or alias.

    sortable: the fields to sort by, by their names among all
    """

    def __init__(self, name: str, fields: tuple[Field, ...], sortable: Mapping[str, Field]) -> None:
        self.names = (name,)
        self._where = WhereReader(fields)
        self._sortable = sortable

    def where(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Returns the query of a `where`."""
        return self._where.query(given)

    def query(self, arguments: Arguments) -> dict[str, Any] | None:
        """Returns the query of `query` and `where`, None if there is neither."""
        where, query = arguments.get("where"), _stated(arguments.get("query"))
        if where is None:
            return query
        if query is None:
            return {"bool": {"filter": [self.where(where)]}}
        return {"bool": {"must": [query], "filter": [self.where(where)]}}

    def sort(self, arguments: Arguments) -> list[Any]:
        """Returns the keys to sort by."""
        return [self._key(name, order) for one in arguments.get("sort") or () for name, order in one.items()]

    def _key(self, name: str, order: Mapping[str, Any]) -> dict[str, Any]:
        field = self._sortable.get(name)
        if field is None:
            return {name: {"order": order["order"]}}
        nested = {} if field.scope is None else {"nested": {"path": field.scope}}
        return {field.whole: {**order, **nested}}

    def body(self, arguments: Arguments, context: RequestContext) -> dict[str, Any]:
        """Returns a search for what arguments say but for the page."""
        body: dict[str, Any] = {}
        query, sort, collapse = self.query(arguments), self.sort(arguments), arguments.get("collapse")
        if query is not None:
            body["query"] = query
        if sort:
            body["sort"] = sort
        if collapse is not None:
            body["collapse"] = {"field": collapse.whole}
        if arguments.get("highlight") is not None or context.selects("highlight"):
            body["highlight"] = _highlight(arguments.get("highlight") or _ALL_FIELDS)
        if context.selects("_version"):
            body["version"] = True
        if context.selects("_seq_no", "_primary_term"):
            body["seq_no_primary_term"] = True
        return body


def _stated(query: Any) -> dict[str, Any] | None:
    """Returns the query that is given as Query DSL or as a text of the query_string syntax."""
    if query is None:
        return None
    return {"query_string": {"query": query}} if isinstance(query, str) else query


def _highlight(given: Mapping[str, Any]) -> dict[str, Any]:
    if [] in (given.get("preTags"), given.get("postTags")):
        raise IllegalArgumentError("[preTags] and [postTags] must not be empty")
    options = {_HIGHLIGHT[name]: value for name, value in given.items() if name in _HIGHLIGHT and value is not None}
    return {"fields": {name: {} for name in given.get("fields") or ("*",)}, **options}


def window(arguments: Arguments) -> tuple[int, int]:
    """Returns how many documents are wanted, and how many before them are not. Raises IllegalArgumentError."""
    first, limit = arguments.get("first"), arguments.get("limit")
    if first is not None and limit is not None:
        raise IllegalArgumentError("[first] and [limit] mean the same: only one of them may be given")
    size: int = next((given for given in (first, limit) if given is not None), DEFAULT_FIRST)
    offset: int = arguments.get("offset") or 0
    if size < 0 or offset < 0:
        raise IllegalArgumentError("[first], [limit] and [offset] must not be negative")
    return size, offset


def both(query: dict[str, Any] | None, other: dict[str, Any]) -> dict[str, Any]:
    """Returns the query of what both match, scored as the first scores."""
    return {"bool": {"filter": [other], **({} if query is None else {"must": [query]})}}
