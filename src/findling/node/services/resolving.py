"""Actions that resolve names and then find an index gone."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from findling.base.errors import IndexGoneError, NoShardAvailableError
from findling.cluster.transport import CopyLostError

Action = TypeVar("Action", bound=Callable[..., Any])
_ATTEMPTS = 5


def resolving_anew(action: Action) -> Action:
    """Makes an action run again if an index that it found was gone before it could take a snapshot of it.

    Names are resolved anew then: what was named exactly is not found, what only matched is left out. So it does if a
    copy on another node is lost in the middle: it begins anew with others.
    """

    @wraps(action)
    def run(*args: Any, **options: Any) -> object:
        for _ in range(_ATTEMPTS - 1):
            try:
                return action(*args, **options)
            except (IndexGoneError, CopyLostError):
                continue
        try:
            return action(*args, **options)
        except CopyLostError as error:
            raise NoShardAvailableError(str(error)) from None

    return cast(Action, run)
