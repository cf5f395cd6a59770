"""completion: the suggestions of a field that go on from what was typed, with the documents that have them."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

from findling.base.errors import IllegalArgumentError
from findling.base.java_collections import in_map_order
from findling.base.json_values import as_boolean, as_integer
from findling.base.object_parser import BOOLEAN, NUMBER, OBJECT, STRING, Member, parse_object
from findling.base.regexp_syntax import parse_regexp
from findling.mapping.types.completion import CompletionFieldType
from findling.mapping.types.suggestion_terms import SEPARATOR
from findling.search.suggest.completions.contexts import asked_contexts
from findling.search.suggest.completions.options import FuzzyOptions, RegexOptions
from findling.search.suggest.completions.paths import Typed, TypedExpression, TypedFuzzily, TypedPrefix, find_paths
from findling.search.suggest.completions.top_suggestions import SuggestedDoc, TopSuggestions
from findling.search.suggest.entries import Entry, Option, shown_score
from findling.search.suggest.members import checked_field, integer
from findling.search.suggest.string_distances import units_of
from findling.search.suggest.suggestion import Suggestion, register

if TYPE_CHECKING:
    from findling.search.context import ShardContext

_CONTEXTS: Final = Member(OBJECT)
_MEMBERS: Final = {
    "fuzzy": Member(("START_OBJECT", "VALUE_BOOLEAN"), FuzzyOptions.parse),
    "regex": Member(OBJECT, RegexOptions.parse),
    "field": Member(STRING),
    "analyzer": Member(STRING),
    "size": Member(NUMBER, integer("size must be positive", 1)),
    "shard_size": Member(NUMBER, as_integer),
    "contexts": _CONTEXTS,
    "context": _CONTEXTS,
    "skip_duplicates": Member(BOOLEAN, as_boolean),
}


@dataclass(slots=True)
class CompletionOption(Option):
    """A suggestion of a document.

    doc: shard-wide; contexts: by name; place: of its shard, by which it is fetched; hit: what is shown of the document
    """

    doc: int
    contexts: Mapping[str, list[str]] = field(default_factory=dict)
    place: int = 0
    hit: Mapping[str, object] | None = None

    def render(self) -> dict[str, object]:
        score = {"score": shown_score(self.score)} if self.hit is None else {}
        contexts = {"contexts": self.contexts} if self.contexts else {}
        return {"text": self.text, **(self.hit or {}), **score, **contexts}


@register
@dataclass(frozen=True, kw_only=True)
class CompletionSuggestion(Suggestion):
    """The completion suggester."""

    type_name: ClassVar[str] = "completion"
    shows_documents: ClassVar[bool] = True

    fuzzy: FuzzyOptions | None = None
    regex_options: RegexOptions = RegexOptions()  # noqa: RUF009  it cannot be changed
    contexts: Mapping[str, Any] | None = None
    skip_duplicates: bool = False

    @classmethod
    def parse(cls, body: Mapping[str, object]) -> Self:
        members = parse_object(cls.type_name, body, _MEMBERS)
        members["field"] = checked_field(members)
        for name, meant in (("context", "contexts"), ("regex", "regex_options")):
            if name in members:
                members[meant] = members.pop(name)
        return cls(**members)

    def check(self, ctx: ShardContext) -> None:
        self.check_common(ctx)
        field_type = self._field_type(ctx)
        if self.contexts is None:
            return
        if not field_type.contexts:
            raise IllegalArgumentError(f"suggester [{field_type.name}] doesn't expect any context")
        asked_contexts(field_type.contexts, self.contexts, needed=False)

    def _field_type(self, ctx: ShardContext) -> CompletionFieldType:
        found = self.mapped_field(ctx)
        if not isinstance(found.type, CompletionFieldType):
            raise IllegalArgumentError(f"Field [{found.name}] is not a completion suggest field")
        return found.type

    def entries(self, text: str, ctx: ShardContext) -> list[Entry]:
        field_type = self._field_type(ctx)
        typed = self._typed(text, field_type)
        contexts = asked_contexts(field_type.contexts, self.contexts) if field_type.contexts else None
        top = TopSuggestions(self.options_per_shard, self.skip_duplicates)
        for segment in ctx.segments:
            ctx.check()
            terms = segment.reader.terms(field_type.name)
            paths = [] if terms is None else find_paths(typed, terms, contexts, ctx.check)
            if terms is not None and paths:
                top.collect(segment, terms, paths)
        (entry,) = self.empty_entries(text, ctx)
        entry.options = [_option(found, field_type) for found in top.best()[: self.size]]
        return [entry]

    def _typed(self, text: str, field_type: CompletionFieldType) -> Typed:
        """Returns what was typed. Raises IllegalArgumentError."""
        given = self.text if self.prefix is None else self.prefix
        if given is None and self.regex is not None:
            if self.fuzzy is not None:
                raise IllegalArgumentError("can not use 'fuzzy' options with 'regex")
            if SEPARATOR in self.regex:
                raise IllegalArgumentError(
                    "Term text cannot contain unit separator character U+001F; this character is reserved"
                )
            parse_regexp(self.regex, self.regex_options.flags)
            return TypedExpression(self.regex, self.regex_options)
        forms = field_type.forms(text if given is None else given, str(field_type.search_analyzer))
        return TypedPrefix(forms) if self.fuzzy is None else TypedFuzzily(forms, self.fuzzy)

    def empty_entries(self, text: str, ctx: ShardContext) -> list[Entry]:
        return [Entry(text, 0, len(units_of(text)))]

    def reduce(self, of_shards: Sequence[list[Entry]]) -> list[Entry]:
        for place, (entry,) in enumerate(of_shards):
            for option in entry.options:
                option.place = place
        if len(of_shards) == 1:
            return of_shards[0]
        merged = heapq.merge(*(entry.options for (entry,) in of_shards), key=_rank)
        leader = of_shards[0][0]
        leader.options = list(islice(self._distinct(merged), self.size))
        return [leader]

    def _distinct(self, options: Any) -> Any:
        seen: set[str] = set()
        for option in options:
            if not self.skip_duplicates or option.text not in seen:
                seen.add(option.text)
                yield option


def _rank(option: CompletionOption) -> tuple[float, bytes, int, int]:
    return -option.score, option.text.encode("utf-8", "surrogatepass"), option.place, option.doc


def _option(found: SuggestedDoc, field_type: CompletionFieldType) -> CompletionOption:
    names = [context.name for context in field_type.contexts]
    contexts: dict[str, list[str]] = {}
    for number, value in found.contexts:
        contexts.setdefault(names[number], []).append(value)
    shown = {name: in_map_order(dict.fromkeys(contexts[name])) for name in in_map_order(contexts)}
    return CompletionOption(found.text, found.score, found.doc, shown)
