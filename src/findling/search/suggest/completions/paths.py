"""Which beginnings of terms fit what was typed: the shortest ones, behind which everything fits."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from findling.base.pattern import PatternAutomaton
from findling.base.regexp_syntax import parse_regexp
from findling.mapping.types.suggestion_terms import CONTEXT_END, END, SEPARATOR
from findling.search.suggest.completions.edits import EditAutomaton
from findling.search.suggest.completions.options import FuzzyOptions, RegexOptions

if TYPE_CHECKING:
    from findling.codec.postings.terms import TermDictionary
    from findling.search.suggest.completions.contexts import AskedContext

_SEPARATOR: Final = SEPARATOR.encode()
_CONTEXT_END: Final = CONTEXT_END.encode()
_CHECKED: Final = 256
Check = Callable[[], None]


class Path(NamedTuple):
    """A beginning of terms that fits. boost: what weights are multiplied with, 0 for nothing"""

    beginning: bytes
    boost: float


class ByteAutomaton(Protocol):
    """An automaton over bytes, or over characters, of forms; None is a state from which nothing can be accepted."""

    @property
    def start(self) -> Any:
        """The state before the first."""

    def step(self, state: Any, unit: Any) -> Any:
        """Returns the state after one more."""

    def accepts(self, state: Any) -> bool:
        """Returns whether what was seen is accepted."""


class Typed(ABC):
    """What was typed, ready to be compared with forms."""

    @abstractmethod
    def beginnings(self, terms: TermDictionary, base: bytes, check: Check) -> Iterable[bytes]:
        """Returns the beginnings that fit of the terms that begin with `base`, each with it."""

    def boost(self, form: bytes) -> float:
        """Returns what the beginning of a form that fits is worth."""
        return 0.0


@dataclass(frozen=True)
class TypedPrefix(Typed):
    """Forms that begin with one of those of the text."""

    forms: Sequence[str]

    def beginnings(self, terms: TermDictionary, base: bytes, check: Check) -> Iterable[bytes]:
        return [base + form.encode() for form in self.forms if form]


@dataclass(frozen=True)
class TypedFuzzily(Typed):
    """Forms whose beginning is near one of those of the text."""

    forms: Sequence[str]
    options: FuzzyOptions

    def beginnings(self, terms: TermDictionary, base: bytes, check: Check) -> Iterable[bytes]:
        found: list[bytes] = []
        for form in filter(None, self.forms):
            units: Sequence[Any] = form if self.options.unicode_aware else form.encode()
            if len(units) <= self.options.prefix_length or len(units) < self.options.min_length:
                found.append(base + form.encode())
                continue
            options = self.options
            automaton = EditAutomaton(units, options.fuzziness, options.prefix_length, options.transpositions)
            found += walk(terms, base, automaton, _characters if options.unicode_aware else _bytes, check)
        return found

    def boost(self, form: bytes) -> float:
        # as in Lucene, bytes of the form beside characters of the text where these are what counts
        texts = [list(map(ord, text)) if self.options.unicode_aware else list(text.encode()) for text in self.forms]
        return float(max(_shared(text, form) for text in texts))


def _shared(text: Sequence[int], form: bytes) -> int:
    """Returns how many units both begin with."""
    return next((i for i, (a, b) in enumerate(zip(text, form, strict=False)) if a != b), min(len(text), len(form)))


@dataclass(frozen=True)
class TypedExpression(Typed):
    """Forms with a beginning that a regular expression accepts, byte by byte."""

    source: str
    options: RegexOptions

    def beginnings(self, terms: TermDictionary, base: bytes, check: Check) -> Iterable[bytes]:
        if not self.source:
            return []
        pattern = parse_regexp(self.source, self.options.flags)
        return walk(terms, base, PatternAutomaton(pattern, source=self.source), _letters, check)


def find_paths(
    typed: Typed, terms: TermDictionary, contexts: Mapping[bytes, AskedContext] | None, check: Check
) -> list[Path]:
    """Returns the beginnings of terms that fit, none of which begins another. contexts: None of fields without any"""
    if contexts is None:
        found = [Path(beginning, typed.boost(beginning)) for beginning in typed.beginnings(terms, b"", check)]
    else:
        found = []
        for base, boost in _bases(terms, contexts, check):
            for start in (base, base + _SEPARATOR):
                for beginning in typed.beginnings(terms, start, check):
                    found.append(Path(beginning, boost + typed.boost(beginning[len(start) :])))
    return _shortest(path for path in found if _has_terms(terms, path.beginning))


def _has_terms(terms: TermDictionary, beginning: bytes) -> bool:
    low, high = range_of(terms, beginning)
    return low < high


def range_of(terms: TermDictionary, beginning: bytes) -> tuple[int, int]:
    """Returns the ordinals [low, high) of the terms that begin so."""
    return terms.prefix_range(beginning) if beginning else (0, terms.n_terms)


def _shortest(paths: Iterable[Path]) -> list[Path]:
    """Returns the paths that no other one begins, sorted; of equal ones the first."""
    kept: list[Path] = []
    for path in sorted(paths, key=lambda path: path.beginning):
        if not kept or not path.beginning.startswith(kept[-1].beginning):
            kept.append(path)
    return kept


def _bases(
    terms: TermDictionary, contexts: Mapping[bytes, AskedContext], check: Check
) -> Iterable[tuple[bytes, float]]:
    """Yields what the terms of each context that is asked for begin with, separator included, and its boost."""
    bases: dict[bytes, float] = {}
    for value, asked in contexts.items():
        for found in _values_with(terms, value, check) if asked.is_prefix else [value]:
            # as in Lucene, the longest context that is asked for and that the value begins with
            longest = max((other for other in contexts if found.startswith(other)), key=len)
            bases[found + _CONTEXT_END] = float(contexts[longest].boost)
    return bases.items()


def _values_with(terms: TermDictionary, prefix: bytes, check: Check) -> Iterable[bytes]:
    """Yields the values of contexts that begin with a prefix."""
    at, end = terms.prefix_range(prefix)
    while at < end:
        check()
        value = terms.term(at).partition(_CONTEXT_END)[0]
        yield value
        at = terms.prefix_range(value + _CONTEXT_END)[1]


Units = Callable[[bytes], Iterable[tuple[Any, int]]]


def _bytes(form: bytes) -> Iterable[tuple[int, int]]:
    return ((byte, place + 1) for place, byte in enumerate(form))


def _letters(form: bytes) -> Iterable[tuple[str, int]]:
    return ((chr(byte), place + 1) for place, byte in enumerate(form))


def _characters(form: bytes) -> Iterable[tuple[str, int]]:
    end = 0
    for character in form.decode("utf-8", "replace"):
        end += len(character.encode())
        yield character, end


def walk(terms: TermDictionary, base: bytes, automaton: ByteAutomaton, units: Units, check: Check) -> list[bytes]:
    """Returns the shortest beginnings of forms that an automaton accepts, each with `base` before it, sorted.

    units: takes a form apart; each unit comes with where it ends. The byte behind a form counts as one.
    """
    at, high = range_of(terms, base)
    if automaton.accepts(automaton.start):
        return [base] if at < high else []
    found: list[bytes] = []
    known: dict[tuple[Any, Any], Any] = {}
    number = 0
    while at < high:
        number += 1
        if number % _CHECKED == 0:
            check()
        term = terms.term(at)
        form = term[len(base) : term.index(END, len(base)) + 1]
        state, last = automaton.start, len(form)
        for unit, end in units(form):
            key = state, unit
            if key not in known:
                known[key] = automaton.step(state, unit)
            state = known[key]
            if state is None or automaton.accepts(state):
                last = end
                break
        beginning = base + form[:last]
        if state is not None and automaton.accepts(state):
            found.append(beginning)
        at = terms.prefix_range(beginning)[1]
    return found
