"""The pipelines of documents of a node: made of what the cluster state keeps, and kept while that stays the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from findling.base.errors import FindlingError
from findling.cluster.access import current_access
from findling.cluster.ingest_pipelines import ingest_pipelines
from findling.cluster.service import ClusterService
from findling.inference.provider import InferenceRequest
from findling.ingest.counters import IngestCounter
from findling.ingest.ip_database import IpDatabases
from findling.ingest.pipeline import Pipeline
from findling.ingest.services import IngestServices
from findling.node.services.inference import InferenceEndpoints
from findling.script.service import ScriptService

FOLDER: Final = "ingest-geoip"


def ingest_services(scripts: ScriptService, endpoints: InferenceEndpoints, data: Path) -> IngestServices:
    """Returns what processors ask of a node. data: its folder, in which databases of addresses may lie"""

    def infer(name: str, texts: Sequence[str]) -> Sequence[Any]:
        endpoint = endpoints.get(name)
        request = InferenceRequest(
            task_type=endpoint.task_type, inputs=list(texts), input_type="ingest", task_settings=endpoint.task_settings
        )
        return endpoint.infer(request)

    def user() -> Mapping[str, Any] | None:
        access = current_access()
        return None if access is None else access.variables

    return IngestServices(
        scripts,
        user=user,
        infer=infer,
        row_model=lambda name: endpoints.row_model(name),
        databases=IpDatabases(data / FOLDER),
    )


class IngestPipelines:
    """The pipelines by id. Thread-safe: what is made twice is the same, but for what it counted.

    services: what processors ask of the node; total: what all pipelines together did with documents on their way in
    """

    def __init__(self, cluster: ClusterService, services: IngestServices) -> None:
        self._cluster = cluster
        self.services = services
        services.pipeline = self.get
        self.total = IngestCounter()
        self._made: dict[str, tuple[Mapping[str, Any], Pipeline]] = {}

    def get(self, name: str) -> Pipeline | None:
        """Returns a pipeline, None if there is none. Raises what keeps it from being made any more."""
        body = ingest_pipelines(self._cluster.state).get(name)
        if body is None:
            self._made.pop(name, None)
            return None
        kept = self._made.get(name)
        if kept is not None and kept[0] is body:
            return kept[1]
        pipeline = Pipeline.parse(name, body, self.services)
        if kept is not None:
            pipeline.take_counters(kept[1])
        self._made[name] = (body, pipeline)
        return pipeline

    def render(self) -> dict[str, Any]:
        """Returns the `ingest` of statistics."""
        return {"total": self.total.render(), "pipelines": {name: self._rendered(name) for name in self._names()}}

    def _names(self) -> list[str]:
        return list(ingest_pipelines(self._cluster.state))

    def _rendered(self, name: str) -> dict[str, Any]:
        try:
            pipeline = self.get(name)
        except FindlingError:
            pipeline = None
        return Pipeline(name, ()).render_counters() if pipeline is None else pipeline.render_counters()
