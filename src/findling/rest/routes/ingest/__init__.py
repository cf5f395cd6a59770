"""The routes of pipelines of documents: keeping them (`ingest_pipelines`), trying them (`ingest_simulate`), what
documents are enriched with (`enrich`), and databases of addresses (`ip_databases`).
"""

from typing import Final

from findling.rest.route import Route
from findling.rest.routes.ingest import enrich, ingest_pipelines, ingest_simulate, ip_databases

ROUTES: Final[list[Route]] = [
    *ingest_pipelines.ROUTES,
    *ingest_simulate.ROUTES,
    *enrich.ROUTES,
    *ip_databases.ROUTES,
]
