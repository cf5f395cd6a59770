"""What a bundle says of its pipeline: which events go through it, and its processors."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import orjson

from findling.base.errors import IllegalArgumentError
from findling.base.object_parser import STRING, Member, parse_object
from findling.edge.functions.bundle import Bundle
from findling.edge.topics import TopicFilter

FILE: Final = "pipeline.json"
_MEMBERS: Final = {"topic": Member(STRING)}


@dataclass(frozen=True, slots=True)
class PipelineSettings:
    """topic: a filter of what comes behind `findling/NODE/`; body: as of `_ingest/pipeline`"""

    topic: TopicFilter
    body: Mapping[str, Any]

    @classmethod
    def of(cls, bundle: Bundle) -> Self:
        """Reads a bundle. Raises XContentParseError, IllegalArgumentError."""
        given = parse_object("pipeline", bundle.settings, _MEMBERS)
        try:
            body = orjson.loads(bundle.files[FILE])
        except (KeyError, orjson.JSONDecodeError) as error:
            raise IllegalArgumentError(f"[files] must have [{FILE}], a pipeline as JSON") from error
        if not isinstance(body, dict) or not isinstance(body.get("processors"), list):
            raise IllegalArgumentError(f"[{FILE}] must be an object with [processors]")
        return cls(TopicFilter(given.get("topic", "#")), body)
