"""A cache of what is made of texts that come from outside: bounded in their number, and in their length."""

from collections.abc import Callable
from functools import lru_cache, update_wrapper
from typing import Final, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

LONGEST: Final = 2_048
"""Characters of all arguments. What is made of more is made anew each time, so that nobody fills the memory."""


class ShortCache(Generic[P, T]):
    """A function whose results are kept, as those of `lru_cache`, but of short arguments only."""

    def __init__(self, function: Callable[P, T], most: int) -> None:
        self._make = function
        self._kept = lru_cache(maxsize=most)(function)
        update_wrapper(self, function)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        if sum(map(_length, (*args, *kwargs.values()))) > LONGEST:
            return self._make(*args, **kwargs)
        return self._kept(*args, **kwargs)  # type: ignore[arg-type]  # those of our functions can be hashed

    def cache_clear(self) -> None:
        """Forgets all results."""
        self._kept.cache_clear()

    @property
    def n_kept(self) -> int:
        """How many results are kept."""
        return self._kept.cache_info().currsize


def short_cache(most: int) -> Callable[[Callable[P, T]], ShortCache[P, T]]:
    """Returns a decorator. most: results that are kept, the last ones used"""
    return lambda function: ShortCache(function, most)


def _length(value: object) -> int:
    if isinstance(value, str):
        return len(value)
    return sum(map(_length, value)) + len(value) if isinstance(value, tuple) else 0
