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
    """Returns what the leaf of an edge node may do at its hub: tell what is its own, and hear what is meant for it.

    What is needed for the hub to source the edge's stream is among it.
    """
    return Permissions(
        publish=(f"edge.{name}.>", f"fl.src.{name}.>", "$JSC.R.>"),
        subscribe=(f"cmd.{name}.>", f"$JS.{name}.API.CONSUMER.>", "$JS.FC.EDGE.>"),
    )


PERMISSIONS: Final[dict[str, Callable[[str], Permissions] | None]] = {"master": None, "node": None, "edge": of_edge}
"""By kind of member; None: everything within the cluster's account."""
