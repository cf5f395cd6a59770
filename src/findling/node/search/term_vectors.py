"""The term vectors API: the terms of a document's fields, where they stand, and how frequent they are in the index.

Term vectors are not stored: the document is analysed again, and what its mapping would have stored is shown.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import log
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import orjson

from findling.analysis.token_filter import to_tokens
from findling.base.error_body import error_object
from findling.base.errors import (
    ActionRequestValidationError,
    FindlingError,
    IllegalArgumentError,
    RoutingMissingError,
)
from findling.base.java_collections import BestOf
from findling.base.json_values import scalar_text
from findling.base.wildcards import matches
from findling.cluster.access import acting
from findling.cluster.name_resolution import ResolvedIndex, check_there, resolve_one
from findling.cluster.routing import shard_of
from findling.mapping.types.completion_context import values_at
from findling.node.documents.get_document import GetRequest, find_document
from findling.node.documents.write_targets import alias_routing
from findling.node.search.shard_targets import ShardTarget, opened
from findling.node.search.shards.action import on_shard, shard_action
from findling.node.search.term_vectors_request import TermVectorsRequest
from findling.node.services.index_blocks import check_blocks
from findling.node.services.node import Node

if TYPE_CHECKING:
    from findling.codec.postings.postings import TermsReader
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext

_GAP: Final = 100
_STORED: Final[Mapping[str, frozenset[str]]] = {
    "yes": frozenset(),
    "with_positions": frozenset({"positions"}),
    "with_offsets": frozenset({"offsets"}),
    "with_positions_offsets": frozenset({"positions", "offsets"}),
    "with_positions_payloads": frozenset({"positions", "payloads"}),
    "with_positions_offsets_payloads": frozenset({"positions", "offsets", "payloads"}),
}
_MOST_TERMS: Final = 2**31 - 17
# what is known of terms that are not stored; of payloads nothing is
_GENERATED: Final = frozenset({"positions", "offsets"})


class TermVectorsError(FindlingError):
    """Something that came up while term vectors were made, which is its cause."""

    type = "exception"
    status = 500


@dataclass(slots=True)
class _Occurrence:
    position: int
    start: int
    end: int
    payload: bytes | None


@dataclass
class FieldVector:
    """The terms of a field of a document, with where they stand. shows: which of that is known"""

    terms: dict[bytes, list[_Occurrence]] = field(default_factory=dict)
    shows: frozenset[str] = _GENERATED

    @cached_property
    def has_payloads(self) -> bool:
        """Whether any token has a payload."""
        return any(one.payload for occurrences in self.terms.values() for one in occurrences)


def term_vectors(node: Node, request: TermVectorsRequest) -> dict[str, object]:
    """Returns the term vectors of a document; `found` is false if there is none. Raises what forbids looking."""
    started = perf_counter()
    request.check()
    if request.index is None:
        raise ActionRequestValidationError.of("index is missing")
    metadata = resolve_one(node.cluster.state, request.index, node.clock.now_ms())
    check_blocks(metadata, "read")
    if metadata.is_time_series and request.id is not None:
        shard_of(metadata, request.id, request.routing)
    try:
        answer, vectors = _found(node, request, metadata.name)
    except RoutingMissingError:
        raise
    except FindlingError as error:
        raise TermVectorsError("failed to execute term vector request") from error
    answer["took"] = int((perf_counter() - started) * 1000)
    return answer if vectors is None else {**answer, "term_vectors": vectors}


def _found(node: Node, request: TermVectorsRequest, index: str) -> tuple[dict[str, Any], dict[str, object] | None]:
    """Returns what is said of a document, and its term vectors; None if there is no document."""
    answer: dict[str, Any] = {"_index": index}
    source: Any = request.doc
    version = 0
    if request.id is not None:
        answer["_id"] = request.id
        name = request.index or index
        wanted = GetRequest(name, request.id, request.routing, request.realtime, version=request.version)
        _, found = find_document(node, wanted)
        source = None if found is None else orjson.loads(found.source)
        version = 0 if found is None else found.version
    answer.update(_version=version, found=source is not None)
    return answer, None if source is None else _vectors(node, request, index, source)


def _vectors(node: Node, request: TermVectorsRequest, index: str, source: Mapping[str, Any]) -> dict[str, object]:
    metadata = resolve_one(node.cluster.state, index, node.clock.now_ms())
    routing = alias_routing(metadata.aliases.get(request.index or ""), request.index or "", request.routing)
    # a document that is no index's has the statistics of the shard where its routing leads, of any without one
    number = 0 if request.id is None and routing is None else shard_of(metadata, request.id or "", routing)
    resolved = ResolvedIndex(metadata, via=frozenset({index}))
    target = ShardTarget(resolved, node.indices.get(metadata), number)
    with opened(node, [target]):
        return on_shard(vectors_on_shard, target, (request, source))


@shard_action
def vectors_on_shard(target: ShardTarget, asked: tuple[TermVectorsRequest, Mapping[str, Any]]) -> dict[str, object]:
    """Returns the vectors of a document, with the statistics of a shard."""
    request, source = asked
    ctx = target.ready
    shown: dict[str, object] = {}
    for mapped in _fields(request, ctx):
        ctx.check()
        vector = _vector(mapped, source, request, ctx)
        if vector is not None and vector.terms:
            shown[mapped.name] = _render(mapped, vector, request, ctx)
    return shown


def _fields(request: TermVectorsRequest, ctx: ShardContext) -> Iterator[MappedField]:
    """Yields the fields with terms that are asked for."""
    for known in ctx.mapping.fields():
        mapped = ctx.field(known.name)
        if mapped is None or mapped.is_metadata or mapped.name != known.name or mapped.structures.index == "none":
            continue
        if mapped.nested_path is not None:
            continue
        if not (mapped.type.terms.analyzed or mapped.type.terms.characters) or mapped.type.has_suggestions:
            continue
        is_stored = _stored(mapped) is not None
        if request.fields is None:
            if is_stored or request.doc is not None:
                yield mapped
        elif any(matches(pattern, mapped.name) for pattern in request.fields):
            yield mapped


def _stored(mapped: MappedField) -> frozenset[str] | None:
    """Returns what the mapping wants stored of term vectors, None for nothing."""
    if not mapped.structures.is_text:
        return None
    return _STORED.get(str(mapped.type.get("term_vector")))


def _vector(
    mapped: MappedField, source: Mapping[str, Any], request: TermVectorsRequest, ctx: ShardContext
) -> FieldVector | None:
    values = [value for value in values_at(source, mapped.source_path.split(".")) if not isinstance(value, Mapping)]
    if not values:
        return None
    name = request.analyzers.get(mapped.name)
    if name is None and mapped.structures.is_text:
        name = mapped.structures.analyzer
    elif name is not None and not ctx.analysis.has_analyzer(name):
        raise IllegalArgumentError("analyzer must not be null")
    stored = _stored(mapped) if request.doc is None and mapped.name not in request.analyzers else None
    texts = [scalar_text(value) for value in values]
    vector = _whole_values(mapped, texts) if name is None else _analyzed(texts, name, mapped, ctx)
    vector.shows = _GENERATED if stored is None else stored
    return vector


def _whole_values(mapped: MappedField, texts: Sequence[str]) -> FieldVector:
    vector, start = FieldVector(), 0
    for position, text in enumerate(texts):
        end = start + _units(text)
        vector.terms.setdefault(mapped.type.index_term(text), []).append(_Occurrence(position, start, end, None))
        start = end + 1
    return vector


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _analyzed(texts: Sequence[str], name: str, mapped: MappedField, ctx: ShardContext) -> FieldVector:
    gap = mapped.structures.position_gap if mapped.structures.is_text else _GAP
    stream = ctx.analysis.analyzer(name).stream(texts, offsets=True, types=True)
    vector, position, start = FieldVector(), 0, 0
    for text, tokens, end in zip(texts, to_tokens(stream), stream.end_positions.tolist(), strict=True):
        for token in tokens:
            found = _Occurrence(position + token.position, start + token.start, start + token.end, token.payload)
            vector.terms.setdefault(token.term.encode("utf-8", "replace"), []).append(found)
        position += end + gap
        start += _units(text) + 1
    return vector


def _render(
    mapped: MappedField, vector: FieldVector, request: TermVectorsRequest, ctx: ShardContext
) -> dict[str, object]:
    readers = [reader for segment in ctx.segments if (reader := segment.reader.terms(mapped.name)) is not None]
    doc_count = sum(reader.doc_count for reader in readers)
    shown: dict[str, Any] = {}
    if request.field_statistics:
        shown["field_statistics"] = {
            "sum_doc_freq": sum(reader.sum_doc_freq for reader in readers),
            "doc_count": doc_count,
            "sum_ttf": sum(reader.sum_total_term_freq for reader in readers),
        }
    scores = None if request.filter is None else _scores(vector, request, readers, doc_count)
    shown["terms"] = {
        term.decode("utf-8", "replace"): _term(term, vector, request, readers, scores)
        for term in sorted(vector.terms)
        if scores is None or term in scores
    }
    return shown


def _scores(
    vector: FieldVector, request: TermVectorsRequest, readers: Sequence[TermsReader], doc_count: int
) -> dict[bytes, float]:
    """Returns the scores of the best terms: frequency by inverse document frequency, in single precision."""
    wanted = request.filter
    assert wanted is not None
    if wanted.max_num_terms < 0:
        raise IllegalArgumentError(f"maxSize must be >= 0 and < {_MOST_TERMS}; got: {wanted.max_num_terms}")
    best: BestOf[tuple[bytes, float]] = BestOf(wanted.max_num_terms, key=lambda entry: entry[1])
    scored = []
    for term in sorted(vector.terms):
        freq, (doc_freq, _) = len(vector.terms[term]), _frequencies(term, readers)
        if wanted.takes(term.decode("utf-8", "replace"), freq, doc_freq):
            idf = np.float32(log((doc_count + 1) / (doc_freq + 1)) + 1)
            scored.append((term, float(str(np.float32(freq) * idf))))
    best.offer_all(scored)
    return dict(best.drained())


def _frequencies(term: bytes, readers: Sequence[TermsReader]) -> tuple[int, int]:
    """Returns in how many documents a term is, and how often."""
    found = [(reader, ord_) for reader in readers if (ord_ := reader.lookup(term)) >= 0]
    documents = sum(reader.doc_freq(ord_) for reader, ord_ in found)
    return documents, sum(reader.total_term_freq(ord_) for reader, ord_ in found)


def _term(
    term: bytes,
    vector: FieldVector,
    request: TermVectorsRequest,
    readers: Sequence[TermsReader],
    scores: Mapping[bytes, float] | None,
) -> dict[str, object]:
    shown: dict[str, Any] = {}
    if request.term_statistics:
        doc_freq, total = _frequencies(term, readers)
        if doc_freq:
            shown.update(doc_freq=doc_freq, ttf=total)
    occurrences = vector.terms[term]
    shown["term_freq"] = len(occurrences)
    tokens = [_token(one, vector.shows, request) for one in occurrences]
    asked = {"positions": request.positions, "offsets": request.offsets, "payloads": request.payloads}
    if any(asked[name] for name in vector.shows if name != "payloads" or vector.has_payloads):
        shown["tokens"] = tokens
    if scores is not None:
        shown["score"] = scores[term]
    return shown


def _token(one: _Occurrence, shows: frozenset[str], request: TermVectorsRequest) -> dict[str, object]:
    token: dict[str, Any] = {}
    if request.positions and "positions" in shows:
        token["position"] = one.position
    if request.offsets and "offsets" in shows:
        token.update(start_offset=one.start, end_offset=one.end)
    if request.payloads and "payloads" in shows and one.payload:
        token["payload"] = base64.b64encode(one.payload).decode()
    return token


def multi_term_vectors(node: Node, requests: Sequence[TermVectorsRequest]) -> dict[str, object]:
    """Returns the term vectors of several documents, or what is wrong with each."""
    shown: list[dict[str, Any]] = []
    for request in requests:
        try:
            if request.index is not None:
                check_there(node.cluster.state, request.index, node.clock.now_ms())
            with acting("indices:data/read/mtv[shard]"):
                shown.append(term_vectors(node, request))
        except FindlingError as error:
            own = error_object(error)
            shown.append({"_index": request.index, "_id": request.id, "error": {"root_cause": [own], **own}})
    return {"docs": shown}
