"""What each kind of member may send and hear over NATS."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Permissions:
    """Subjects with wildcards."""

    publish: tuple[str, ...]
    subscribe: tuple[str, ...]


def of_edge(name: str) -> Permissions:
    """Returns what the leaf of an edge node may do at its hub: tell what is its own, and hear what is meant for it."""
    return Permissions(publish=(f"fe.up.{name}.>",), subscribe=(f"fe.down.{name}.>",))


PERMISSIONS: Final[dict[str, Callable[[str], Permissions] | None]] = {"master": None, "node": None, "edge": of_edge}
"""By kind of member; None: everything within the cluster's account."""
