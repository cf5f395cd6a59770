"""Draws queries from a corpus, with a fixed seed."""

from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np

from benchmarks.aggregations import AGGREGATIONS
from benchmarks.corpus import TEXT_FIELD, Corpus, millis, words_of
from benchmarks.queries import MODES_OF, BenchmarkQuery

SEED: Final = 7
_SAMPLE: Final = 4_000
_TRIES: Final = 50


def draw_queries(corpus: Corpus, per_kind: int, seed: int = SEED) -> list[BenchmarkQuery]:
    """Returns queries of words of random documents: words that stand together, as often as they really do.

    Of a corpus that is repeated they are those of the corpus, so that the same queries can be compared.
    """
    drawing = _Drawing(corpus.once, seed)
    queries: list[BenchmarkQuery] = []
    for kind, modes in MODES_OF.items():
        for words in drawing.of(kind, per_kind):
            queries += [BenchmarkQuery(len(queries) + i, kind, mode, words) for i, mode in enumerate(modes)]
    some = drawing.of("term", per_kind)
    for name in drawing.aggregations:
        queries.append(BenchmarkQuery(len(queries), "all", "AGG", (), name))
        for words in some:
            queries.append(BenchmarkQuery(len(queries), "term", "AGG", words, name))
    return queries


class _Drawing:
    """Draws the words of queries from a sample of the documents."""

    def __init__(self, corpus: Corpus, seed: int) -> None:
        self.seed = seed
        documents = _sample(corpus, np.random.default_rng(seed))
        words = words_of([str(document.get(TEXT_FIELD) or "") for document in documents])
        self.words = [found for found in words if found]
        self.downloads = sorted(int(document.get("downloads") or 0) for document in documents)
        self.months = sorted(millis(document["month"]) for document in documents if document.get("month"))
        fields = {field for document in documents for field in document}
        self.aggregations = [name for name, raced in AGGREGATIONS.items() if raced.field in fields]
        self.registries = sorted({str(document["registry"]) for document in documents})

    def of(self, kind: str, n: int) -> list[tuple[str, ...]]:
        """Returns n distinct queries of a kind, fewer if the corpus has no more."""
        # a seed of its own: the first queries of a kind are the same however many are drawn, and of other kinds
        self.rng = np.random.default_rng([self.seed, *kind.encode()])
        found: dict[tuple[str, ...], None] = {}
        draw = self._draws()[kind.partition("_")[0]]
        for _ in range(_TRIES * n):
            if len(found) == n:
                break
            words = draw(int(kind.partition("_")[2] or 1))
            if words is not None:
                found[words] = None
        return list(found)

    def _draws(self) -> dict[str, Callable[[int], tuple[str, ...] | None]]:
        return {
            "term": self.some,
            "or": self.some,
            "and": self.some,
            "phrase": self.neighbours,
            "near": self.some,
            "ordered": self.some,
            "negated": lambda _: self.some(2),
            "prefix": lambda _: self.changed(4, lambda word: word[: int(self.rng.integers(2, 5))]),
            "wildcard": lambda _: self.changed(5, self.pattern),
            "fuzzy1": lambda _: self.changed(5, self.misspelt),
            "fuzzy2": lambda _: self.changed(6, lambda word: self.misspelt(self.misspelt(word))),
            "range": lambda _: self.range_of_field(),
            "filtered": lambda _: self.filtered(),
            "sorted": self.some,
            "dismax": lambda _: self.some(2),
            "multimatch": self.some,
            "regexp": lambda _: self.changed(5, self.expression),
            "fetch": self.some,
        }

    def some(self, n: int) -> tuple[str, ...] | None:
        """Returns n distinct words of one document."""
        words = sorted(set(self._document()))
        return tuple(self.rng.choice(words, n, replace=False).tolist()) if len(words) >= n else None

    def neighbours(self, n: int) -> tuple[str, ...] | None:
        """Returns n words that stand side by side."""
        words = self._document()
        if len(words) < n:
            return None
        first = int(self.rng.integers(len(words) - n + 1))
        return tuple(words[first : first + n])

    def changed(self, length: int, change: Callable[[str], str]) -> tuple[str, ...] | None:
        """Returns a word of ASCII letters, of at least `length`, changed."""
        words = [word for word in self._document() if len(word) >= length and word.isascii() and word.isalpha()]
        return (change(str(self.rng.choice(words))),) if words else None

    def pattern(self, word: str) -> str:
        """Returns a wildcard pattern that matches the word."""
        at = int(self.rng.integers(1, len(word) - 1))
        return [f"{word[:at]}*{word[-1]}", f"*{word[1:]}", f"{word[:at]}?{word[at + 1 :]}"][int(self.rng.integers(3))]

    def expression(self, word: str) -> str:
        """Returns a regular expression that matches the word."""
        at = int(self.rng.integers(1, len(word) - 2))
        head, letter, tail = word[:at], word[at], word[at + 1 :]
        forms = [f"{head}[a-z]{tail}", f"{head}.*{word[-1]}", f"{head}({letter}|x)+{tail}", f"{head}{letter}?.{{1,3}}"]
        return forms[int(self.rng.integers(len(forms)))]

    def misspelt(self, word: str) -> str:
        """Returns the word with one letter inside replaced, left out or doubled."""
        at = int(self.rng.integers(1, len(word)))
        letter = chr(97 + int(self.rng.integers(26)))
        return word[:at] + [letter, "", word[at - 1] + word[at]][int(self.rng.integers(3))] + word[at + 1 :]

    def range_of_field(self) -> tuple[str, ...]:
        """Returns a field and two of its values."""
        field, values = ("downloads", self.downloads) if self.rng.integers(2) else ("month", self.months)
        low, high = sorted(self.rng.choice(values or [0], 2).tolist())
        return field, str(low), str(high)

    def filtered(self) -> tuple[str, ...] | None:
        """Returns a word, a registry and a range of downloads."""
        word, bounds = self.some(1), sorted(self.rng.choice(self.downloads, 2).tolist())
        registry = str(self.rng.choice(self.registries))
        return None if word is None else (*word, registry, str(bounds[0]), str(bounds[1]))

    def _document(self) -> list[str]:
        return self.words[int(self.rng.integers(len(self.words)))]


def _sample(corpus: Corpus, rng: np.random.Generator) -> list[dict[str, Any]]:
    """Returns a uniform sample of the documents (reservoir sampling)."""
    sample: list[dict[str, Any]] = []
    for number, document in enumerate(_with_text(corpus)):
        if number < _SAMPLE:
            sample.append(document)
        elif (place := int(rng.integers(number + 1))) < _SAMPLE:
            sample[place] = document
    return sample


def _with_text(corpus: Corpus) -> Iterator[dict[str, Any]]:
    return (document for document in corpus.documents() if document.get(TEXT_FIELD))
