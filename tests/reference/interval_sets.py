"""Minimal intervals in one document by their definition: all combinations are made, and those that contain others go.

A tree is a tuple of a name and its parts: ("term", positions), ("block" | "ordered" | "unordered" | "any", tree, ...),
("max_gaps", n, tree), and ("contained_by" | "containing" | "overlapping" | "not_...", tree, tree).
"""

from itertools import pairwise, product
from typing import Any

Interval = tuple[int, int]
Tree = tuple[Any, ...]


def intervals(tree: Tree) -> list[Interval]:
    """Returns the intervals in order, as (first position, last position)."""
    name, *parts = tree
    if name == "term":
        return [(place, place) for place in parts[0]]
    if name == "max_gaps":
        most, inner = parts
        n_terms = len(inner) - 1
        return [one for one in intervals(inner) if one[1] - one[0] + 1 - n_terms <= most]
    found = [intervals(part) for part in parts]
    if name in JOINS:
        return minimal(JOINS[name](*found))
    source, other = found
    wanted, fits = not name.startswith("not_"), RELATIONS[name]
    return [one for one in source if any(fits(one, two) for two in other) is wanted]


def minimal(found: set[Interval]) -> list[Interval]:
    """Returns the intervals that contain no other."""
    return sorted(one for one in found if not any(two != one and contains(one, two) for two in found))


def contains(one: Interval, two: Interval) -> bool:
    return one[0] <= two[0] and two[1] <= one[1]


def overlap(one: Interval, two: Interval) -> bool:
    return one[0] <= two[1] and two[0] <= one[1]


def _block(*found: list[Interval]) -> set[Interval]:
    rows = product(*found)
    return {(row[0][0], row[-1][1]) for row in rows if all(b[0] == a[1] + 1 for a, b in pairwise(row))}


def _ordered(*found: list[Interval]) -> set[Interval]:
    rows = product(*found)
    return {(row[0][0], row[-1][1]) for row in rows if all(b[0] > a[1] for a, b in pairwise(row))}


def _unordered(*found: list[Interval]) -> set[Interval]:
    return {(min(one[0] for one in row), max(one[1] for one in row)) for row in product(*found)}


def _any(*found: list[Interval]) -> set[Interval]:
    return {one for part in found for one in part}


JOINS = {"block": _block, "ordered": _ordered, "unordered": _unordered, "any": _any}


def _reaches(one: Interval, two: Interval) -> bool:
    """What Lucene takes for containing where it must not be: an interval that begins or ends within counts as well."""
    return two[0] <= one[1] and (two[0] >= one[0] or two[1] >= one[1])


RELATIONS = {
    "contained_by": lambda one, two: contains(two, one),
    "containing": contains,
    "overlapping": overlap,
    "not_contained_by": lambda one, two: contains(two, one),
    "not_containing": _reaches,
    "not_overlapping": overlap,
}
