"""How likely words follow each other, where few or none of their sequences were seen. Sources: the word scorers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import inf, log10
from typing import TYPE_CHECKING, Any, Final

from findling.base.errors import IllegalArgumentError, ParsingError
from findling.base.json_values import as_float, json_token
from findling.search.suggest.members import NO_VALUES

if TYPE_CHECKING:
    from findling.search.suggest.field_terms import FieldTerms
    from findling.search.suggest.phrases.candidate import Candidate

_LITTLE: Final = 0.00000000001
_OFF: Final = 0.001


@dataclass(frozen=True, slots=True)
class WordCounts:
    """How often words and sequences of words occur in a field.

    n_words: of all documents; n_terms: see FieldTerms; separator: between words of a term
    """

    terms: FieldTerms
    separator: bytes
    n_words: int
    n_terms: int

    @classmethod
    def of(cls, terms: FieldTerms, separator: str) -> WordCounts:
        return cls(terms, separator.encode("utf-8", "replace"), terms.sum_total_term_freq, terms.n_terms)

    def count(self, *words: Candidate) -> int:
        """Returns how often words follow each other."""
        return self.terms.total_term_freq(self.separator.join([word.term for word in words]))


@dataclass(frozen=True)
class Smoothing(ABC):
    """A smoothing model."""

    def unigram(self, counts: WordCounts, word: Candidate) -> float:
        """Returns how likely a word is."""
        return (1.0 + counts.count(word)) / (counts.n_words + counts.n_terms)

    @abstractmethod
    def bigram(self, counts: WordCounts, word: Candidate, before: Candidate) -> float:
        """Returns how likely a word follows another."""

    @abstractmethod
    def trigram(self, counts: WordCounts, word: Candidate, before: Candidate, first: Candidate) -> float:
        """Returns how likely a word follows two others."""

    def score(self, counts: WordCounts, path: Sequence[Candidate], gram_size: int, real_word: float) -> float:
        """Returns the logarithm of how likely the last word of a path is there, and is meant by that of the text."""
        word = path[-1]
        channel = real_word if word.distance == 1.0 else word.distance
        if len(path) == 1 or gram_size == 1:
            likely = self.unigram(counts, word)
        elif len(path) == 2 or gram_size == 2:
            likely = self.bigram(counts, word, path[-2])
        else:
            likely = self.trigram(counts, word, path[-2], path[-3])
        return log10(channel * likely) if channel * likely > 0 else -inf


@dataclass(frozen=True)
class StupidBackoff(Smoothing):
    """The shorter sequence, discounted."""

    discount: float = 0.4

    def bigram(self, counts: WordCounts, word: Candidate, before: Candidate) -> float:
        count = counts.count(before, word)
        if count < 1:
            return self.discount * self.unigram(counts, word)
        return count / (before.total_term_freq + _LITTLE)

    def trigram(self, counts: WordCounts, word: Candidate, before: Candidate, first: Candidate) -> float:
        pairs = counts.count(before, word)
        if pairs < 1:
            return self.discount * self.unigram(counts, word)
        count = counts.count(first, before, word)
        if count < 1:
            return self.discount * (pairs / (before.total_term_freq + _LITTLE))
        return count / (pairs + _LITTLE)


@dataclass(frozen=True)
class Laplace(Smoothing):
    """Every sequence seen a little more often."""

    alpha: float = 0.5

    def unigram(self, counts: WordCounts, word: Candidate) -> float:
        return _ratio(self.alpha + counts.count(word), counts.n_words + self.alpha * counts.n_terms)

    def bigram(self, counts: WordCounts, word: Candidate, before: Candidate) -> float:
        seen = before.total_term_freq + self.alpha * counts.n_terms
        return _ratio(self.alpha + counts.count(before, word), seen)

    def trigram(self, counts: WordCounts, word: Candidate, before: Candidate, first: Candidate) -> float:
        seen = counts.count(before, word) + self.alpha * counts.n_terms
        return _ratio(self.alpha + counts.count(first, before, word), seen)


@dataclass(frozen=True)
class LinearInterpolation(Smoothing):
    """The sequences of all lengths, weighted."""

    of_trigrams: float
    of_bigrams: float
    of_unigrams: float

    def bigram(self, counts: WordCounts, word: Candidate, before: Candidate) -> float:
        single = self.of_unigrams * self.unigram(counts, word)
        count = counts.count(before, word)
        if count < 1:
            return single
        return self.of_bigrams * (count / (0.5 + before.total_term_freq)) + single

    def trigram(self, counts: WordCounts, word: Candidate, before: Candidate, first: Candidate) -> float:
        # as in Elasticsearch, from the last word to the first
        count = counts.count(word, before, first)
        shorter = self.bigram(counts, word, before)
        if count < 1:
            return shorter
        return self.of_trigrams * (count / (1.0 + counts.count(word, before))) + shorter


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else (inf if part > 0 else 0.0)


def parse_smoothing(body: Mapping[str, object]) -> Smoothing | None:
    """Returns the last model of its JSON, None if there is none. Raises ParsingError, IllegalArgumentError."""
    model = None
    for name, value in body.items():
        if not isinstance(value, Mapping):
            raise ParsingError(f"[smoothing] unknown token [{json_token(value)}] after [{name}]")
        if name not in _MODELS:
            raise IllegalArgumentError(f"suggester[phrase] doesn't support object field [{name}]")
        model = _MODELS[name](value)
    return model


def _stupid_backoff(body: Mapping[str, Any]) -> Smoothing:
    return StupidBackoff(_passing("discount", body, 0.4))


def _laplace(body: Mapping[str, Any]) -> Smoothing:
    return Laplace(_passing("alpha", body, 0.5))


def _passing(name: str, body: Mapping[str, Any], default: float) -> float:
    """Returns a number of an object whose other members, and values that are none, nobody looks at."""
    value = body.get(name)
    while isinstance(value, list):
        value = value[-1] if value else None
    return default if value is None or isinstance(value, Mapping) else as_float(value)


def _linear(body: Mapping[str, Any]) -> Smoothing:
    lambdas = {"trigram_lambda": 0.0, "bigram_lambda": 0.0, "unigram_lambda": 0.0}
    for name, value in body.items():
        if json_token(value) in NO_VALUES:
            raise ParsingError(f"[linear] unknown token [{json_token(value)}] after [{name}]")
        if name not in lambdas:
            raise IllegalArgumentError(f"suggester[phrase][smoothing][linear] doesn't support field [{name}]")
        lambdas[name] = as_float(value)
        if lambdas[name] < 0:
            raise IllegalArgumentError(f"{name} must be positive")
    total = sum(lambdas.values())
    if abs(total - 1.0) > _OFF:
        raise IllegalArgumentError("linear smoothing lambdas must sum to 1")
    return LinearInterpolation(*(value / total for value in lambdas.values()))


_MODELS: Final[dict[str, Callable[[Mapping[str, Any]], Smoothing]]] = {
    "stupid_backoff": _stupid_backoff,
    "laplace": _laplace,
    "linear": _linear,
}
