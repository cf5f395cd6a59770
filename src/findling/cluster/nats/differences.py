"""What changed between two JSON objects, and putting it into a third."""

from collections.abc import Mapping
from typing import Any

Difference = list[tuple[list[str], Any]]
"""(path, value) of each member that changed; [] as the value stands for no value, [value] for one."""
_DEPTH = 5


def difference(before: Mapping[str, Any], after: Mapping[str, Any], depth: int = _DEPTH) -> Difference:
    """Returns what makes `after` of `before`. depth: from here on members change as wholes"""
    found: Difference = [([name], []) for name in before if name not in after]
    for name, value in after.items():
        old = before.get(name)
        if name in before and (old is value or old == value):
            continue
        if depth > 1 and isinstance(old, dict) and isinstance(value, dict):
            found += [([name, *path], entry) for path, entry in difference(old, value, depth - 1)]
        else:
            found.append(([name], [value]))
    return found


def patched(before: Mapping[str, Any], changes: Difference) -> dict[str, Any]:
    """Returns the object after changes; what does not change is shared with `before`."""
    result = dict(before)
    copied: dict[tuple[str, ...], dict[str, Any]] = {(): result}
    for path, entry in changes:
        inner = result
        for length in range(1, len(path)):
            key = tuple(path[:length])
            if key not in copied:
                copied[key] = inner[path[length - 1]] = dict(inner[path[length - 1]])
            inner = copied[key]
        if entry:
            inner[path[-1]] = entry[0]
        else:
            inner.pop(path[-1], None)
    return result
