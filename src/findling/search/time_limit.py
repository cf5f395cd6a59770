"""The `timeout` of a search: what was found until then is the answer."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from findling.base.work.current import current_work
from findling.search.context import ShardContext


class TimeIsOver(Exception):
    """The time of a search is over."""


@contextmanager
def limited_time(timeout_ms: int, ctx: ShardContext) -> Iterator[None]:
    """Makes whatever asks to go on in the with block raise TimeIsOver `timeout_ms` from now on."""
    before = ctx.check
    ctx.check = checked_until(timeout_ms, before)
    try:
        with current_work().part(ctx.check):
            yield
    finally:
        ctx.check = before


def checked_until(timeout_ms: int, check: Callable[[], None]) -> Callable[[], None]:
    """Returns a check that calls another one, and raises TimeIsOver `timeout_ms` from now on."""
    deadline = time.monotonic() + timeout_ms / 1000

    def check_time() -> None:
        check()
        if time.monotonic() >= deadline:
            raise TimeIsOver

    return check_time
