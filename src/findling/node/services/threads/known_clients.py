"""Which connections asked for little last: their requests go before those of others that wait for a thread."""

from collections import OrderedDict
from typing import Final

_QUICK_S: Final = 0.1
_MOST: Final = 4096
"""Connections that are remembered, the last ones."""

Client = tuple[str, int]


class KnownClients:
    """What is known of connections, by address and port. For one thread, the event loop's."""

    def __init__(self) -> None:
        self._quick: OrderedDict[Client, bool] = OrderedDict()

    def note(self, client: Client | None, took_s: float) -> None:
        """A connection's request has been answered."""
        if client is not None:
            self._quick[client] = took_s < _QUICK_S
            self._quick.move_to_end(client)
            if len(self._quick) > _MOST:
                self._quick.popitem(last=False)

    def was_quick(self, client: Client | None) -> bool:
        """Whether a connection has asked before, and was answered soon."""
        return client is not None and self._quick.get(client, False)
