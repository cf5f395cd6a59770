"""more_like_this: documents with the terms that say most about some texts and documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import orjson

from findling.base.errors import FindlingError, IllegalArgumentError, NumberFormatError, ParseError, ParsingError
from findling.base.json_values import as_boolean, as_float, as_integer, as_long, scalar_text
from findling.search.parameters import Parameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.creation import EvaluationNumberError
from findling.search.query.ids import IdsQuery
from findling.search.query.match_all import MatchNoneQuery
from findling.search.query.positions.marks import ChosenMarks, Marks
from findling.search.query.primitive.boolean import BooleanQuery
from findling.search.query.primitive.term_weight import PostingsQuery
from findling.search.query.terms import values_at
from findling.search.query.text.field_names import default_fields
from findling.search.query.text.like_terms import (
    FieldTerm,
    Selection,
    ShardCounts,
    TermCounts,
    select,
    text_terms,
    value_terms,
)
from findling.search.query.text.minimum_should_match import required_matches

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext

_NOT_INFERRED: Final = (
    "[more_like_this] query cannot infer the field to analyze the free text, you should update the "
    "[index.query.default_field] index setting to a field that exists in the mapping or set the [fields] option in the "
    "query."
)
_NO_LIKE: Final = "more_like_this requires 'like' to be specified"
_USUAL: Final = Selection()
_ITEM: Final = "failed to parse More Like This item. "


@dataclass(frozen=True, kw_only=True)
class Item:
    """A document that hits are to be like: by its id, or its JSON. fields: empty for those of the query"""

    id: str | None = None
    doc: bytes | None = None
    index: str | None = None
    routing: str | None = None
    fields: tuple[str, ...] = ()
    analyzers: tuple[tuple[str, str], ...] = ()

    def source(self, ctx: ShardContext) -> Mapping[str, object] | None:
        """Returns what the document contains, None if there is none."""
        if self.doc is not None:
            content = orjson.loads(self.doc)
            return content if isinstance(content, dict) else None
        assert self.id is not None
        try:
            return ctx.lookup(self.index or ctx.index, self.id, self.routing)
        except FindlingError:
            # as in Elasticsearch, an index that is missing has no documents
            return None


@dataclass(slots=True)
class _Words:
    """The frequencies of words of documents, by field, and of free texts."""

    of_items: dict[str, Counter[str]]
    of_texts: Counter[str]


@dataclass(frozen=True, kw_only=True)
class MoreLikeThisQuery(Query):
    """The more_like_this query of the query DSL. fields: None for the index's default fields"""

    fields: tuple[str, ...] | None = None
    texts: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    unlike_texts: tuple[str, ...] = ()
    unlike_items: tuple[Item, ...] = ()
    selection: Selection = _USUAL
    analyzer: str | None = None
    minimum: str = "30%"
    include: bool = False
    fail_on_unsupported: bool = True

    def rewrite(self, ctx: ShardContext) -> Query:
        fields = self._fields(ctx)
        if not fields:
            return MatchNoneQuery(reason="No query left after rewrite.")
        return self._like(fields, self._found(fields, ctx), ShardCounts(ctx)).boosted(self.boost).rewrite(ctx)

    def marks(self, ctx: ShardContext) -> Marks:
        fields = self._fields(ctx)
        words = self._found(fields, ctx) if fields else _Words({}, Counter())

        def choose(counts: TermCounts) -> Marks:
            return self._like(fields, words, counts).boosted(self.boost).rewrite(ctx).marks(ctx)

        return ChosenMarks(query=self, inner=choose(ShardCounts(ctx)), hides="all", choose=choose)

    def _fields(self, ctx: ShardContext) -> tuple[str, ...]:
        if self.fields is None:
            names = tuple(name for name, _ in default_fields(ctx))
            if names == ("*",) and (self.texts or self.unlike_texts):
                raise IllegalArgumentError(_NOT_INFERRED)
            return names
        found = []
        for name in self.fields:
            field = ctx.field(name)
            if field is None or _is_supported(field):
                found.append(name if field is None else field.name)
            elif self.fail_on_unsupported:
                raise IllegalArgumentError(f"more_like_this only supports text/keyword fields: [{name}]")
        return tuple(found)

    def _found(self, fields: tuple[str, ...], ctx: ShardContext) -> _Words:
        """Returns the words that may be taken."""
        skipped = self._skipped(fields, ctx)
        found = _Words({}, Counter())
        for item in self.items:
            for name, words in self._item_terms(item, fields, ctx):
                found.of_items.setdefault(name, Counter()).update(self._words(name, words, skipped))
        if self.texts:
            # as in Elasticsearch, free text is read as that of the first field
            terms = text_terms(fields[0], self.texts, self.analyzer, ctx)
            found.of_texts = self._words(fields[0], Counter(terms), skipped)
        return found

    def _like(self, fields: tuple[str, ...], found: _Words, counts: TermCounts) -> Query:
        parts = []
        if self.items:
            of_items = found.of_items.items()
            parts.append([one for name, words in of_items for one in select(words, (name,), self.selection, counts)])
        if self.texts:
            parts.append(select(found.of_texts, fields, self.selection, counts))
        like = BooleanQuery(should=tuple(map(self._enough_of, parts)))
        ids = tuple(item.id for item in self.items if item.id is not None)
        if not self.items or self.include or not ids:
            return like
        return BooleanQuery(should=(like,), must_not=(IdsQuery(values=tuple(sorted(set(ids)))),))

    def _words(self, field: str, words: Counter[str], skipped: set[FieldTerm]) -> Counter[str]:
        """Returns the frequencies of the words that may be taken."""
        kept = {
            word: frequency
            for word, frequency in words.items()
            if (field, word) not in skipped and not self.selection.is_noise(word)
        }
        return Counter(kept)

    def _enough_of(self, terms: list[PostingsQuery]) -> Query:
        try:
            minimum = required_matches(self.minimum, len(terms))
        except NumberFormatError as error:
            raise EvaluationNumberError(error.reason) from None
        if not terms:
            return MatchNoneQuery(reason="empty BooleanQuery")
        return BooleanQuery(should=tuple(terms), minimum_should_match=minimum or None)

    def _skipped(self, fields: tuple[str, ...], ctx: ShardContext) -> set[FieldTerm]:
        """Returns the terms of what hits are to be unlike."""
        skipped: set[FieldTerm] = set()
        if self.unlike_texts:
            terms = text_terms(fields[0], self.unlike_texts, self.analyzer, ctx)
            skipped |= {(fields[0], term) for term in terms}
        # as in Elasticsearch, unlike documents count beside liked ones only
        for item in self.unlike_items if self.items else ():
            for name, words in self._item_terms(item, fields, ctx):
                skipped |= {(name, term) for term in words}
        return skipped

    def _item_terms(self, item: Item, fields: tuple[str, ...], ctx: ShardContext) -> Iterator[tuple[str, Counter[str]]]:
        """Yields the fields of a document that terms are taken from, with the frequencies of their terms."""
        source = item.source(ctx)
        if source is None:
            return
        analyzers = dict(item.analyzers)
        for field in _item_fields(item, ("*",) if self.fields is None else fields, ctx):
            values = values_at(source, field.source_path)
            words = value_terms(field, values, analyzers.get(field.name), ctx)
            if words:
                yield field.name, words


