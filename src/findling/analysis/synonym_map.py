"""Synonym rules: which sequences of terms stand for which. Source: Lucene's SynonymMap and its two parsers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from findling.base.errors import IllegalArgumentError
from findling.base.work.current import checked

Words = tuple[str, ...]
Analyze = Callable[[str], Words]
"""Turns one side of a rule into terms. Raises IllegalArgumentError for what cannot be a side."""


@dataclass(slots=True)
class Synonyms:
    """What one sequence of terms stands for.

    outputs: in order of the rules, each once
    keeps_original: whether the sequence itself stays
    """

    outputs: dict[Words, None] = field(default_factory=dict)
    keeps_original: bool = False


@dataclass(slots=True)
class Node:
    """Where a few terms have led to in the tree of all inputs."""

    following: dict[str, "Node"] = field(default_factory=dict)
    synonyms: Synonyms | None = None


class SynonymMap:
    """A tree of the inputs of all rules, a term at each branch."""

    def __init__(self) -> None:
        self.root = Node()

    def add(self, given: Words, output: Words, keeps_original: bool) -> None:
        """Adds one rule; empty sides, which lenient reading leaves, add nothing."""
        if not given or not output:
            return
        node = self.root
        for word in given:
            node = node.following.setdefault(word, Node())
        if node.synonyms is None:
            node.synonyms = Synonyms()
        node.synonyms.outputs[output] = None
        node.synonyms.keeps_original |= keeps_original

    def longest(self, terms: Sequence[str], start: int) -> tuple[int, Synonyms] | None:
        """Returns (number of terms, synonyms) of the longest input that begins at `start`, None if there is none."""
        found = None
        node: Node | None = self.root
        for at in range(start, len(terms)):
            node = node.following.get(terms[at]) if node is not None else None
            if node is None:
                break
            if node.synonyms is not None:
                found = at + 1 - start, node.synonyms
        return found


def parse_solr(rules: Iterable[str], expand: bool, analyze: Analyze) -> SynonymMap:
    """Reads rules such as `a, b` and `a, b => c`. Raises IllegalArgumentError.

    expand: equal words stand for each other; otherwise all stand for the first
    """
    synonyms = SynonymMap()
    for number, line in enumerate(checked((line for rule in rules for line in rule.splitlines()), 10), 1):
        if line and not line.startswith("#"):
            try:
                _add_solr(synonyms, line, expand, analyze)
            except IllegalArgumentError as error:
                raise IllegalArgumentError(f"Invalid synonym rule at line {number}: {error.reason}") from error
    return synonyms


def _add_solr(synonyms: SynonymMap, line: str, expand: bool, analyze: Analyze) -> None:
    sides = _split(line, "=>")
    if len(sides) > 2:
        raise IllegalArgumentError("more than one explicit mapping specified on the same line")
    given, *outputs = [[analyze(_unescaped(word).strip()) for word in _split(side, ",")] for side in sides]
    if outputs:
        for left in checked(given, 10):
            for right in outputs[0]:
                synonyms.add(left, right, keeps_original=False)
    else:
        _add_equals(synonyms, given, expand)


def _add_equals(synonyms: SynonymMap, words: Sequence[Words], expand: bool) -> None:
    """Adds words of one meaning: each for each, or the first for all."""
    for number, left in enumerate(checked(words, 10)):
        if not expand:
            synonyms.add(left, words[0], keeps_original=False)
            continue
        for other, right in enumerate(words):
            if other != number:
                synonyms.add(left, right, keeps_original=True)


def parse_wordnet(rules: Iterable[str], expand: bool, analyze: Analyze) -> SynonymMap:
    """Reads rules of WordNet's prolog format: s(100000001,1,'abstain',v,1,0). Raises IllegalArgumentError."""
    synonyms = SynonymMap()
    current, words = "", list[Words]()
    for number, line in enumerate((line for rule in rules for line in rule.splitlines()), 1):
        first, last = line.find("'"), line.rfind("'")
        if not line.startswith("s(") or first == last:
            raise IllegalArgumentError(f"Invalid synonym rule at line {number}")
        if line[2:11] != current:
            _add_equals(synonyms, words if len(words) > 1 else [], expand)
            current, words = line[2:11], []
        words.append(analyze(line[first + 1 : last].replace("''", "'")))
    _add_equals(synonyms, words if len(words) > 1 else [], expand)
    return synonyms


def _split(text: str, separator: str) -> list[str]:
    """Returns the parts between separators, empty ones left out; a backslash keeps the character after it."""
    parts, start, at = list[str](), 0, 0
    while at < len(text):
        if text.startswith(separator, at):
            parts.append(text[start:at])
            at += len(separator)
            start = at
        else:
            at += 2 if text[at] == "\\" else 1
    return [part for part in (*parts, text[start:]) if part]


def _unescaped(text: str) -> str:
    """Returns the text without the backslashes that protect characters."""
    chars = iter(text)
    return "".join(next(chars, "\\") if char == "\\" else char for char in chars)
