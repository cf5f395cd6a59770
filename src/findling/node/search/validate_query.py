"""The validate API: whether a query can be run, and what it is after rewriting."""

from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import FindlingError
from findling.cluster.name_resolution import IndicesOptions
from findling.node.search.matching import parse_for, weight_for
from findling.node.search.shard_targets import ShardTarget, find_targets, opened
from findling.node.search.shards.action import on_shard, shard_action
from findling.node.services.node import Node
from findling.node.services.resolving import resolving_anew
from findling.node.services.visibility import refuse_some_documents
from findling.search.query.base import described
from findling.search.query.creation import creating
from findling.search.query.url_query import parse_whole, query_of_request

_REWRITE: Final = "Validate with rewrite isn't supported if document level security is enabled"


@resolving_anew
def validate_query(
    node: Node, expression: str | None, body: Mapping[str, object], params: Mapping[str, str], options: IndicesOptions,
    explain: bool = False, rewrite: bool = False, all_shards: bool = False,
) -> dict[str, object]:  # fmt: skip
    """Returns whether the query is valid for every index; with explanations or errors if asked for.

    all_shards: every shard is asked and told of, not just one of each index
    """
    try:
        query = query_of_request(body, params)
        if query is not None:
            parse_whole(query, "query" in body)
    except FindlingError as error:
        return refused(error, explain)
    targets = [target for target in find_targets(node, expression, options) if all_shards or target.number == 0]
    if rewrite:
        for target in targets:
            refuse_some_documents(target.index, target.resolved.via, _REWRITE)
    with opened(node, targets):
        results = [_validate(target, query, rewrite, all_shards) for target in targets]
    valid = all(result["valid"] for result in results)
    shards = {"total": len(targets), "successful": len(targets), "failed": 0}
    answer: dict[str, Any] = {"_shards": shards, "valid": valid}
    if explain or rewrite:
        answer["explanations"] = results
    return answer


def refused(error: FindlingError, explain: bool) -> dict[str, object]:
    """Returns the answer to what is no query. explain: with what is wrong with it"""
    return {"valid": False, **({"error": _detailed(error)} if explain else {})}


@shard_action
def shown_query(target: ShardTarget, asked: tuple[object, bool]) -> str:
    """Returns the query in Lucene's notation: as it is evaluated, or as it was before it was simplified.

    asked: the query's JSON, and whether it is shown as it is evaluated
    """
    context, (query, rewrite) = target.ready, asked
    weight = weight_for(target, context, query)
    if rewrite:
        return described(weight.query, context)
    with creating(context):
        return parse_for(target, query).notation(context).text


def _validate(target: ShardTarget, query: object, rewrite: bool, all_shards: bool) -> dict[str, object]:
    place = {"index": target.index, **({"shard": target.number} if all_shards else {})}
    try:
        description = on_shard(shown_query, target, (query, rewrite))
        return {**place, "valid": True, "explanation": description}
    except FindlingError as error:
        return {
            **place,
            "valid": False,
            "error": f"[{target.index}/{target.service.uuid}] {_detailed(error)}",
        }


_CLASSES: Final = {
    "parsing_exception": "org.elasticsearch.common.ParsingException",
    "named_object_not_found_exception": "org.elasticsearch.xcontent.NamedObjectNotFoundException",
    "x_content_parse_exception": "org.elasticsearch.xcontent.XContentParseException",
    "query_shard_exception": "org.elasticsearch.index.query.QueryShardException",
    "parse_exception": "org.elasticsearch.ElasticsearchParseException",
    "illegal_argument_exception": "java.lang.IllegalArgumentException",
    "illegal_state_exception": "java.lang.IllegalStateException",
    "number_format_exception": "java.lang.NumberFormatException",
}


def _detailed(error: BaseException | None) -> str:
    """Returns an error and its causes as Elasticsearch writes them in a line: the classes of Java and what they say."""
    parts = []
    while isinstance(error, FindlingError):
        parts.append(f"{_CLASSES.get(error.type, error.type)}: {error.reason}")
        error = error.__cause__
    return "; ".join(parts)
