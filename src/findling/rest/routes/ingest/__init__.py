"""The routes of pipelines of documents: keeping them (`ingest_pipelines`) and trying them (`ingest_simulate`)."""

from typing import Final

from findling.rest.route import Route
from findling.rest.routes.ingest import ingest_pipelines, ingest_simulate

ROUTES: Final[list[Route]] = [*ingest_pipelines.ROUTES, *ingest_simulate.ROUTES]
