"""Finds the name that somebody may have meant, for "did you mean" texts."""

from collections.abc import Iterable


def levenshtein(left: str, right: str) -> int:
    """Returns the least number of single character edits between two texts."""
    previous = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        current = [i]
        for j, b in enumerate(right, 1):
            current.append(min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a != b)))
        previous = current
    return previous[-1]


def similarity(left: str, right: str) -> float:
    """Returns 1 for equal texts down to 0 (Lucene's LevenshteinDistance)."""
    longest = max(len(left), len(right))
    return 1.0 if longest == 0 else 1.0 - levenshtein(left, right) / longest


def close_names(name: str, known: Iterable[str], threshold: float) -> list[str]:
    """Returns the known names more similar to `name` than the threshold, best first, ties by name."""
    scored = [(-similarity(name, other), other) for other in set(known)]
    return [other for score, other in sorted(scored) if -score > threshold]


def did_you_mean(name: str, known: Iterable[str], threshold: float = 0.5) -> str:
    """Returns " did you mean [x]?" or " did you mean any of [x, y]?", or "" if nothing is near."""
    names = close_names(name, known, threshold)
    if not names:
        return ""
    if len(names) == 1:
        return f" did you mean [{names[0]}]?"
    return f" did you mean any of [{', '.join(names)}]?"
