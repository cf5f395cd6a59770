"""Related documents, for all parents of a level at once."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Final

from graphql import GraphQLError

from findling.base.errors import FindlingError
from findling.graphql.model.catalog import Source
from findling.graphql.model.relations import ID, Relation
from findling.graphql.resolve.context import RequestContext
from findling.graphql.resolve.documents import Document
from findling.graphql.resolve.loaders import Loader
from findling.graphql.resolve.searching import Searching, both, window
from findling.node.documents.get_document import GetRequest

Key = tuple[Hashable, ...]
Arguments = Mapping[str, Any]

_MOST_VALUES: Final = 1000
"""Of one parent's field that leads to others: an array longer than that is cut."""
_SHAPING: Final = ("where", "query", "sort")


class RelationReader:
    """Resolves one relation."""

    def __init__(self, relation: Relation, source: Source, searching: Searching) -> None:
        self._relation = relation
        self._source = source
        self._searching = searching

    def resolve(self, parent: Document, info: Any, **arguments: Any) -> Any:
        """Returns what will be there: a document or none, or a list of them."""
        values = tuple(dict.fromkeys(map(str, parent.values(self._relation.own))))[:_MOST_VALUES]
        if not values:
            return [] if self._relation.many else None
        context: RequestContext = info.context
        # a field of the document has the same arguments wherever it is resolved
        place = (self, id(info.field_nodes[0]))
        loader = context.loaders.get(place)
        if loader is None:
            loader = context.loaders[place] = Loader(self._loading(context, arguments))
        return loader.wanted(values)

    def _loading(self, context: RequestContext, arguments: Arguments) -> Callable[[Sequence[Key]], Sequence[Any]]:
        size, offset = window(arguments) if self._relation.many else (1, 0)
        shaped = any(arguments.get(name) is not None for name in _SHAPING)
        if self._relation.key == ID and not shaped:
            return lambda keys: self._by_ids(context, keys, size, offset)
        return lambda keys: self._by_searches(context, keys, arguments, size, offset)

    def _by_ids(self, context: RequestContext, keys: Sequence[Key], size: int, offset: int) -> list[Any]:
        """Loads documents by their ids, each once."""
        pages = [key[offset : offset + size] for key in keys]
        ids = list(dict.fromkeys(str(one) for page in pages for one in page))
        found = self._documents(context, ids)
        return [self._shown([found[str(one)] for one in page if str(one) in found]) for page in pages]

    def _documents(self, context: RequestContext, ids: Sequence[str]) -> dict[str, Any]:
        if not ids:
            return {}
        if self._source.is_single:
            answers = context.backend.many([GetRequest(self._source.name, one) for one in ids])
            return {one["_id"]: _got(one) for one in answers if one.get("found") or "error" in one}
        body = {**self._searching.body({}, context), "query": {"ids": {"values": list(ids)}}, "size": len(ids)}
        return {
            hit["_id"]: Document(hit) for hit in context.backend.search(self._searching.names, body)["hits"]["hits"]
        }

    def _by_searches(
        self, context: RequestContext, keys: Sequence[Key], arguments: Arguments, size: int, offset: int
    ) -> list[Any]:
        """Loads the first documents of each parent: as many searches as parents, by one call."""
        base = {**self._searching.body(arguments, context), "size": size, "from": offset, "track_total_hits": False}
        own = base.pop("query", None)
        entries = [(self._searching.names, {**base, "query": both(own, self._condition(key))}) for key in keys]
        return [
            answer if isinstance(answer, FindlingError) else self._shown(list(map(Document, answer["hits"]["hits"])))
            for answer in context.backend.searches(entries)
        ]

    def _condition(self, values: Key) -> dict[str, Any]:
        if self._relation.key == ID:
            return {"ids": {"values": list(values)}}
        if len(values) == 1:
            return {"term": {self._relation.key: values[0]}}
        return {"terms": {self._relation.key: list(values)}}

    def _shown(self, documents: list[Any]) -> Any:
        failed = next((one for one in documents if isinstance(one, Exception)), None)
        if failed is not None:
            return failed
        if self._relation.many:
            return documents
        return documents[0] if documents else None


def _got(answer: dict[str, Any]) -> Document | GraphQLError:
    error = answer.get("error")
    if error is None:
        return Document(answer)
    return GraphQLError(error["reason"], extensions={"type": error["type"]})
