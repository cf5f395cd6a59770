"""`_nodes/hot_threads`: which threads are the busiest, and where their stacks were seen."""

import os
import sys
import threading
import time
import traceback
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final

from findling.base.errors import IllegalArgumentError
from findling.base.units import format_time
from findling.base.work.current import check_work
from findling.node.services.iso_time import iso_time
from findling.node.services.node import Node
from findling.node.services.shown_node import ATTRIBUTES, ROLE_LETTERS
from findling.version import ELASTICSEARCH_VERSION, INDEX_VERSION, MIN_INDEX_VERSION

TYPES: Final = ("cpu", "wait", "block", "mem")
_SORTS: Final = ("total", "cpu")
_SNAPSHOT_S: Final = 0.01
_TASKS: Final = Path("/proc/self/task")
_LONGEST_S: Final = 5.0
_MOST_SNAPSHOTS: Final = 100
"""What a request may ask for at most, whatever it says."""
_IDLE: Final = frozenset(
    {("threading.py", "wait"), ("queue.py", "get"), ("thread.py", "_worker"), ("selectors.py", "select")}
)
"""File and function where threads stand that wait for work."""

Stack = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HotThreadsRequest:
    """How threads are looked at.

    kind: what they are ordered by; interval_ms: how long is measured; snapshots: how many stacks are taken of each
    """

    kind: str = "cpu"
    threads: int = 3
    interval_ms: int = 500
    snapshots: int = 10
    ignore_idle: bool = True
    sort: str = "total"

    def __post_init__(self) -> None:
        if self.kind not in TYPES:
            raise IllegalArgumentError(f"type not supported [{self.kind}]")
        if self.sort not in _SORTS:
            raise IllegalArgumentError(f"sort order not supported [{self.sort}]")


def hot_threads(node: Node, request: HotThreadsRequest) -> str:
    """Returns the stacks of the busiest threads, after the time that the request says."""
    started_ms, before = node.clock.now_ms(), _used()
    began = time.monotonic()
    _pause(request.interval_ms / 1000)
    passed = max(time.monotonic() - began, 1e-6)
    used = {ident: value - before.get(ident, value) for ident, value in _used().items()}
    seen = _snapshots(request)
    order = _ordered(used, passed, request.kind, seen)
    lines = [_head(node)]
    lines.append(
        f"   Hot threads at {iso_time(started_ms)}, interval={format_time(request.interval_ms)}, "
        f"busiestThreads={request.threads}, ignoreIdleThreads={str(request.ignore_idle).lower()}:"
    )
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    for ident in order[: max(request.threads, 0)]:
        lines += _thread(str(names.get(ident, ident)), used.get(ident, 0.0), passed, request.kind, seen[ident])
    return "\n".join(lines) + "\n"


def _head(node: Node) -> str:
    versions = f"{{{ELASTICSEARCH_VERSION}}}{{{MIN_INDEX_VERSION}-{INDEX_VERSION}}}"
    attributes = ",".join(f"{name}={value}" for name, value in ATTRIBUTES.items())
    where = f"{{{node.config.host}}}{{{node.bound_address}}}{{{ROLE_LETTERS}}}"
    return f"::: {{{node.name}}}{{{node.id}}}{{{node.id}}}{{{node.name}}}{where}{versions}{{{attributes}}}"


def _used() -> dict[int, float]:
    """Returns the processor time of each thread in seconds; nothing where the system does not tell."""
    tick = os.sysconf("SC_CLK_TCK")
    used: dict[int, float] = {}
    for thread in threading.enumerate():
        try:
            fields = (_TASKS / str(thread.native_id) / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if thread.ident is not None:
            used[thread.ident] = (int(fields[11]) + int(fields[12])) / tick
    return used


def _pause(seconds: float) -> None:
    """Waits while others work, if the request may go on."""
    check_work()
    threading.Event().wait(min(seconds, _LONGEST_S))


def _snapshots(request: HotThreadsRequest) -> dict[int, list[Stack]]:
    """Returns the stacks of each thread but this one, innermost call first, of those that are asked for."""
    seen: dict[int, list[Stack]] = {}
    own = threading.get_ident()
    for number in range(min(max(request.snapshots, 1), _MOST_SNAPSHOTS)):
        if number:
            _pause(_SNAPSHOT_S)
        for ident, frame in sys._current_frames().items():
            if ident != own and not (request.ignore_idle and _is_idle(frame)):
                seen.setdefault(ident, []).append(_stack(frame))
    return seen


def _is_idle(frame: FrameType) -> bool:
    code = frame.f_code
    return (os.path.basename(code.co_filename), code.co_name) in _IDLE


def _stack(frame: FrameType) -> Stack:
    entries = reversed(traceback.extract_stack(frame))
    return tuple(f"{entry.name}({entry.filename}:{entry.lineno})" for entry in entries)


def _ordered(used: dict[int, float], passed: float, kind: str, seen: dict[int, list[Stack]]) -> list[int]:
    """Returns the threads that were seen, the busiest first; those that wait the most, if that is asked for."""
    sign = 1 if kind in ("wait", "block") else -1
    return sorted(seen, key=lambda ident: (sign * used.get(ident, 0.0), ident))


def _thread(name: str, used: float, passed: float, kind: str, stacks: list[Stack]) -> list[str]:
    busy = min(used, passed)
    shown = passed - busy if kind in ("wait", "block") else busy
    share = 100 * shown / passed
    took = f"({format_time(shown * 1000)} out of {format_time(passed * 1000)})"
    split = f" [cpu={100 * busy / passed:.1f}%, other={max(0.0, share - 100 * busy / passed):.1f}%]"
    lines = ["   ", f"   {share:.1f}%{split if kind == 'cpu' else ''} {took} {kind} usage by thread '{name}'"]
    for stack, count in Counter(stacks).most_common():
        if count == 1 and len(stacks) == 1:
            lines.append("     unique snapshot")
        else:
            lines.append(f"     {count}/{len(stacks)} snapshots sharing following {len(stack)} elements")
        lines += [f"       {line}" for line in stack]
    return lines
