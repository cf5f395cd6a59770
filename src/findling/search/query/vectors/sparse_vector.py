"""sparse_vector: documents by the weights of tokens that they share with the query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from findling.base.errors import IllegalArgumentError, ParsingError, XContentParseError
from findling.base.java_collections import hash_map_order
from findling.base.java_numbers import java_float
from findling.base.java_values import shown
from findling.base.json_values import as_boolean, as_float, json_token
from findling.base.object_parser import BOOLEAN, NUMBER, OBJECT, STRING, Member, parse_object
from findling.inference.current import ENDPOINTS
from findling.inference.provider import SPARSE_EMBEDDING, InferenceRequest
from findling.mapping.types.vectors.token_pruning import RATIO, SCORE_PRUNED, WEIGHT, TokenPruning
from findling.search.parameters import Parameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.match_all import MatchNoneQuery, unmapped
from findling.search.query.primitive.boolean import BooleanQuery
from findling.search.query.scoring.feature_function import Linear
from findling.search.query.scoring.feature_query import Feature, FeatureQuery
from findling.search.vectors.knn_body import not_built

if TYPE_CHECKING:
    from findling.search.context import ShardContext

_NAME: Final = "sparse_vector"
# token and weight, as a double that is a number of single precision
Tokens = tuple[tuple[str, float], ...]


@dataclass(frozen=True, kw_only=True)
class SparseVectorQuery(Query):
    """The sparse_vector query of the query DSL.

    prune: whether tokens are left out, None for what the mapping says; pruning: which are, None for what it says
    """

    field: str
    tokens: Tokens
    prune: bool | None = None
    pruning: TokenPruning | None = None

    def rewrite(self, ctx: ShardContext) -> Query:
        found = ctx.field(self.field)
        if found is None:
            return unmapped(self.field)
        if not found.type.has_token_weights:
            raise IllegalArgumentError(
                f"field [{self.field}] must be type [sparse_vector] but is type [{found.type_name}]"
            )
        return any_token(found.name, self.tokens, self._pruning(found.type.token_pruning), self.boost, ctx)

    def _pruning(self, of_field: TokenPruning | None) -> TokenPruning | None:
        prunes = of_field is not None if self.prune is None else self.prune
        if not prunes:
            return None
        return self.pruning or of_field or TokenPruning()


def any_token(field: str, tokens: Tokens, pruning: TokenPruning | None, boost: float, ctx: ShardContext) -> Query:
    """Returns the query for documents that have one of the tokens, all of them or those that pruning leaves."""
    kept = tokens if pruning is None else _pruned(tokens, field, pruning, ctx)
    for _, weight in kept:
        if not 0 <= weight < np.inf:
            raise IllegalArgumentError(f"boost must be a positive float, got {java_float(weight)}")
    parts = tuple(
        FeatureQuery(feature=Feature.of_token(field, token), function=Linear(), boost=weight) for token, weight in kept
    )
    if not parts:
        return MatchNoneQuery(reason="empty BooleanQuery")
    return BooleanQuery(should=parts, minimum_should_match=1, boost=boost).rewrite(ctx)


def _pruned(tokens: Tokens, field: str, pruning: TokenPruning, ctx: ShardContext) -> Tokens:
    """Returns the tokens that count. Source: Elasticsearch's WeightedTokensUtils."""
    readers = [segment.reader for segment in ctx.segments]
    infos = [reader.fields[field] for reader in readers if field in reader.fields]
    n_docs = sum(info.doc_count for info in infos)
    most_tokens = max((_count_tokens(terms) for reader in readers if (terms := reader.terms(field))), default=0)
    if not n_docs or not most_tokens:
        return ()
    total = sum(info.sum_doc_freq for info in infos)
    average = np.float32(total) / np.float32(n_docs) / np.float32(most_tokens)
    best = np.float32(max((weight for _, weight in tokens), default=0.0))
    kept = []
    for token, weight in tokens:
        feature = Feature.of_token(field, token)
        freq = sum(len(feature.values(segment)[0]) for segment in ctx.segments)
        ratio = np.float32(freq) / np.float32(n_docs)
        keeps = freq > 0 and bool(
            ratio < np.float32(pruning.ratio) * average or np.float32(weight) > np.float32(pruning.weight) * best
        )
        if keeps is not pruning.inverted:
            kept.append((token, weight))
    return tuple(kept)


