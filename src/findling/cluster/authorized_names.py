"""What one may use of the names in a request: Elasticsearch's security writes it down before anybody resolves it.

Wildcards become the names that one may use, of indices, aliases and streams alike, exclusions take names away again,
and what is left is resolved as if it had been asked for so: an index that was excluded is reached through its alias
all the same, and an alias that a wildcard found is refused if one of its indices is closed.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from findling.base.errors import IndexNotFoundError


class Expansion(Protocol):
    """Of the options of a request, what this is about (`findling.cluster.name_resolution.IndicesOptions`)."""

    @property
    def ignore_unavailable(self) -> bool: ...
    @property
    def allow_no_indices(self) -> bool: ...
    @property
    def open(self) -> bool: ...
    @property
    def closed(self) -> bool: ...


def authorized_names(
    names: Sequence[str], options: Expansion, matching: Callable[[str], list[str]], sees: Callable[[str], bool]
) -> list[str]:
    """Returns the names that are resolved in place of those asked for; none: nothing is asked for.

    names: with date maths resolved, none for all; matching: what a wildcard means of what may be used
    Raises IndexNotFoundError where nothing is left and that is an error. Names that may not be used are among them.
    """
    expands = options.open or options.closed
    if not names or list(names) == ["_all"]:
        left = matching("*") if expands else []
    else:
        left = _written_out(names, options, matching, expands)
        if options.ignore_unavailable:
            left = [name for name in left if sees(name)]
    if not left and not options.allow_no_indices:
        raise nothing_seen(f"[{', '.join(names)}]")
    return left


def _written_out(
    names: Sequence[str], options: Expansion, matching: Callable[[str], list[str]], expands: bool
) -> list[str]:
    left: dict[str, None] = {}
    wildcard_seen = False
    for name in names:
        is_excluded = wildcard_seen and name.startswith("-")
        meant = [name.removeprefix("-") if is_excluded else name]
        if expands and "*" in meant[0]:
            wildcard_seen = True
            pattern, meant = meant[0], matching(meant[0])
            if not meant and not options.allow_no_indices:
                raise nothing_seen(pattern)
        for one in meant:
            if is_excluded:
                left.pop(one, None)
            else:
                left[one] = None
    return list(left)


def nothing_seen(name: str) -> IndexNotFoundError:
    """Returns the error for a pattern that means nothing of what may be used."""
    error = IndexNotFoundError(name)
    error.metadata = {"index_uuid": "_na_", "index": name}
    return error
