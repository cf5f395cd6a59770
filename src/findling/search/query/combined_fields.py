"""combined_fields: text in several fields that count as one field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from findling.base.errors import IllegalArgumentError
from findling.base.json_values import scalar_text
from findling.search.parameters import ObjectParameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.match import operator
from findling.search.query.match_all import MatchAllQuery, MatchNoneQuery
from findling.search.query.primitive.boolean import BooleanQuery
from findling.search.query.primitive.combined_terms import CombinedTermsQuery
from findling.search.query.primitive.phrase import PhraseQuery
from findling.search.query.primitive.shingle_phrase import Parts
from findling.search.query.text.analyzed_text import analyze
from findling.search.query.text.field_names import FieldBoost, expand_fields, parse_field
from findling.search.query.text.text_query import NO_TOKENS, TextOptions, combine, graph_parts

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext


@dataclass(frozen=True, kw_only=True)
class CombinedFieldsQuery(Query):
    """The combined_fields query of the query DSL. fields: names or patterns with boosts"""

    value: str
    fields: tuple[FieldBoost, ...]
    options: TextOptions

    def rewrite(self, ctx: ShardContext) -> Query:
        return self.expanded(ctx).rewrite(ctx)

    def expanded(self, ctx: ShardContext) -> Query:
        if not self.fields:
            raise IllegalArgumentError("In [combined_fields] query, at least one field must be provided")
        expanded, _ = expand_fields(self.fields, ctx)
        mapped = {name: field for name, _ in expanded if (field := ctx.field(name)) is not None}
        if not mapped:
            return MatchNoneQuery(reason="unmapped fields []")
        self._check(mapped.values(), ctx)
        weights = {mapped[name].name: boost for name, boost in expanded if name in mapped}
        return self._words(mapped, tuple(sorted(weights.items())), ctx).boosted(self.boost)

    def _check(self, fields: Iterable[MappedField], ctx: ShardContext) -> None:
        analyzers = set()
        for field in fields:
            if field.type.get("similarity") is not None:
                raise IllegalArgumentError("[combined_fields] queries cannot be used with per-field similarities")
        for field in fields:
            if not field.type.terms.analyzed:
                raise IllegalArgumentError(
                    f"Field [{field.name}] of type [{field.type_name}] does not support [combined_fields] queries"
                )
            if ctx.similarity(field.name).kind != "BM25":
                raise IllegalArgumentError("[combined_fields] queries can only be used with the [BM25] similarity")
            analyzers.add(field.search_analyzer)
        if len(analyzers) > 1:
            raise IllegalArgumentError("All fields in [combined_fields] query must have the same search analyzer")

    def _words(self, mapped: dict[str, MappedField], weights: tuple[FieldBoost, ...], ctx: ShardContext) -> Query:
        fields = list(mapped.values())
        text = analyze(fields[0], self.value, ctx)
        if not text.tokens:
            return MatchAllQuery() if self.options.zero_terms == "all" else NO_TOKENS

        def build(terms: tuple[bytes, ...]) -> Query:
            return CombinedTermsQuery(fields=weights, terms=tuple(sorted(terms)))

        def phrase(words: Parts) -> Query:
            found = [PhraseQuery(field=name, parts=tuple(words), boost=boost) for name, boost in weights]
            return BooleanQuery(should=tuple(found))

        if text.is_graph:
            return combine(graph_parts(text, self.options, build, phrase), self.options)
        return combine([build(terms) for _, terms in text.by_position()], self.options)


@register("combined_fields")
def parse_combined_fields(body: object, inner: InnerParser) -> Query:
    """Parses {"combined_fields": {"query": "quick fox", "fields": ["title^2", "body"]}}."""
    parameters = ObjectParameters("combined_fields", body)
    options = TextOptions(
        operator=operator(parameters, "operator"),
        minimum_should_match=_minimum(parameters),
        zero_terms=parameters.one_of("zero_terms_query", ("none", "all"), "none", _no_such_option),
        synonym_phrases=parameters.boolean("auto_generate_synonyms_phrase_query", True),
    )
    value, fields = parameters.text("query"), _fields(parameters)
    common = parameters.common()
    parameters.finish()
    if value is None:
        raise parameters.missing("query")
    return CombinedFieldsQuery(value=value, fields=fields, options=options, **common)


def _no_such_option(text: str) -> IllegalArgumentError:
    return IllegalArgumentError(f"Unsupported [zero_terms_query] value [{text}]")


def _minimum(parameters: ObjectParameters) -> str | None:
    value = parameters.take("minimum_should_match")
    if isinstance(value, (bool, list, dict)):
        raise parameters.wrong_token("minimum_should_match", value)
    return None if value is None else scalar_text(value)


def _fields(parameters: ObjectParameters) -> tuple[FieldBoost, ...]:
    if "fields" not in parameters:
        return ()
    given = parameters.array("fields")
    for name in [None] if given is None else given:
        if not isinstance(name, str):
            raise parameters.wrong_token("fields", name)
    return parameters.read("fields", _boosted, ())


def _boosted(value: Any) -> tuple[FieldBoost, ...]:
    """Returns names and boosts of `name^boost`. Raises IllegalArgumentError."""
    found = dict(parse_field(name) for name in (value if isinstance(value, list) else [value]))
    if any(boost < 1 for boost in found.values()):
        raise IllegalArgumentError("[combined_fields] requires field boosts to be >= 1.0")
    return tuple(found.items())
