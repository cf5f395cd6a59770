"""Lines of slow logs as objects, one for each request that had any: `YEAR/MONTH/DAY/HOUR/ID.ndjson` below a place."""

import logging
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from findling.base.errors import FindlingError
from findling.base.ids import random_uuid
from findling.published.place import Place

VARIABLE: Final = "FINDLING_SLOW_LOG"
_LOGGER: Final = "index.search.slowlog"
logger = logging.getLogger("findling.serverless")


class SlowLog(logging.Handler):
    """Takes the lines of searches that were slow; `send` writes those of a request."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self._place = place
        self._lines: list[bytes] = []
        slow = logging.getLogger(_LOGGER)
        slow.setLevel(logging.DEBUG)  # the settings of indices say what is written
        slow.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps a line, with the members that Elasticsearch's slow log has."""
        members: dict[str, Any] = vars(record).get("ecs", {})
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        self._lines.append(orjson.dumps({"@timestamp": at, "log.level": record.levelname, **members}))

    def send(self) -> str | None:
        """Writes what there is; returns the object's name. That it cannot be written is logged: the answer is made."""
        if not self._lines:
            return None
        body, self._lines = b"\n".join(self._lines) + b"\n", []
        name = f"{datetime.now(UTC):%Y/%m/%d/%H}/{random_uuid()}.ndjson"
        try:
            with self._place.told(f"could not write [{name}]"):
                self._place.blobs.put(name, body)
        except FindlingError as error:
            logger.error("slow log cannot be written reason=%s", error.reason)
            return None
        return name

    def close(self) -> None:
        """Takes no more lines."""
        logging.getLogger(_LOGGER).removeHandler(self)
        super().close()
