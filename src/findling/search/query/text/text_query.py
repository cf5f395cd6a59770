"""Builds queries from analysed text: what match, multi_match and query_string have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from findling.base.errors import FindlingError, IllegalArgumentError, QueryShardError
from findling.base.quick_init import quick_init
from findling.search.query.base import Query
from findling.search.query.constant_score import ConstantScoreQuery
from findling.search.query.expensive import PREFIX_ADVICE, check_expensive_pattern
from findling.search.query.field_terms import has_postings
from findling.search.query.fuzzy import FuzzyTermsQuery, NearestTermsQuery
from findling.search.query.match_all import MatchAllQuery, MatchNoneQuery, unmapped
from findling.search.query.metadata import metadata_query
from findling.search.query.prefix import PrefixQuery, PrefixTermsQuery
from findling.search.query.primitive.beginning_phrase import beginning_phrase
from findling.search.query.primitive.boolean import BooleanQuery
from findling.search.query.primitive.graph_phrase import GraphPhraseQuery
from findling.search.query.primitive.multi_term import check_rewrite_method
from findling.search.query.primitive.phrase import PhraseQuery
from findling.search.query.primitive.shingle_phrase import Parts, in_shingles, shingle_phrase
from findling.search.query.primitive.term_weight import PostingsQuery
from findling.search.query.term import exact_query
from findling.search.query.text.analyzed_text import AnalyzedText, Token, analyze
from findling.search.query.text.fuzziness import Fuzziness
from findling.search.query.text.minimum_should_match import required_matches

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext


@quick_init
@dataclass(frozen=True)
class TextOptions:
    """How text becomes a query; the names are those of the parameters of match.

    type: boolean, phrase, phrase_prefix or bool_prefix
    position_increments: whether removed words leave gaps in phrases
    """

    type: str = "boolean"
    operator: str = "or"
    minimum_should_match: str | None = None
    analyzer: str | None = None
    fuzziness: Fuzziness | None = None
    prefix_length: int = 0
    max_expansions: int = 50
    transpositions: bool = True
    fuzzy_rewrite: str | None = None
    slop: int = 0
    lenient: bool = False
    zero_terms: str = "none"
    synonym_phrases: bool = True
    position_increments: bool = True


DEFAULT_OPTIONS: Final = TextOptions()
# of text of which analysis leaves nothing
NO_TOKENS: Final = MatchNoneQuery(reason="Matching no documents because no terms present")

TermBuilder = Callable[[tuple[bytes, ...]], Query]
PathBuilder = Callable[[Parts], Query]


# queries by their types
_QUERIES: Final = {
    "boolean": "match",
    "phrase": "match_phrase",
    "phrase_prefix": "match_phrase_prefix",
    "bool_prefix": "match_bool_prefix",
}


def text_query(name: str, value: object, options: TextOptions, ctx: ShardContext) -> Query:
    """Returns the (unrewritten) query of text in one field, by the field's type; boost 1."""
    if options.fuzzy_rewrite is not None:
        check_rewrite_method(options.fuzzy_rewrite)
    special = metadata_query(name, (value,), ctx, 1.0)
    if special is not None:
        return special
    field = ctx.field(name)
    if field is None:
        return unmapped(name)
    try:
        return _field_query(field, value, options, ctx)
    except FindlingError as error:
        return failed(name, error, options.lenient)


def _field_query(field: MappedField, value: object, options: TextOptions, ctx: ShardContext) -> Query:
    if not field.type.takes_text and options.analyzer is None:
        raise IllegalArgumentError(
            f"Field [{field.name}] of type [{field.type_name}] does not support {_QUERIES[options.type]} queries"
        )
    if not field.type.terms.words or not has_postings(field):
        if options.analyzer is None:
            _check_exact(field, options)
            return exact_query(field, value, ctx, 1.0)
        return _analyzed_values(field, value, options, ctx)
    if options.type == "phrase_prefix" and not field.type.terms.analyzed:
        _check_exact(field, options)
    phrase = options.type in ("phrase", "phrase_prefix")
    text = analyze(field, value, ctx, options.analyzer, quoted=options.type == "phrase")
    if not text.tokens:
        return MatchAllQuery() if options.zero_terms == "all" else NO_TOKENS
    if not phrase:
        return words_query(field, text, options, ctx)
    return _constant_unless_scored(field, phrase_query(field, text, options, ctx))


