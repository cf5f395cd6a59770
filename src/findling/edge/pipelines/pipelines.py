"""Pipelines: all pipelines of a node's events, in work."""

import logging
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import orjson

from findling.base.clock import Clock
from findling.base.errors import FindlingError
from findling.edge.functions.bundle import Bundle
from findling.edge.functions.counters import Counters
from findling.edge.functions.kept_bundles import KeptBundles
from findling.edge.pipelines.settings import PipelineSettings
from findling.ingest.document import IngestDocument
from findling.ingest.pipeline import Pipeline
from findling.ingest.processor import Failure
from findling.ingest.services import IngestServices
from findling.node.services.iso_time import iso_time

logger = logging.getLogger("findling.edge")
Source = dict[str, Any]
OWN = "edge"
"""The member of documents that says where they come from: no pipeline changes it."""


class _Running:
    """A version of a pipeline. dropped: documents that it has thrown away, as it was told to"""

    def __init__(self, bundle: Bundle, services: IngestServices) -> None:
        settings = PipelineSettings.of(bundle)
        self.name, self.version = bundle.name, bundle.version
        self.topic = settings.topic
        self.counters = Counters()
        self._pipeline = Pipeline.parse(bundle.name, settings.body, services)

    def run(self, sources: Sequence[Source], now: str) -> list[Source | None]:
        """Returns what becomes of documents, None for those that it drops."""
        began, before = time.perf_counter(), [orjson.dumps(source) for source in sources]
        documents = [IngestDocument(source, {"_index": None, "_id": None}, now) for source in sources]
        failures = self._pipeline.run(documents)
        self.counters.calls += len(documents)
        self.counters.took_ms.append((time.perf_counter() - began) * 1000)
        made: list[Source | None] = []
        for place, document in enumerate(documents):
            original = orjson.loads(before[place])
            failure = failures.get(place)
            if failure is not None:
                reason = self._failed(failure.error if isinstance(failure, Failure) else failure)
                own = {**original.get(OWN, {}), "failed_in": self.name, "reason": reason}
                made.append({**original, OWN: own})
            elif document.is_dropped:
                self.counters.dropped += 1
                made.append(None)
            else:
                made.append({**document.source, OWN: original.get(OWN)})
        return made

    def shown(self) -> dict[str, Any]:
        return {"version": self.version, "state": "running", **self.counters.to_json()}

    def _failed(self, error: BaseException) -> str:
        reason = error.reason if isinstance(error, FindlingError) else str(error)
        self.counters.failures += 1
        self.counters.last_error = reason
        return reason


class Pipelines:
    """The pipelines of a node: `start` begins what was deployed before. One event goes through all that take it.

    A document that fails goes on as it was, with what failed told in it: nothing that a device said is lost.
    """

    def __init__(self, home: Path, services: IngestServices, trusted: Iterable[str], clock: Clock) -> None:
        self._kept = KeptBundles(home)
        self._services = services
        self._trusted = tuple(trusted)
        self._clock = clock
        self._running: dict[str, _Running] = {}

    def start(self) -> None:
        """Begins. A pipeline that cannot be made any more is told in the log and left alone."""
        for name, archive in self._kept.current():
            try:
                self._running[name] = _Running(Bundle.opened(archive, self._trusted), self._services)
            except FindlingError:
                logger.exception("a pipeline does not start bundle=%s", name)

    def trust(self, key: str) -> None:
        """Lets a key sign what is deployed."""
        self._trusted = (*self._trusted, key)

    def deploy(self, archive: bytes) -> str:
        """Puts a version in the place of the one before. Returns its name. Raises BundleRefusedError, FindlingError."""
        bundle = Bundle.opened(archive, self._trusted)
        made = _Running(bundle, self._services)
        self._kept.write(bundle, archive)
        self._running = {**self._running, bundle.name: made}
        self._kept.settle(bundle)
        return bundle.name

    def remove(self, name: str) -> None:
        """Ends a pipeline. Raises ResourceNotFoundError."""
        self._running = {other: one for other, one in self._running.items() if other != name}
        self._kept.remove(name)

    def shown(self) -> dict[str, Any]:
        """Returns how each pipeline is."""
        return {name: one.shown() for name, one in sorted(self._running.items())}

    def run(self, topics: Sequence[str], sources: Sequence[Source]) -> list[Source | None]:
        """Returns what becomes of documents of events, None for those that are dropped.

        topics: of each, what comes behind `findling/NODE/`
        """
        made: list[Source | None] = list(sources)
        now = iso_time(self._clock.now_ms())
        for _, running in sorted(self._running.items()):
            taken = [
                (place, source)
                for place, source in enumerate(made)
                if source is not None and running.topic.matches(topics[place])
            ]
            if taken:
                results = running.run([source for _, source in taken], now)
                for (place, _), result in zip(taken, results, strict=True):
                    made[place] = result
        return made