def _is_supported(field: MappedField) -> bool:
    return field.type.terms.words and field.type.terms.scored


def _item_fields(item: Item, fields: tuple[str, ...], ctx: ShardContext) -> list[MappedField]:
    names = item.fields or (("*",) if item.doc is not None else fields)
    found: dict[str, MappedField] = {}
    for name in names:
        for match in ctx.mapping.matching(name) if "*" in name else [name]:
            field = ctx.field(match)
            if field is not None and _is_supported(field) and not field.is_metadata and field.nested_path is None:
                found[field.name] = field
    return list(found.values())


_INTEGERS: Final = (
    "max_query_terms", "min_term_freq", "min_doc_freq", "max_doc_freq", "min_word_length", "max_word_length",
)  # fmt: skip
_ARRAYS: Final = ("fields", "like", "unlike", "stop_words")


@register("more_like_this")
def parse_more_like_this(body: object, inner: InnerParser) -> Query:
    """Parses {"more_like_this": {"fields": ["title"], "like": ["a text", {"_id": "1"}]}}."""
    found: dict[str, Any] = {}
    limits: dict[str, Any] = {}
    for key, value in Parameters("more_like_this", body).each():
        if isinstance(value, (list, Mapping)):
            _take_several(key, value, found)
        elif value is not None:
            _take_scalar(key, value, found, limits)
    texts, items = found.pop("like", ((), ()))
    unlike_texts, unlike_items = found.pop("unlike", ((), ()))
    if not texts and not items:
        raise ParsingError(_NO_LIKE)
    if found.get("fields") == ():
        raise ParsingError("more_like_this requires 'fields' to be non-empty")
    if limits.get("max_query_terms", 1) <= 0:
        raise IllegalArgumentError("requires 'maxQueryTerms' to be greater than 0")
    limits["stop_words"] = frozenset(found.pop("stop_words", ()))
    if found.get("boost", 1.0) < 0:
        raise IllegalArgumentError(
            "negative [boost] are not allowed in [more_like_this], use a value between 0 and 1 to deboost"
        )
    return MoreLikeThisQuery(
        texts=texts,
        items=items,
        unlike_texts=unlike_texts,
        unlike_items=unlike_items,
        selection=Selection(**limits),
        **found,
    )


