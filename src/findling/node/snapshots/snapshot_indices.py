"""Names of indices within a snapshot."""

from collections.abc import Iterable, Sequence

from findling.base.errors import IndexNotFoundError
from findling.base.wildcards import matches


def indices_named(there: Iterable[str], expressions: Sequence[str], lenient: bool = False) -> list[str]:
    """Returns the indices that names and patterns mean; all for none. "-" before one takes away from those before it.

    Raises IndexNotFoundError for a name that is not there, unless lenient.
    """
    names = list(there)
    if not expressions:
        return names
    chosen: dict[str, None] = {}
    for expression in expressions:
        if expression.startswith("-"):
            chosen = {name: None for name in chosen if not matches(expression[1:], name)}
        elif expression == "_all" or "*" in expression:
            chosen |= dict.fromkeys(name for name in names if expression == "_all" or matches(expression, name))
        elif expression in names:
            chosen[expression] = None
        elif not lenient:
            raise _not_found(expression)
    return list(chosen)


def _not_found(name: str) -> IndexNotFoundError:
    """Returns the error as Elasticsearch words it for snapshots: without what kind of thing was not found."""
    error = IndexNotFoundError(name)
    error.metadata = {key: value for key, value in error.metadata.items() if not key.startswith("resource.")}
    return error
