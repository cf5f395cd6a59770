"""Documents through a pipeline without a node."""

from typing import Any

from findling.ingest.document import IngestDocument
from findling.ingest.pipeline import Pipeline
from findling.ingest.processor import Failure
from findling.ingest.services import IngestServices


def processed(processor: dict[str, Any], *sources: dict[str, Any], services: IngestServices | None = None) -> list[Any]:
    """Returns what one processor makes of documents; the reason for those that fail."""
    documents = [IngestDocument(source, {"_index": "i", "_id": "1", "_version": -3}, "now") for source in sources]
    failures = Pipeline.parse("p", {"processors": [processor]}, services or IngestServices()).run(documents)
    found: list[Any] = [document.source for document in documents]
    for place, failure in failures.items():
        found[place] = (failure.error if isinstance(failure, Failure) else failure).reason
    return found
