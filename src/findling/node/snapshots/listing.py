"""Finds snapshots by name, in one repository or many, sorts them and gives pages of them."""

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.wildcards import matches
from findling.node.services.node import Node
from findling.node.snapshots.shown import ALL, Shown, brief_json, running_json, snapshot_json
from findling.snapshots.errors import SnapshotMissingError
from findling.snapshots.root import IN_PROGRESS, SnapshotEntry
from findling.snapshots.running import RunningSnapshot

CURRENT: Final = "_current"
EVERYTHING: Final = ("_all", "*")
NO_POLICY: Final = "_none"


@dataclass(frozen=True, slots=True)
class Place:
    """What a snapshot is sorted by."""

    start_time: int
    duration: int
    name: str
    repository: str
    index_count: int
    shard_count: int
    failed_shard_count: int


@dataclass(frozen=True, slots=True)
class Found:
    """A snapshot that was found.

    shown: gives it as an answer shows it; entry: what the root says of it, None while it runs
    """

    place: Place
    shown: Callable[[Shown], dict[str, Any]]
    state: str
    policy: str | None
    entry: SnapshotEntry | None
    running: RunningSnapshot | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Which snapshots of those found are asked for, and in which order.

    size: -1 for all; after: the sort value, repository and name of the last of the page before
    """

    sort: str = "start_time"
    descending: bool = False
    size: int = -1
    offset: int = 0
    after: tuple[str, str, str] | None = None
    from_value: str | None = None
    policies: Sequence[str] = ()
    states: frozenset[str] = frozenset()


def find_snapshots(node: Node, repository: str, names: Sequence[str], lenient: bool) -> list[Found]:
    """Returns the snapshots that names and patterns mean. Raises SnapshotMissingError, unless lenient.

    A name with "-" before it takes away, if a pattern stands before it.
    """
    # what runs first: one that ends meanwhile is in the root then
    running = [_of_running(one) for one in node.snapshots.running.all(repository)]
    root = node.snapshots.repository(repository).root()
    there = [*running, *(_of_entry(node, repository, entry) for entry in root.snapshots)]
    chosen: dict[str, Found] = {}
    any_pattern = False
    for name in names:
        if name in EVERYTHING:
            chosen |= {one.place.name: one for one in there}
            any_pattern = True
        elif name == CURRENT:
            chosen |= {one.place.name: one for one in running}
        elif name.startswith("-") and any_pattern:
            chosen = {known: one for known, one in chosen.items() if not matches(name[1:], known)}
        else:
            any_pattern = any_pattern or "*" in name
            found = {one.place.name: one for one in there if matches(name, one.place.name)}
            if not found and "*" not in name and not lenient:
                raise SnapshotMissingError.of(repository, name)
            chosen |= found
    return list(chosen.values())


def paged(found: list[Found], page: Page) -> tuple[list[Found], int, int]:
    """Returns a page, how many there are in all, and how many come after it. Raises IllegalArgumentError."""
    kept = [one for one in found if _is_wanted(one, page)]
    kept.sort(key=lambda one: _key(one, page.sort), reverse=page.descending)
    if page.from_value is not None:
        kept = [one for one in kept if _is_from(one, page)]
    total = len(kept)
    if page.after is not None:
        last = (_value(page.sort, page.after[0]), page.after[1], page.after[2])
        kept = [
            one for one in kept if (_key(one, page.sort) < last if page.descending else _key(one, page.sort) > last)
        ]
    rest = kept[page.offset :]
    taken = rest if page.size < 0 else rest[: page.size]
    return taken, total, len(rest) - len(taken)


def next_page(last: Found, sort: str) -> str:
    """Returns the text that `after` takes to go on behind a snapshot."""
    value, repository, name = _key(last, sort)
    return b64encode(f"{value},{repository},{name}".encode()).decode()


def parse_after(text: str) -> tuple[str, str, str]:
    """Reads what next_page has written. Raises IllegalArgumentError."""
    try:
        decoded = b64decode(text, validate=True).decode()
    except (Base64Error, UnicodeDecodeError):
        raise IllegalArgumentError(f"invalid ?after parameter [{text}]") from None
    parts = decoded.split(",")
    if len(parts) != 3:
        raise IllegalArgumentError(f"invalid ?after parameter [{text}]")
    return parts[0], parts[1], parts[2]


def list_snapshots(
    node: Node,
    repositories: list[str],
    names: Sequence[str],
    lenient: bool,
    verbose: bool,
    page: Page,
    shown: Shown = ALL,
) -> dict[str, Any]:
    """Returns the answer to `GET _snapshot/{repository}/{snapshot}`."""
    found = [one for name in repositories for one in find_snapshots(node, name, names, lenient)]
    if not verbose:
        brief = [_brief(one, shown) for one in sorted(found, key=lambda one: (one.place.name, one.place.repository))]
        return {"snapshots": brief, "total": len(brief), "remaining": 0}
    taken, total, remaining = paged(found, page)
    return {
        "snapshots": [one.shown(shown) for one in taken],
        **({"next": next_page(taken[-1], page.sort)} if remaining and taken else {}),
        "total": total,
        "remaining": remaining,
    }


def _brief(one: Found, shown: Shown) -> dict[str, Any]:
    return one.shown(shown) if one.entry is None else brief_json(one.place.repository, one.entry, shown)


def _of_running(running: RunningSnapshot) -> Found:
    shards = sum(map(len, running.indices.values()))
    place = Place(running.start_ms, 0, running.name, running.repository, len(running.indices), shards, 0)
    return Found(place, lambda shown: running_json(running, shown), IN_PROGRESS, running.policy, None, running)


def _of_entry(node: Node, repository: str, entry: SnapshotEntry) -> Found:
    place = Place(
        entry.start_ms,
        entry.end_ms - entry.start_ms,
        entry.name,
        repository,
        len(entry.indices),
        entry.total_shards,
        entry.failed_shards,
    )

    def whole(shown: Shown) -> dict[str, Any]:
        return snapshot_json(repository, node.snapshots.repository(repository).details(entry), shown)

    return Found(place, whole, entry.state, entry.policy, entry)


def _is_wanted(one: Found, page: Page) -> bool:
    if page.states and one.state not in page.states:
        return False
    if not page.policies:
        return True
    wanted = False
    for pattern in page.policies:
        if pattern == NO_POLICY:
            wanted = wanted or one.policy is None
        elif pattern.startswith("-"):
            wanted = wanted and not (one.policy is not None and matches(pattern[1:], one.policy))
        else:
            wanted = wanted or (one.policy is not None and matches(pattern, one.policy))
    return wanted


def _key(one: Found, sort: str) -> tuple[Any, str, str]:
    return (getattr(one.place, sort), one.place.repository, one.place.name)


def _is_from(one: Found, page: Page) -> bool:
    value, limit = getattr(one.place, page.sort), _value(page.sort, page.from_value or "")
    return bool(value <= limit) if page.descending else bool(value >= limit)


def _value(sort: str, text: str) -> Any:
    """Returns a sort value of its text. Raises IllegalArgumentError."""
    if sort in ("name", "repository"):
        return text
    try:
        return int(text)
    except ValueError:
        raise IllegalArgumentError(f'For input string: "{text}"') from None


SORTS: Final[Mapping[str, str]] = {name: name for name in Place.__slots__}
