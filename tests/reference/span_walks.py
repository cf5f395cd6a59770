"""Spans in one document: the walks of Lucene's org.apache.lucene.queries.spans over lists.

A tree is a tuple of a name and its parts: ("term", positions), ("near", slop, in_order, tree, ...), ("or", tree, ...),
("not", before, after, tree, tree), ("first", end, tree), ("containing", tree, tree), ("within", tree, tree).
"""

from typing import Any

Span = tuple[int, int, int]  # start, end (exclusive), width
Tree = tuple[Any, ...]


class Walk:
    """The spans of a child, gone through once."""

    def __init__(self, found: list[Span]) -> None:
        self.rest = found
        self.at: Span | None = None

    def next(self) -> Span | None:
        self.at, self.rest = (self.rest[0], self.rest[1:]) if self.rest else (None, [])
        return self.at


def spans(tree: Tree) -> list[Span]:
    """Returns the spans in the order in which they are found."""
    name, *parts = tree
    if name == "term":
        return [(place, place + 1, 0) for place in parts[0]]
    if name == "or":
        return sorted(span for part in parts for span in spans(part))
    if name == "near":
        slop, in_order, *clauses = parts
        found = [spans(clause) for clause in clauses]
        if not all(found):
            return []
        return _in_order(slop, found) if in_order else _near(slop, found)
    if name == "first":
        end, inner = parts
        return [span for span in spans(inner) if span[1] <= end]
    if name == "not":
        before, after, include, exclude = parts
        return _not(before, after, spans(include), Walk(spans(exclude)))
    big, little = (spans(part) for part in parts)
    if not big or not little:
        return []
    return _containing(big, Walk(little)) if name == "containing" else _within(Walk(big), little)


def _in_order(slop: int, found: list[list[Span]]) -> list[Span]:
    matches = []
    others = [Walk(part) for part in found[1:]]
    for walk in others:
        walk.at = (-1, -1, 0)
    for first in found[0]:
        end, width = first[1], 0
        for walk in others:
            while walk.at is not None and walk.at[0] < end:
                walk.next()
            if walk.at is None:
                return matches
            width += walk.at[0] - end
            end = walk.at[1]
        if width <= slop:
            matches.append((first[0], end, width))
    return matches


def _near(slop: int, found: list[list[Span]]) -> list[Span]:
    matches = []
    heap: list[Walk] = []
    end = 0
    for part in found:
        walk = Walk(part)
        end = max(end, walk.next()[1])  # type: ignore[index]
        _add(heap, walk)
    while True:
        top = heap[0]
        assert top.at is not None
        total = sum(walk.at[1] - walk.at[0] for walk in heap if walk.at)
        if end - top.at[0] - total <= slop:
            matches.append((top.at[0], end, end - top.at[0]))
        if top.next() is None:
            return matches
        end = max(end, top.at[1])
        _sift(heap)


def _less(one: Walk, other: Walk) -> bool:
    assert one.at is not None
    assert other.at is not None
    return one.at[:2] < other.at[:2]


def _add(heap: list[Walk], walk: Walk) -> None:
    """Adds to a binary heap; which of two equal walks comes first decides what is found."""
    heap.append(walk)
    i = len(heap)
    while i > 1 and _less(walk, heap[i // 2 - 1]):
        heap[i - 1], heap[i // 2 - 1] = heap[i // 2 - 1], walk
        i //= 2


def _sift(heap: list[Walk]) -> None:
    """Puts the moved head of the heap where it belongs."""
    i, walk = 1, heap[0]
    while 2 * i <= len(heap):
        lower = 2 * i
        if lower < len(heap) and _less(heap[lower], heap[lower - 1]):
            lower += 1
        if not _less(heap[lower - 1], walk):
            return
        heap[i - 1], heap[lower - 1] = heap[lower - 1], walk
        i = lower


def _not(before: int, after: int, include: list[Span], exclude: Walk) -> list[Span]:
    matches = []
    exclude.next()
    for span in include:
        while exclude.at is not None and exclude.at[1] <= span[0] - before:
            exclude.next()
        if exclude.at is None or exclude.at[0] - after >= span[1]:
            matches.append(span)
    return matches


def _containing(big: list[Span], little: Walk) -> list[Span]:
    matches = []
    little.at = (-1, -1, 0)
    for span in big:
        while little.at is not None and little.at[0] < span[0]:
            little.next()
        if little.at is None:
            return matches
        if span[1] >= little.at[1]:
            matches.append(span)
    return matches


def _within(big: Walk, little: list[Span]) -> list[Span]:
    matches = []
    big.at = (-1, -1, 0)
    for span in little:
        while big.at is not None and big.at[1] < span[1]:
            big.next()
        if big.at is None:
            return matches
        if big.at[0] <= span[0]:
            matches.append(span)
    return matches
