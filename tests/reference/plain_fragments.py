"""Fragments of a text as Lucene's plain highlighter writes them, token by token."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

Token = tuple[int, int, int, int]


@dataclass
class Term:
    """What counts. spans: first and last positions within which it does if it is placed"""

    weight: float
    placed: bool = False
    spans: list[tuple[int, int]] = field(default_factory=list)

    def weight_at(self, position: int) -> float:
        within = any(first <= position <= last for first, last in self.spans)
        return self.weight if within or not self.placed else 0.0


class Fragmenter:
    """kind: 0 for whole texts, 1 for simple fragments, 2 for those that do not break spans"""

    def __init__(self, kind: int, size: int, least_rest: int, n: int) -> None:
        self.kind, self.size, self.least_rest, self.n = kind, size, least_rest, n
        self.n_begun, self.position, self.wait = 1, -1, -1

    def begins(self, term: Term | None, increment: int, end: int) -> bool:
        if self.kind == 0:
            return False
        if self.kind == 2:
            self.position += increment
            if self.wait <= self.position:
                self.wait = -1
            elif self.wait != -1:
                return False
            spans = term.spans if term is not None else []
            self.wait = next((last + 1 for first, last in spans if first == self.position), self.wait)
        if end < self.size * self.n_begun or (self.kind == 2 and self.n - end < self.least_rest):
            return False
        self.n_begun += 1
        return True


def written(
    text: str, tokens: Sequence[Token], terms: Sequence[Term], fragmenter: Fragmenter
) -> Iterator[tuple[str, float]]:
    """Yields text and score of each fragment. tokens: number of the term or -1, position, start, end"""
    parts: list[str] = []
    at, before, score, seen = 0, -1, 0.0, set[int]()
    for group in _groups(tokens):
        marked = [token for token in group if token[0] >= 0 and terms[token[0]].weight_at(token[1]) > 0]
        number, position, _, end = group[0]
        increment = position - before
        if before >= 0 and fragmenter.begins(terms[number] if number >= 0 else None, increment, end):
            yield "".join(parts), score
            parts, score, seen = [], 0.0, set()
        for token in marked:
            score += terms[token[0]].weight if token[0] not in seen else 0.0
            seen.add(token[0])
        shown = marked or group[:1]
        start, end = min(token[2] for token in shown), max(token[3] for token in shown)
        piece = text[start:end]
        parts += [text[at:start], f"[{piece}]" if marked else piece]
        at, before = max(end, at), group[-1][1]
    yield "".join(parts) + text[at:], score


def _groups(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    group: list[Token] = []
    for token in tokens:
        if group and token[2] >= max(other[3] for other in group):
            yield group
            group = []
        group.append(token)
    if group:
        yield group
