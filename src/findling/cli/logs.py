"""Log lines on standard error, as text or as JSON in the names of the Elastic Common Schema."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import orjson

FORMATS: Final = ("text", "json")
_ECS: Final = "8.17.0"
"""Version of the schema whose names the lines have."""
_TEXT: Final = "%(asctime)s %(levelname)s %(name)s %(message)s"


@dataclass(frozen=True, slots=True)
class LogConfig:
    """How to log. format: text or json; access: whether each request gets a line."""

    format: str = "text"
    access: bool = False


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON; what a record carries as `ecs` becomes members."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "@timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "log.level": record.levelname,
            "message": record.getMessage(),
            "ecs.version": _ECS,
            "service.name": "findling",
            "log.logger": record.name,
            "process.thread.name": record.threadName,
            **record.__dict__.get("ecs", {}),
        }
        if record.exc_info is not None:
            kind, error = record.exc_info[:2]
            line["error.type"] = None if kind is None else kind.__name__
            line["error.message"] = str(error)
            line["error.stack_trace"] = self.formatException(record.exc_info)
        return orjson.dumps(line).decode()


def configure_logs(config: LogConfig, verbose: bool) -> None:
    """Sets up logging for the process; verbose: also what is of use to those who look for a fault, each request too."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter() if config.format == "json" else logging.Formatter(_TEXT))
    logging.basicConfig(level=logging.DEBUG if verbose else logging.INFO, handlers=[handler], force=True)
    logging.getLogger("findling.access").setLevel(logging.INFO if config.access or verbose else logging.WARNING)
    logging.getLogger("asyncio").setLevel(logging.INFO)
