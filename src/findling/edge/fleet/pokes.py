"""Who is told that something is wanted of a node, so that it need not wait for its next word with the hub."""

import logging
from collections.abc import Callable, Iterable, Sequence

logger = logging.getLogger("findling.edge")


class Pokes:
    """listeners: are called with names of nodes; what they do must not block"""

    def __init__(self) -> None:
        self.listeners: list[Callable[[Sequence[str]], None]] = []

    def tell(self, nodes: Iterable[str | None]) -> None:
        """Tells of nodes, None among them is nobody."""
        names = [name for name in nodes if name is not None]
        for listener in self.listeners:
            try:
                listener(names)
            except Exception:  # it is only sooner: the node asks by itself
                logger.debug("a node was not told", exc_info=True)