def _constant_unless_scored(field: MappedField, query: Query) -> Query:
    return query if field.type.terms.scored else ConstantScoreQuery(inner=query)


def _analyzed_values(field: MappedField, value: object, options: TextOptions, ctx: ShardContext) -> Query:
    """Returns the query of what an analyzer makes of a text for a field that has values instead of words."""
    terms = [term.decode("utf-8", "replace") for term in analyze(field, value, ctx, options.analyzer).terms()]
    if not terms:
        return MatchAllQuery() if options.zero_terms == "all" else NO_TOKENS
    _check_exact(field, options)
    if len(terms) > 1 and options.type == "phrase":
        raise _no_phrases(field)
    if options.type != "bool_prefix":
        return combine([_leniently(field, term, options, ctx) for term in terms], options)
    parts = [_leniently(field, term, options, ctx) for term in terms[:-1]]
    refused = QueryShardError(
        "Can only use prefix queries on keyword, text and wildcard fields - not on "
        f"[{field.name}] which is of type [{field.type_name}]",
        index=ctx.index,
    )
    return combine([*parts, failed(field.name, refused, options.lenient)], options)


def _no_phrases(field: MappedField) -> IllegalArgumentError:
    return IllegalArgumentError(
        f"Can only use phrase queries on text fields - not on [{field.name}] which is of type [{field.type_name}]"
    )


def _leniently(field: MappedField, term: str, options: TextOptions, ctx: ShardContext) -> Query:
    """Returns the query of one value; one that the field cannot have matches nothing if lenient."""
    try:
        return exact_query(field, term, ctx, 1.0)
    except FindlingError as error:
        return failed(field.name, error, options.lenient)


def failed(name: str, error: FindlingError, lenient: bool) -> Query:
    """Returns what stands for a query that a field cannot answer. Raises the error unless lenient."""
    if not lenient or error.type == "too_many_clauses":
        raise error
    return MatchNoneQuery(reason=f"failed [{name}] query, caused by {error.type}:[{error.reason}]")


def _check_exact(field: MappedField, options: TextOptions) -> None:
    if options.fuzziness is not None:
        raise IllegalArgumentError(
            f"Can only use fuzzy queries on keyword and text fields - not on [{field.name}] which is of type "
            f"[{field.type_name}]"
        )
    if options.type == "phrase_prefix":
        raise IllegalArgumentError(
            f"Can only use phrase prefix queries on text fields - not on [{field.name}] which is of type "
            f"[{field.type_name}]"
        )


def words_query(field: MappedField, text: AnalyzedText, options: TextOptions, ctx: ShardContext) -> Query:
    """Returns the query of words of which any or all must be there; the last one a prefix for bool_prefix."""
    build = term_builder(field, options, ctx)
    if text.is_graph:
        parts = graph_parts(text, options, build, lambda words: PhraseQuery(field=field.name, parts=tuple(words)))
    elif options.fuzziness is None and options.type == "boolean":
        parts = [PostingsQuery(field=field.name, terms=terms) for _, terms in text.by_position()]
    else:
        parts = [build(terms) for _, terms in text.by_position()]
        last = text.by_position()[-1][1]
        # several words at one place are no beginnings
        if options.type == "bool_prefix" and text.ends_open and len(last) == 1:
            if field.type.beginnings is None:
                check_expensive_pattern("prefix", field, ctx, PREFIX_ADVICE)
            parts[-1] = PrefixTermsQuery(field=field.name, prefix=last[0].decode("utf-8", "replace"))
    return combine([_constant_unless_scored(field, part) for part in parts], options)


