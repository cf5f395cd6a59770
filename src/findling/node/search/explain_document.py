"""The explain API: why one document scores as it does, or does not match."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from findling.base.errors import ActionRequestValidationError
from findling.cluster.name_resolution import IndicesOptions, ResolvedIndex, resolve_one
from findling.cluster.routing import shard_of
from findling.mapping.documents.stored_source import source_of, stored_values
from findling.node.documents.write_targets import alias_routing
from findling.node.search.matching import weight_for
from findling.node.search.shard_targets import ShardTarget, opened
from findling.node.search.shards.action import on_shard, shard_action
from findling.node.services.index_blocks import check_blocks
from findling.node.services.node import Node
from findling.search.context import SegmentContext, ShardContext
from findling.search.fetch.source_values import SourceFetcher, stored_fields
from findling.search.find_doc import find_doc
from findling.search.query.url_query import parse_whole, query_of_request
from findling.search.source_filter import SourceFilter

OPTIONS = IndicesOptions()


def explain_document(
    node: Node,
    index: str,
    doc_id: str,
    body: Mapping[str, object],
    params: Mapping[str, str],
    source: SourceFilter | None = None,
) -> tuple[dict[str, Any], int]:
    """Returns the explanation and the HTTP status: 404 if there is no such document."""
    query = query_of_request(body, params)
    if query is None:
        raise ActionRequestValidationError("Validation Failed: 1: query is missing;")
    parse_whole(query, "query" in body)
    metadata = resolve_one(node.cluster.state, index, node.clock.now_ms())
    check_blocks(metadata, "read")
    alias = metadata.aliases.get(index)
    number = shard_of(metadata, doc_id, alias_routing(alias, index, params.get("routing")))
    filters = (alias.filter,) if alias is not None and alias.filter is not None else ()
    resolved = ResolvedIndex(metadata, via=frozenset({index}))
    target = ShardTarget(resolved, node.indices.get(metadata), number, filters=filters)
    answer: dict[str, Any] = {"_index": metadata.name, "_id": doc_id}
    names = params.get("stored_fields")
    with opened(node, [target]):
        asked = _Explained(doc_id, query, names.split(",") if names else [], source)
        found = on_shard(explain_on_shard, target, asked)
    return (answer | found, 200) if found else ({**answer, "matched": False}, 404)


class _Explained(NamedTuple):
    """A document, the query (its JSON), and what of the document is shown. names: of stored fields"""

    id: str
    query: object
    names: list[str]
    source: SourceFilter | None


@shard_action
def explain_on_shard(target: ShardTarget, asked: _Explained) -> dict[str, Any]:
    """Returns what is said of a document, nothing if it is not there."""
    context = target.ready
    place = find_doc(context, asked.id)
    if place is None:
        return {}
    segment, doc = place
    explanation = weight_for(target, context, asked.query, scoring=True).explain(segment, doc)
    answer: dict[str, Any] = {"matched": explanation.matches, "explanation": explanation.render()}
    if asked.names or (asked.source is not None and asked.source.enabled):
        answer["get"] = _shown(context, segment, doc, asked.names, asked.source)
    return answer


def _shown(
    context: ShardContext, segment: SegmentContext, doc: int, names: list[str], source: SourceFilter | None
) -> dict[str, object]:
    """Returns the `get` of an explanation: what is asked for of the document. names: of stored fields"""
    stored = segment.reader.source.get(doc)
    shown: dict[str, Any] = {
        "_seq_no": int(segment.reader.seq_nos[doc]),
        "_primary_term": int(segment.reader.primary_terms[doc]),
        "found": True,
    }
    document = source_of(stored)
    if document and source is not None and source.enabled:
        shown["_source"] = source.apply(document)
    formats = stored_fields(names, context)
    fields = SourceFetcher(formats, context).fields(stored_values(stored)).values if stored and formats else {}
    if fields:
        shown["fields"] = fields
    return shown
