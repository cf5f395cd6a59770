"""Paths to a figure inside sub-aggregations: `sales>revenue.avg`, `_count`, `a>_key`, `a[b]`."""

from __future__ import annotations

from dataclasses import dataclass

from findling.base.errors import IllegalArgumentError, InvalidPathError


@dataclass(frozen=True, slots=True)
class AggregationPath:
    """names: aggregations from the outside in; key: figure of the last one, None for its only one.

    steps: names and keys one after the other, as results are walked: `t['a']>s.avg` is t, 'a', s, avg
    """

    text: str
    names: tuple[str, ...]
    key: str | None
    steps: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> AggregationPath:
        """Splits a path; raises IllegalArgumentError for one that is not well-formed."""
        elements = [element.strip() for element in text.split(">") if element.strip()]
        if not elements:
            raise IllegalArgumentError(f"Invalid path element [{text}] in path [{text}]")
        last = len(elements) - 1
        parts = [_steps(element, place == last, text) for place, element in enumerate(elements)]
        names, key = [part[0] for part in parts], parts[-1][-1] if len(parts[-1]) > 1 else None
        if len(names) > 1 and names[-1] in ("_count", "_key") and key is None:
            key = names.pop()
        steps = tuple(step for part in parts for step in part)
        return cls(text, tuple(names), key, steps)


def _steps(element: str, is_last: bool, path: str) -> tuple[str, ...]:
    """Returns the name of an element and the keys in it: a bracket's, and one after the last element's dot."""
    bracket, dot = element.rfind("["), element.rfind(".") if is_last else -1
    if bracket < 0:
        if dot == 0 or (dot == len(element) - 1 and dot > 0):
            raise _malformed(element, path)
        return (element,) if dot < 0 else (element[:dot], element[dot + 1 :])
    end = dot if dot > bracket and element[dot - 1] == "]" else len(element)
    if bracket == 0 or bracket > end - 3 or element[end - 1] != "]" or end == len(element) - 1:
        raise _malformed(element, path)
    rest = () if end == len(element) else (element[end + 1 :],)
    return (element[:bracket], element[bracket + 1 : end - 1], *rest)


def _malformed(element: str, path: str) -> IllegalArgumentError:
    return IllegalArgumentError(f"Invalid path element [{element}] in path [{path}]")


def no_such_path(name: str) -> InvalidPathError:
    """Returns the error of an order that names no aggregation."""
    return InvalidPathError(
        f"Invalid aggregation order path [{name}]. The provided aggregation [{name}] either does not exist, or is "
        "a pipeline aggregation and cannot be used to sort the buckets."
    )
