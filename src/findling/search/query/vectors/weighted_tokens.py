"""weighted_tokens and text_expansion: older forms of sparse_vector, of tokens given and of those that a model finds.

Source: Elasticsearch's WeightedTokensQueryBuilder and TextExpansionQueryBuilder, asked of 9.1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from findling.base.errors import IllegalArgumentError, ParseError, ParsingError
from findling.base.java_collections import hash_map_order
from findling.base.java_values import class_name
from findling.base.json_values import as_float
from findling.mapping.types.vectors.token_pruning import TokenPruning
from findling.search.parameters import Parameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.match_all import unmapped
from findling.search.query.vectors.sparse_vector import Tokens, any_token, inferred_tokens, read_pruning

if TYPE_CHECKING:
    from findling.search.context import ShardContext

_WEIGHTED: Final = "weighted_tokens"
_EXPANSION: Final = "text_expansion"


@dataclass(frozen=True, kw_only=True)
class WeightedTokensQuery(Query):
    """Documents by the weights of tokens; pruning: which are left out, None for none, whatever the mapping says."""

    field: str
    tokens: Tokens
    pruning: TokenPruning | None = None

    def rewrite(self, ctx: ShardContext) -> Query:
        found = ctx.field(self.field)
        if found is None:
            return unmapped(self.field)
        has_many_features = found.type.is_feature and found.type.expands
        if not (found.type.has_token_weights or has_many_features):
            raise ParseError(
                f"[{found.type_name}] is not an appropriate field type for this query. "
                "Allowed field types are [sparse_vector, rank_features]."
            )
        return any_token(found.name, self.tokens, self.pruning, self.boost, ctx)


class _WeightedParameters(Parameters):
    """The members of weighted_tokens, which names no query where it does not know one."""

    __slots__ = ()

    def unknown(self, key: str, value: Any) -> ParsingError:
        return _at(ParsingError(f"unknown field [{key}]"), key)


@register(_WEIGHTED)
def parse_weighted_tokens(body: object, inner: InnerParser) -> Query:
    """Parses {"weighted_tokens": {"tokens_field": {"tokens": {"river": 1.2, "bank": 0.4}}}}."""
    field, parameters = _field(_WEIGHTED, body, "No fieldname specified for query")
    tokens = tuple(_token(token, weight) for token, weight in _given(parameters.take("tokens")))
    pruning = _pruning(parameters)
    common = parameters.common()
    parameters.finish()
    if not tokens:
        raise IllegalArgumentError(f"[{_WEIGHTED}] requires at least one token")
    return WeightedTokensQuery(field=field, tokens=tokens, pruning=pruning, **common)


@register(_EXPANSION)
def parse_text_expansion(body: object, inner: InnerParser) -> Query:
    """Parses {"text_expansion": {"tokens_field": {"model_id": "my-model", "model_text": "a river"}}}."""
    field, parameters = _field(_EXPANSION, body, "No text specified for text query", short=True)
    model, text = parameters.text("model_id"), parameters.text("model_text")
    pruning = _pruning(parameters)
    common = parameters.common()
    parameters.finish()
    if text is None and model is not None:
        raise ParsingError("No text specified for text query")
    if text is None or model is None:
        raise IllegalArgumentError(f"[{_EXPANSION}] requires a model_id value")
    return WeightedTokensQuery(field=field, tokens=inferred_tokens(model, text), pruning=pruning, **common)


def _field(query: str, body: object, nameless: str, *, short: bool = False) -> tuple[str, Parameters]:
    """Returns the field and its parameters; short: whether a bare value may stand for them, as the model's text."""
    fields = Parameters(query, body)
    if not fields.names():
        raise ParsingError(nameless)
    field, *others = fields.names()
    if others:
        fault = ParsingError(f"[{query}] query doesn't support multiple fields, found [{field}] and [{others[0]}]")
        raise _at(fault, others[0])
    value = fields.take(field)
    if not isinstance(value, Mapping):
        if not short:
            raise IllegalArgumentError("invalid query")
        value = {"model_text": value}
    return field, (Parameters if short else _WeightedParameters)(query, value)


def _given(tokens: object) -> Iterator[tuple[str, Any]]:
    """Yields tokens and weights of an object, or of a list of objects; of other things nothing."""
    for entry in tokens if isinstance(tokens, list) else [tokens]:
        if isinstance(entry, Mapping):
            yield from hash_map_order(entry)


def _token(token: str, weight: object) -> tuple[str, float]:
    if isinstance(weight, bool) or not isinstance(weight, int | float | str):
        raise ParseError(f"Illegal weight for token: [{token}], expected floating point got {_kind(weight)}")
    with np.errstate(over="ignore"):
        return token, float(np.float32(as_float(weight)))


def _kind(value: object) -> str:
    return "null" if value is None else class_name(value).rpartition(".")[2]


def _pruning(parameters: Parameters) -> TokenPruning | None:
    config = parameters.take("pruning_config")
    if config is None and "pruning_config" not in parameters:
        return None
    if not isinstance(config, Mapping):
        raise _at(ParsingError("[pruning_config] should be an object"), "pruning_config")
    return read_pruning(config)


def _at(fault: ParsingError, *place: str) -> ParsingError:
    fault.place = place
    return fault
