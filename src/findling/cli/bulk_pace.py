"""How many documents `findling index` sends at a time: a number that is given, or what is found to be the fastest."""

import time
from typing import Final

import click

from findling.base.work.batch_size import BatchSize, suffers
from findling.cli.connection import Connection, ServerError

_LOOK_S: Final = 1.0


def batch_size(ctx: click.Context, option: click.Parameter, value: str) -> int | None:
    """Returns documents of a batch, None for `auto`. Raises click.BadParameter for anything but a number."""
    if value == "auto":
        return None
    if not value.isdigit() or int(value) == 0:
        raise click.BadParameter("must be a number, or auto")
    return int(value)


class Pace:
    """The size of batches, by documents a second and by what searches of others take.

    size: documents of the next batch
    """

    def __init__(self, url: str, batch: int | None) -> None:
        """batch: a size that is never changed, None: measured"""
        self._batch = BatchSize(batch)
        self._server = Connection(url) if batch is None else None
        self._usual_ms = self._search_ms()
        self._last = self._looked = time.monotonic()

    @property
    def size(self) -> int:
        return self._batch.size

    def sent(self, n_docs: int) -> None:
        """Says that a batch was handed to a connection."""
        now = time.monotonic()
        strained = False
        if self._server is not None and now - self._looked > _LOOK_S:
            self._looked = now
            strained = suffers(self._usual_ms, self._search_ms())
        self._batch.took(n_docs, now - self._last, strained)
        if strained:
            time.sleep(min(now - self._last, _LOOK_S))
        self._last = time.monotonic()

    def _search_ms(self) -> float | None:
        """Returns what the slowest hundredth of the server's last searches took, None if nobody may know."""
        if self._server is None:
            return None
        try:
            found = self._server.request("GET", "/_rebuild")["searches"].get("p99_millis")
        except ServerError:
            return None
        return None if found is None else float(found)

    def close(self) -> None:
        if self._server is not None:
            self._server.close()