def combine(parts: list[Query], options: TextOptions) -> Query:
    """Returns one part as it is, several joined by operator and minimum_should_match."""
    if len(parts) == 1:
        return parts[0]
    spec = options.minimum_should_match
    if options.operator == "and":
        # as in Elasticsearch, a minimum counts optional clauses, of which there are none here
        minimum = 0 if spec is None else required_matches(spec, 0)
        return BooleanQuery(must=tuple(parts), minimum_should_match=minimum or None)
    minimum = 0 if spec is None else required_matches(spec, len(parts))
    return BooleanQuery(should=tuple(parts), minimum_should_match=minimum or None)


def analyzed_prefix(
    field: MappedField,
    text: str,
    analyzer: str | None,
    options: TextOptions,
    rewrite_method: str | None,
    ctx: ShardContext,
) -> Query | None:
    """Returns the query of a text whose last word is the start of one; None if analysis leaves nothing.

    rewrite_method: of the prefix
    """
    positions = [terms for _, terms in analyze(field, text, ctx, analyzer).by_position()]
    if not positions:
        return None
    words: list[Query] = [PostingsQuery(field=field.name, terms=terms) for terms in positions[:-1]]
    starts = tuple(
        PrefixQuery(field=field.name, value=term.decode("utf-8", "replace"), rewrite_method=rewrite_method)
        for term in positions[-1]
    )
    words.append(starts[0] if len(starts) == 1 else BooleanQuery(should=starts))
    return combine(words, options)


def term_builder(field: MappedField, options: TextOptions, ctx: ShardContext) -> TermBuilder:
    """Returns what makes the query of the terms at one position."""

    def build(terms: tuple[bytes, ...]) -> Query:
        if options.fuzziness is None or len(terms) > 1:
            return PostingsQuery(field=field.name, terms=terms)
        check_expensive_pattern("fuzzy", field, ctx)
        word = terms[0].decode("utf-8", "replace")
        fuzzy = FuzzyTermsQuery(
            field=field.name,
            word=word,
            max_edits=options.fuzziness.max_edits(word),
            prefix_length=options.prefix_length,
            transpositions=options.transpositions,
        )
        return NearestTermsQuery(
            terms=fuzzy, max_expansions=options.max_expansions, rewrite_method=options.fuzzy_rewrite
        )

    return build


def phrase_query(field: MappedField, text: AnalyzedText, options: TextOptions, ctx: ShardContext) -> Query:
    """Returns the query of a phrase, its last word a prefix for phrase_prefix."""
    if text.is_graph:
        paths = [_path_parts(path) for path in paths_between(text.tokens, None, None)]
        phrases = [_parts_phrase(field, parts, options, ctx) for parts in paths]
        if options.slop:
            return BooleanQuery(should=tuple(phrases))
        found = tuple(path for phrase in phrases if (path := _as_path(phrase, field.name)) is not None)
        return GraphPhraseQuery(field=field.name, paths=found)
    parts = text.by_position()
    if not options.position_increments and options.type == "phrase":
        parts = [(place, terms) for place, (_, terms) in enumerate(parts)]
    if options.slop:
        return _parts_phrase(field, parts, options, ctx)
    if options.type == "phrase":
        return shingle_phrase(field, parts) or _parts_phrase(field, parts, options, ctx)
    if field.type.beginnings is not None and field.type.beginnings.of_shingles:
        joined = in_shingles(field, parts)
        shingled = None if joined is None else ctx.field(joined[0])
        if joined is None or shingled is None:
            return _parts_phrase(field, parts, options, ctx)
        field, parts = shingled, joined[1]
    return beginning_phrase(field, parts) or _parts_phrase(field, parts, options, ctx)


def _as_path(query: Query, field: str) -> PhraseQuery | None:
    """Returns what the parts of a phrase have become as a phrase, None if it matches nothing."""
    if isinstance(query, BooleanQuery):
        # a single word that is a prefix, expanded
        words = tuple(term for part in query.should if isinstance(part, PostingsQuery) for term in part.terms)
        return PhraseQuery(field=field, parts=((0, words),)) if words else None
    return query if isinstance(query, PhraseQuery) else None


