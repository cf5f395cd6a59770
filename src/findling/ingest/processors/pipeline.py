"""pipeline: documents go through another pipeline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import ClassVar

from findling.base.errors import FindlingError
from findling.ingest.document import IngestDocument
from findling.ingest.errors import IngestStateError
from findling.ingest.pipeline import Pipeline
from findling.ingest.processor import Failure, Failures, Making, Processor, register
from findling.ingest.services import IngestServices
from findling.ingest.templates import TextTemplate, text_template


class PipelineProcessor(Processor):
    """Runs a pipeline, whose id may have variables. ignores_missing: whether there need be none"""

    kind = "pipeline"
    ends: ClassVar[bool] = True

    def __init__(self, name: TextTemplate, ignores_missing: bool, services: IngestServices) -> None:
        self._name = name
        self._ignores_missing = ignores_missing
        self._services = services

    @property
    def label(self) -> str:
        return f"{self.kind}:{self._name.source}"

    def find(self, document: IngestDocument) -> Pipeline | None:
        """Returns the pipeline for a document, None for none. Raises IngestStateError if there has to be one."""
        name = self._name.render(document)
        pipeline = self._services.pipeline(name)
        if pipeline is None and not self._ignores_missing:
            raise IngestStateError(f"Pipeline processor configured for non-existent pipeline [{name}]")
        return pipeline

    def process(self, document: IngestDocument) -> None:
        failure = self.process_all([document]).get(0)
        if failure is not None:
            raise failure.error if isinstance(failure, Failure) else failure

    def process_all(self, documents: Sequence[IngestDocument]) -> Failures:
        failures: Failures = {}
        groups: dict[int, list[int]] = defaultdict(list)
        pipelines: dict[int, Pipeline] = {}
        for place, document in enumerate(documents):
            try:
                pipeline = self.find(document)
            except FindlingError as error:
                failures[place] = error
                continue
            if pipeline is not None:
                pipelines[id(pipeline)] = pipeline
                groups[id(pipeline)].append(place)
        for key, places in groups.items():
            inner = pipelines[key].run([documents[place] for place in places])
            failures.update((places[number], failure) for number, failure in inner.items())
        return failures


@register("pipeline")
def make_pipeline(making: Making) -> PipelineProcessor:
    """Reads {"pipeline": {"name": "other", "ignore_missing_pipeline": true}}."""
    given = making.configuration
    name = text_template(given, "name", given.required_text("name"), making.services.scripts)
    return PipelineProcessor(name, given.flag("ignore_missing_pipeline"), making.services)
