"""The terms enum API: terms of a field that begin with a text, for completion while somebody types."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from findling.base.errors import ActionRequestValidationError
from findling.base.json_values import as_boolean, as_integer
from findling.base.object_parser import BOOLEAN, NUMBER, OBJECT, STRING, Member, parse_object
from findling.base.units import parse_time_ms
from findling.cluster.name_resolution import IndicesOptions
from findling.codec.postings.postings import TermsReader
from findling.mapping.field_type import FieldType
from findling.node.search.pre_filter import cannot_match
from findling.node.search.shard_failures import shards_summary
from findling.node.search.shard_targets import ShardTarget, find_targets, narrowed, opened
from findling.node.search.shards.action import on_shard, shard_action
from findling.node.services.node import Node
from findling.node.services.resolving import resolving_anew
from findling.node.services.visibility import hides_documents
from findling.search.context import ShardContext
from findling.search.query.base import Query, parse_query

_MEMBERS: Final = {
    "field": Member(STRING),
    "string": Member(STRING),
    "search_after": Member(STRING),
    "size": Member(NUMBER, as_integer),
    "timeout": Member(STRING, lambda value: parse_time_ms(value, "timeout")),
    "case_insensitive": Member(BOOLEAN, as_boolean),
    "index_filter": Member(OBJECT, parse_query),
}
_MAX_TIMEOUT_MS: Final = 60_000


@resolving_anew
def terms_enum(node: Node, expression: str, body: Mapping[str, object], options: IndicesOptions) -> dict[str, object]:
    """Returns the first terms in sorted order; `complete` says that all shards were asked in full."""
    asked = parse_object("terms_enum_request", body, _MEMBERS)
    if "field" not in asked:
        raise ActionRequestValidationError.of("field cannot be null")
    if asked.get("timeout", 0) > _MAX_TIMEOUT_MS:
        raise ActionRequestValidationError.of("Timeout cannot be > 1 minute")
    field, prefix, after = asked["field"], asked.get("string", ""), asked.get("search_after", "")
    size = max(asked.get("size", 10), 1)  # Elasticsearch looks whether there is room after it has taken a term
    ignore_case = asked.get("case_insensitive", False)
    found: dict[bytes, str] = {}
    targets = find_targets(node, expression, options)
    # terms do not tell in which documents they are
    targets = [target for target in targets if not hides_documents(target.index, target.resolved.via)]
    with opened(node, targets):
        for target in targets:
            wanted = _Wanted(asked.get("index_filter"), field, prefix, after, ignore_case, size)
            found.update(on_shard(enum_terms, target, wanted))
    failures = [(target, target.error) for target in targets if target.error is not None]
    terms = [found[term] for term in sorted(found)[:size]]
    shards = shards_summary(targets, failures)
    del shards["skipped"]  # no search: nothing can be skipped
    return {"_shards": shards, "terms": terms, "complete": not failures}


class _Wanted(NamedTuple):
    """Which terms of a field are asked for, of shards that the filter can match in."""

    filter: Query | None
    field: str
    prefix: str
    after: str
    ignore_case: bool
    size: int


@shard_action
def enum_terms(target: ShardTarget, wanted: _Wanted) -> list[tuple[bytes, str]]:
    """Returns terms of a shard, without the key of a flattened field, and as they are shown."""
    if not _can_match(target, wanted.filter):
        return []
    field, prefix, after, ignore_case, size = wanted[1:]
    return list(_terms(target.ready, field, prefix, after, ignore_case, size))


def _can_match(target: ShardTarget, index_filter: Query | None) -> bool:
    if index_filter is None:
        return True
    return not cannot_match(narrowed(index_filter, target) or index_filter, target.ready)


def _terms(
    context: ShardContext, name: str, prefix: str, after: str, ignore_case: bool, size: int
) -> Iterator[tuple[bytes, str]]:
    """Yields terms, without the key of a flattened field, and as they are shown."""
    field = context.field(name)
    if field is None or not field.type.enumerates_terms:
        return
    for segment in context.segments:
        terms = segment.reader.terms(field.name)
        if terms is None:
            continue
        if field.type.terms.encoded:
            yield from _of_encoded(terms, field.type, prefix, after, size)
        else:
            yield from _of_segment(terms, field.type.key_prefix, prefix, after, ignore_case, size)


def _of_encoded(
    terms: TermsReader, field_type: FieldType, prefix: str, after: str, size: int
) -> Iterator[tuple[bytes, str]]:
    """The same of terms whose bytes are not those of what is shown: every one is looked at."""
    left = size
    for ord_ in range(terms.seek_ceil(field_type.index_term(after)) if after else 0, terms.n_terms):
        term = terms.term(ord_)
        shown = str(field_type.from_term(term))
        if left > 0 and shown != after and field_type.term_begins(term, prefix):
            yield term, shown
            left -= 1


def _of_segment(
    terms: TermsReader, key: bytes, prefix: str, after: str, ignore_case: bool, size: int
) -> Iterator[tuple[bytes, str]]:
    start = key if ignore_case else key + prefix.encode()
    low, high = terms.prefix_range(start) if start else (0, terms.n_terms)
    if after:
        low = max(low, terms.seek_ceil(key + after.encode()))
    left = size
    for ord_ in range(low, high):
        term = terms.term(ord_)[len(key) :].decode("utf-8", "replace")
        if term == after or (ignore_case and not term.lower().startswith(prefix.lower())):
            continue
        yield term.encode("utf-8", "replace"), term
        left -= 1
        if left == 0:
            return