def _take_several(key: str, value: Any, found: dict[str, Any]) -> None:
    if key not in _ARRAYS or (isinstance(value, Mapping) and key not in ("like", "unlike")):
        raise ParsingError(f"[mlt] query does not support [{key}]")
    if key in ("like", "unlike"):
        found[key] = _liked(value if isinstance(value, list) else [value])
    else:
        found[key] = tuple(scalar_text(entry) for entry in value)


def _take_scalar(key: str, value: object, found: dict[str, Any], limits: dict[str, Any]) -> None:
    if key in _INTEGERS:
        limits[key] = as_integer(value)
    elif key == "boost_terms":
        limits[key] = as_float(value)
    elif key in ("like", "unlike"):
        found[key] = _liked([value])
    elif key == "boost":
        found[key] = as_float(value)
    elif key in ("include", "fail_on_unsupported_field"):
        found["include" if key == "include" else "fail_on_unsupported"] = as_boolean(value)
    elif key in ("analyzer", "minimum_should_match", "_name"):
        found[{"minimum_should_match": "minimum", "_name": "name"}.get(key, key)] = scalar_text(value)
    else:
        raise ParsingError(f"[mlt] query does not support [{key}]")


def _liked(entries: list[Any]) -> tuple[tuple[str, ...], tuple[Item, ...]]:
    """Returns the texts and the documents of `like` or `unlike`."""
    texts: list[str] = []
    items: list[Item] = []
    for entry in entries:
        if isinstance(entry, Mapping):
            items.append(_item(entry))
        elif entry is None or isinstance(entry, list):
            raise IllegalArgumentError("Content of 'like' parameter should either be a string or an object")
        else:
            texts.append(scalar_text(entry))
    return tuple(texts), tuple(items)


def _item(entry: Mapping[str, Any]) -> Item:
    found: dict[str, Any] = {}
    for key, value in Parameters("more_like_this", entry).each():
        if key in ("_id", "_index", "routing"):
            found[key.removeprefix("_")] = scalar_text(value)
        elif key == "doc":
            found[key] = orjson.dumps(value)
        elif key == "fields":
            if not isinstance(value, list):
                raise ParseError(f"{_ITEM}field [fields] must be an array")
            found[key] = tuple(scalar_text(name) for name in value)
        elif key == "per_field_analyzer":
            found["analyzers"] = tuple((name, scalar_text(own)) for name, own in dict(value).items())
        elif key == "version":
            as_long(value)
        elif key != "version_type":
            raise ParseError(f"{_ITEM}unknown field [{key}]")
    if "id" in found and "doc" in found:
        raise ParseError(f"{_ITEM}either [id] or [doc] can be specified, but not both!")
    if "id" not in found and "doc" not in found:
        raise ParseError(f"{_ITEM}neither [id] nor [doc] is specified!")
    return Item(**found)