def _parts_phrase(field: MappedField, parts: Parts, options: TextOptions, ctx: ShardContext) -> Query:
    """Returns the query of a phrase from its terms by position."""
    prefixes: tuple[bytes, ...] = ()
    kind = "PhraseQuery" if all(len(words) == 1 for _, words in parts) else "MultiPhraseQuery"
    if options.type == "phrase_prefix":
        position, prefixes = parts[-1]
        words = expand_prefixes(field.name, prefixes, options.max_expansions, ctx)
        if not words:
            return MatchNoneQuery(reason="no term begins with the last word")
        parts = [*parts[:-1], (position, words)]
        if len(parts) == 1:
            return BooleanQuery(should=tuple(PostingsQuery(field=field.name, terms=(word,)) for word in words))
    if len(parts) > 1 and not field.type.terms.analyzed:
        raise _no_phrases(field)
    if len(parts) > 1 and field.structures.index in ("docs", "freqs"):
        raise IllegalArgumentError(f"field:[{field.name}] was indexed without position data; cannot run {kind}")
    return PhraseQuery(field=field.name, parts=tuple(parts), slop=options.slop, prefixes=prefixes)


def expand_prefixes(field: str, prefixes: tuple[bytes, ...], limit: int, ctx: ShardContext) -> tuple[bytes, ...]:
    """Returns up to `limit` terms that begin with any of the prefixes, segment after segment as Lucene takes them."""
    found: set[bytes] = set()
    for segment in ctx.segments:
        terms = segment.reader.terms(field)
        if terms is None:
            continue
        for prefix in prefixes:
            low, high = terms.prefix_range(prefix)
            for term in terms.terms(range(low, min(high, low + limit))):
                if len(found) >= limit:
                    return tuple(sorted(found))
                found.add(term)
    return tuple(sorted(found))


def graph_parts(text: AnalyzedText, options: TextOptions, build: TermBuilder, phrase: PathBuilder) -> list[Query]:
    """Returns one query for each stretch between positions that all paths go through.

    build: makes the query of alternatives; phrase: that of several words, one after the other
    """
    parts = []
    for start, end in stretches(text.tokens):
        paths = list(paths_between(text.tokens, start, end))
        if all(len(path) == 1 for path in paths):
            parts.append(build(tuple(dict.fromkeys(path[0].term for path in paths))))
            continue
        parts.append(BooleanQuery(should=tuple(_side(path, options, build, phrase) for path in paths)))
    return parts


def _side(path: tuple[Token, ...], options: TextOptions, build: TermBuilder, phrase: PathBuilder) -> Query:
    if len(path) == 1:
        return build((path[0].term,))
    if options.synonym_phrases:
        return phrase(_path_parts(path))
    return BooleanQuery(must=tuple(build((token.term,)) for token in path))


def _path_parts(path: tuple[Token, ...]) -> Parts:
    return [(i, (token.term,)) for i, token in enumerate(path)]


def stretches(tokens: tuple[Token, ...]) -> list[tuple[int, int]]:
    """Returns (start, end) positions between which a token graph cannot be cut further."""
    cuts = []
    for position in sorted({token.position for token in tokens}):
        if not any(token.position < position < token.position + token.length for token in tokens):
            cuts.append(position)
    cuts.append(max(token.position + token.length for token in tokens))
    return list(pairwise(cuts))


def paths_between(tokens: tuple[Token, ...], start: int | None, end: int | None) -> list[tuple[Token, ...]]:
    """Returns all ways through a token graph from one position to another (None: its first and its last)."""
    first = min(token.position for token in tokens) if start is None else start
    last = max(token.position + token.length for token in tokens) if end is None else end
    finished: list[tuple[Token, ...]] = []
    open_paths: list[tuple[int, tuple[Token, ...]]] = [(first, ())]
    while open_paths:
        position, path = open_paths.pop(0)
        if position >= last:
            finished.append(path)
            continue
        following = [token for token in tokens if token.position == position]
        if not following:
            # a hole that a removed token left
            open_paths.append((position + 1, path))
        open_paths += [(token.position + token.length, (*path, token)) for token in following]
    return finished
