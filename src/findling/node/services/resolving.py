"""Actions that resolve names and then find an index gone."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from findling.base.errors import IndexGoneError

Action = TypeVar("Action", bound=Callable[..., Any])
_ATTEMPTS = 5


def resolving_anew(action: Action) -> Action:
    """Makes an action run again if an index that it found was gone before it could take a snapshot of it.

    Names are resolved anew then: what was named exactly is not found, what only matched is left out.
    """

    @wraps(action)
    def run(*args: Any, **options: Any) -> object:
        for _ in range(_ATTEMPTS - 1):
            try:
                return action(*args, **options)
            except IndexGoneError:
                continue
        return action(*args, **options)

    return cast(Action, run)
