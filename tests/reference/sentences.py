"""Ends of sentences by a table, as the kernel finds them, with a list."""

from collections.abc import Sequence


def sentence_ends(classes: Sequence[int], table: Sequence[Sequence[int]]) -> list[int]:
    """Returns where each sentence ends."""
    ends: list[int] = []
    while (at := ends[-1] if ends else 0) < len(classes):
        ends.append(_end(classes, table, at))
    return ends


def _end(classes: Sequence[int], table: Sequence[Sequence[int]], start: int) -> int:
    state, stop, opening = 0, start, start
    for i in range(start, len(classes)):
        if classes[i] == 0:
            continue
        following = table[state][classes[i]]
        if following == 10:
            return i
        if following == 11:
            return opening
        if following == 12:
            return i + 1 + next((n for n, kind in enumerate(classes[i + 1 :]) if kind), len(classes) - i - 1)
        if following == 13:
            return max(stop, start + 1)
        stop = i if (state, following) == (0, 3) else stop
        opening = i if state < 7 <= following else opening
        state = following
    return len(classes) if state < 7 else max(stop, start + 1)
