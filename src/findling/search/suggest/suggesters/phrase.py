"""phrase: whole texts, corrected by words that are likely to stand beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

import numpy as np

from findling.analysis.token_filters.graph.shingle import SHINGLE_TYPE, ShingleFilter
from findling.analysis.token_filters.graph.synonym_graph import SYNONYM_TYPE
from findling.base.errors import IllegalArgumentError, IllegalStateError, ParsingError
from findling.base.json_values import as_boolean, json_token, scalar_text
from findling.search.suggest.entries import Entry, Option
from findling.search.suggest.field_terms import FieldTerms
from findling.search.suggest.members import COMMON, NO_VALUES, Reader, checked_field, integer, single, single_within
from findling.search.suggest.phrases.candidate import CandidateSet
from findling.search.suggest.phrases.collation import Collation, parse_collation
from findling.search.suggest.phrases.corrections import Correction, Phrases
from findling.search.suggest.phrases.generator import CandidateDraw, DirectGenerator, parse_generator
from findling.search.suggest.phrases.smoothing import Smoothing, StupidBackoff, WordCounts, parse_smoothing
from findling.search.suggest.string_distances import units_of
from findling.search.suggest.suggestion import Suggestion, register

if TYPE_CHECKING:
    from findling.search.context import ShardContext

_LEAST: Final = float(np.nextafter(0, 1))
_USUAL_SMOOTHING: Final = StupidBackoff()
_NO_COLLATION: Final = Collation()


def _more_than_nothing(name: str) -> Reader:
    def read(value: object) -> float:
        number = single(value)
        if number <= 0:
            raise IllegalArgumentError(f"{name} must be > 0.0")
        return number

    return read


_READERS: Final[dict[str, Reader]] = {
    **COMMON,
    "real_word_error_likelihood": _more_than_nothing("real_word_error_likelihood"),
    "confidence": single_within("confidence must be >= 0.0", 0),
    "separator": scalar_text,
    "max_errors": _more_than_nothing("max_error"),
    "gram_size": integer("gramSize must be >= 1", 1),
    "force_unigrams": as_boolean,
    "token_limit": integer("token_limit must be >= 1", 1),
}


@dataclass(slots=True)
class PhraseOption(Option):
    """A corrected text. collate_match: None unless it is shown"""

    highlighted: str | None = None
    collate_match: bool | None = None

    def merge(self, other: Any) -> None:
        self.score = max(self.score, other.score)
        if other.collate_match is not None:
            self.collate_match = bool(self.collate_match) or other.collate_match

    def render(self) -> dict[str, object]:
        shown = Option.render(self)
        text, score = shown["text"], shown["score"]
        highlighted = {} if self.highlighted is None else {"highlighted": self.highlighted}
        collated = {} if self.collate_match is None else {"collate_match": self.collate_match}
        return {"text": text, **highlighted, "score": score, **collated}


@dataclass(slots=True)
class PhraseEntry(Entry):
    """The text. cutoff: what the score of an option must be above"""

    cutoff: float = _LEAST

    def merge(self, others: Any) -> None:
        self.cutoff = max(entry.cutoff for entry in others)
        Entry.merge(self, others)
        self.options = [option for option in self.options if option.score > self.cutoff]


@register
@dataclass(frozen=True, kw_only=True)
class PhraseSuggestion(Suggestion):
    """The phrase suggester.

    gram_size: words that are looked at together, None to see what the analyzer gives
    confidence: options must score more than the text times this
    """

    type_name: ClassVar[str] = "phrase"

    real_word_error_likelihood: float = float(np.float32(0.95))
    confidence: float = 1.0
    separator: str = " "
    max_errors: float = 0.5
    gram_size: int | None = None
    force_unigrams: bool = True
    token_limit: int = 10
    generators: tuple[DirectGenerator, ...] = ()
    smoothing: Smoothing = _USUAL_SMOOTHING
    tags: tuple[str, str] | None = None
    collation: Collation = _NO_COLLATION

    @classmethod
    def parse(cls, body: Mapping[str, object]) -> Self:
        members: dict[str, Any] = {}
        for name, value in body.items():
            members |= _read(name, value, members)
        return cls(**{**members, "field": checked_field(members)})

    def check(self, ctx: ShardContext) -> None:
        self.check_common(ctx)
        for generator in self.generators:
            generator.check(ctx)
        self.collation.check(ctx)
        shingles = self._shingles(ctx)
        only_shingles = shingles is not None and shingles.smallest > 1 and not shingles.unigrams
        if not self.generators and only_shingles and self.force_unigrams:
            raise IllegalArgumentError(
                f"The default candidate generator for phrase suggest can't operate on field: [{self.field}] since it "
                "doesn't emit unigrams. If this is intentional try to set the candidate generator field explicitly"
            )

    def _shingles(self, ctx: ShardContext) -> ShingleFilter | None:
        """Returns the filter that joins words, if the analyzer has one."""
        name = self.analyzer or self.mapped_field(ctx).search_analyzer
        filters = () if name is None else ctx.analysis.analyzer(name).filters
        return next((one for one in filters if isinstance(one, ShingleFilter)), None)

    def entries(self, text: str, ctx: ShardContext) -> list[PhraseEntry]:
        (entry,) = self.empty_entries(text, ctx)
        generators = self.generators or (DirectGenerator(field=self.field, members={}),)
        real_word = self.real_word_error_likelihood
        of_fields = [(generator, FieldTerms(ctx, generator.field)) for generator in generators]
        draws = [CandidateDraw(generator, terms, ctx, real_word) for generator, terms in of_fields if terms]
        own = FieldTerms(ctx, self.field)
        if not draws or not own:
            return [entry]
        places = self._places(text, draws[0], ctx)
        if not places or len(places) >= self.token_limit:
            return [entry]
        for place in places:
            ctx.check()
            for draw in draws:
                draw.draw(place)
            place.keep(self.options_per_shard)
        corrections = self._corrections(entry, places, own, ctx)
        options = filter(None, (self._option(correction, ctx) for correction in corrections))
        entry.options = [option for option in options if option.score > entry.cutoff]
        return [entry]

    def empty_entries(self, text: str, ctx: ShardContext) -> list[PhraseEntry]:
        return [PhraseEntry(text, 0, len(units_of(text)))]

    def _places(self, text: str, draw: CandidateDraw, ctx: ShardContext) -> list[CandidateSet]:
        """Returns the words of the text. Raises IllegalStateError if all are joined ones that are not wanted."""
        places: list[CandidateSet] = []
        last = -1
        tokens = self.tokens(text, ctx)
        for token in tokens:
            if self.force_unigrams and token.type == SHINGLE_TYPE:
                continue
            term = token.term.encode("utf-8", "replace")
            if token.position == last and token.type == SYNONYM_TYPE:
                synonym = draw.alternative(term)
                if synonym.doc_freq > 0:
                    places[-1].candidates.append(synonym)
            else:
                places.append(CandidateSet(draw.original(term)))
            last = token.position
        if tokens and not places:
            raise IllegalStateError("At least one unigram is required but all tokens were ngrams")
        return places

    def _corrections(
        self, entry: PhraseEntry, places: list[CandidateSet], terms: FieldTerms, ctx: ShardContext
    ) -> list[Correction]:
        """Returns the best phrases, and tells the entry what they had to be better than."""
        shingles = None if self.gram_size is not None else self._shingles(ctx)
        gram_size = self.gram_size or (1 if shingles is None else shingles.largest)
        counts, real_word = WordCounts.of(terms, self.separator), self.real_word_error_likelihood
        phrases = Phrases(places, lambda path: self.smoothing.score(counts, path, gram_size, real_word), ctx.check)
        if self.confidence > 0:
            entry.cutoff = phrases.original() * self.confidence
        return phrases.best(self.options_per_shard, self.max_errors, entry.cutoff)

    def _option(self, correction: Correction, ctx: ShardContext) -> PhraseOption | None:
        text = correction.text()
        collated = None
        if self.collation.query is not None:
            collated = self.collation.matches(text, ctx)
            if not collated and not self.collation.prunes:
                return None
        highlighted = None if self.tags is None else correction.text(*self.tags)
        shown = collated if self.collation.prunes else None
        return PhraseOption(text, float(np.float32(correction.score)), highlighted, shown)


def _read(name: str, value: object, members: Mapping[str, Any]) -> dict[str, Any]:
    """Returns what a member of the suggester means. members: those before it"""
    token = json_token(value)
    if token == "START_ARRAY":
        return {"generators": (*members.get("generators", ()), *_generators(name, value))}
    if isinstance(value, Mapping):
        return _read_object(name, value, members)
    if token in NO_VALUES or name not in _READERS:
        raise ParsingError(f"suggester[phrase] doesn't support field [{name}]")
    return {name: _READERS[name](value)}


def _generators(name: str, given: Any) -> list[DirectGenerator]:
    if name != "direct_generator":
        raise ParsingError(f"suggester[phrase]  doesn't support array field [{name}]")
    for value in given:
        if not isinstance(value, Mapping):
            raise ParsingError(f"suggester[phrase] doesn't support field [{name}]")
    return [parse_generator(value) for value in given]


def _read_object(name: str, value: Mapping[str, object], members: Mapping[str, Any]) -> dict[str, Any]:
    if name == "smoothing":
        if "smoothing" in members:
            raise IllegalArgumentError("only one smoothing model supported")
        model = parse_smoothing(value)
        return {} if model is None else {name: model}
    if name == "highlight":
        return {"tags": _tags(value)}
    if name == "collate":
        return {"collation": parse_collation(value)}
    raise ParsingError(f"suggester[phrase]  doesn't support array field [{name}]")


def _tags(body: Mapping[str, object]) -> tuple[str, str] | None:
    """Returns the tags of `highlight`; what is no value goes unnoticed."""
    tags: dict[str, str] = {}
    for name, value in body.items():
        if isinstance(value, Mapping) and value:
            name, value = next(iter(value.items()))
        if json_token(value) in NO_VALUES:
            continue
        if name not in ("pre_tag", "post_tag"):
            raise ParsingError(f"suggester[phrase][highlight] doesn't support field [{name}]")
        tags[name] = scalar_text(value)
    if len(tags) == 1:
        raise IllegalArgumentError("Pre and post tag must both be null or both not be null.")
    return (tags["pre_tag"], tags["post_tag"]) if tags else None