def _count_tokens(terms: Any) -> int:
    """Returns how many different tokens the terms of a segment stand for."""
    names = [term[:-4] for term in terms.terms(range(terms.n_terms))]
    return len(set(names))


@register(_NAME)
def parse_sparse_vector(body: object, inner: InnerParser) -> Query:
    """Parses {"sparse_vector": {"field": "tokens", "query_vector": {"river": 1.2, "bank": 0.4}}}."""
    members = {
        "field": Member(STRING),
        "query_vector": Member(OBJECT),
        "inference_id": Member(STRING),
        "query": Member(STRING),
        "prune": Member(BOOLEAN, as_boolean),
        "pruning_config": Member(OBJECT, read_pruning),
        "boost": Member(NUMBER, as_float),
        "_name": Member(STRING),
    }
    read = _told(lambda: parse_object(_NAME, Parameters(_NAME, body).whole(), members))
    if "field" not in read:
        missing = IllegalArgumentError("Required [field]")
        raise ParsingError(missing.reason) from missing
    tokens = _told(lambda: _build(read))
    if read.get("boost", 1.0) < 0:
        raise IllegalArgumentError(
            f"negative [boost] are not allowed in [{_NAME}], use a value between 0 and 1 to deboost"
        )
    return SparseVectorQuery(
        field=read["field"],
        tokens=tokens,
        prune=read.get("prune"),
        pruning=read.get("pruning_config"),
        boost=read.get("boost", 1.0),
        name=read.get("_name"),
    )


def _told(read: Any) -> Any:
    """Returns what a function does; tells errors of the object parser once more as parsing errors."""
    try:
        return read()
    except XContentParseError as error:
        told = ParsingError(error.reason)
        told.place = error.place
        raise told from error


def _build(read: Mapping[str, Any]) -> Tokens:
    if ("query_vector" in read) == ("inference_id" in read) or ("query_vector" in read and "query" in read):
        if "query" in read and "query_vector" not in read and "inference_id" not in read:
            raise IllegalArgumentError("inference_id required to perform vector search on query string")
        raise not_built(
            IllegalArgumentError(
                "[sparse_vector] requires one of [query_vector] or [inference_id] for sparse_vector fields"
            ),
            _NAME,
        )
    if "query_vector" not in read:
        if "query" not in read:
            raise not_built(
                IllegalArgumentError(
                    "[sparse_vector] requires one of [query_vector] or [inference_id] for sparse_vector fields"
                ),
                _NAME,
            )
        return inferred_tokens(read["inference_id"], read["query"])
    return tuple(_token(token, weight) for token, weight in hash_map_order(read["query_vector"]))


def inferred_tokens(endpoint: str, text: str) -> Tokens:
    """Returns the tokens that a model finds in a text. Raises InferenceError."""
    request = InferenceRequest(task_type=SPARSE_EMBEDDING, inputs=[text], input_type="search")
    (weights,) = ENDPOINTS.get().infer(endpoint, request)
    return tuple(_token(token, weight) for token, weight in hash_map_order(weights))


def _token(token: str, weight: object) -> tuple[str, float]:
    if isinstance(weight, bool) or not isinstance(weight, int | float):
        raise not_built(IllegalArgumentError(f"weight must be a number, was [{shown(weight)}]"), _NAME)
    with np.errstate(over="ignore"):
        return token, float(np.float32(weight))


def read_pruning(config: Mapping[str, object]) -> TokenPruning:
    """Reads `pruning_config`. Raises ParsingError, IllegalArgumentError."""
    read: dict[str, Any] = {}
    for key, entry in config.items():
        if key not in (RATIO, WEIGHT, SCORE_PRUNED):
            raise _unknown(f"[pruning_config] unknown token [{key}]", key)
        if entry is None or isinstance(entry, dict | list):
            raise _unknown(f"[pruning_config] unknown token [{json_token(entry)}] after [{key}]", key)
        if key == SCORE_PRUNED:
            read["inverted"] = as_boolean(entry)
        else:
            read["ratio" if key == RATIO else "weight"] = as_float(entry)
    pruning = TokenPruning(**read)
    pruning.check()
    return pruning


def _unknown(text: str, key: str) -> ParsingError:
    error = ParsingError(text)
    error.place = ("pruning_config", key)
    return error
