"""When a policy is due: by a cron expression, or every so often."""

from findling.base.dates.cron import Cron
from findling.base.errors import IllegalArgumentError
from findling.base.units import parse_time_ms

NAME = "schedule"


def check_schedule(schedule: str) -> str | None:
    """Returns what is wrong with a schedule, None if nothing is."""
    if not schedule.strip():
        return f"invalid schedule [{schedule}]: schedule must not be empty"
    try:
        if parse_time_ms(schedule, NAME) == 0:
            return f"invalid schedule [{schedule}]: time unit must be at least 1 millisecond"
    except IllegalArgumentError:
        try:
            Cron(schedule)
        except IllegalArgumentError:
            return f"invalid schedule [{schedule}]: must be a valid cron expression or time unit"
    return None


def next_execution(schedule: str, modified_ms: int, now_ms: int) -> int | None:
    """Returns when a policy is due next, None if never again. modified_ms: intervals are counted from it"""
    interval_ms = _interval(schedule)
    if interval_ms is None:
        return Cron(schedule).next_after(now_ms)
    if now_ms < modified_ms:
        return modified_ms
    return modified_ms + (now_ms - modified_ms) // interval_ms * interval_ms + interval_ms


def next_interval(schedule: str, now_ms: int) -> int | None:
    """Returns the milliseconds between the next two executions, None if there are no two."""
    interval_ms = _interval(schedule)
    if interval_ms is not None:
        return interval_ms
    cron = Cron(schedule)
    first = cron.next_after(now_ms)
    second = None if first is None else cron.next_after(first)
    return None if first is None or second is None else second - first


def _interval(schedule: str) -> int | None:
    try:
        return parse_time_ms(schedule, NAME)
    except IllegalArgumentError:
        return None
