"""The functions of events that index: FINDLING_FUNCTIONS=findling.serverless.indexing.functions.

Objects below FINDLING_IN ("in/") that came, messages of all queues; `compact` by a schedule or as a command.
"""

import os
from functools import cache
from typing import Any, Final

from findling.serverless.events.records import BridgeEvent, S3Object, SqsMessage
from findling.serverless.events.routes import on_command, on_s3, on_schedule, on_sqs
from findling.serverless.indexing.service import Indexing, IndexingConfig

_COMPACT: Final = "findling.serverless.indexing.functions.compact"


@cache
def indexing() -> Indexing:
    """Returns the indexing of this environment, made with its first event."""
    return Indexing(IndexingConfig.of(os.environ))


@on_s3(prefix=os.environ.get("FINDLING_IN", "in/"))
def index_object(found: S3Object, context: Any) -> None:
    """Indexes an object that came."""
    indexing().index_object(found)


@on_sqs()
def index_messages(messages: list[SqsMessage], context: Any) -> list[str]:
    """Indexes a batch of messages."""
    return indexing().index_messages(messages)


@on_schedule(_COMPACT)
def compact(event: BridgeEvent, context: Any) -> dict[str, Any]:
    """Merges and cleans up."""
    return indexing().compact()


@on_command("compact")
def compact_now() -> dict[str, Any]:
    """Merges and cleans up."""
    return indexing().compact()
