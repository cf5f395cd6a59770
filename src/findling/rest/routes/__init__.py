"""The route tables, one module per family of APIs."""

from typing import Final

from findling.rest.route import Route
from findling.rest.routes import (
    aliases,
    async_search,
    by_query,
    cat_cluster,
    cat_indices,
    cluster,
    documents,
    edge,
    features,
    gatekeeper,
    graphql,
    identity,
    index_admin,
    index_stats,
    indices,
    inference,
    info,
    ingest,
    nodes,
    policy,
    query,
    query_rules,
    rank_eval,
    scripts,
    search,
    search_pipelines,
    security,
    snapshots,
    streams,
    synonyms,
    tasks,
    templates,
)
from findling.rest.routes.capabilities import capabilities_routes
from findling.rest.routes.console import console_routes
from findling.rest.routes.not_supported import not_supported_routes

ALL_ROUTES: list[Route] = [
    *info.ROUTES,
    *documents.ROUTES,
    *search.ROUTES,
    *async_search.ROUTES,
    *search_pipelines.ROUTES,
    *inference.ROUTES,
    *ingest.ROUTES,
    *query_rules.ROUTES,
    *query.ROUTES,
    *rank_eval.ROUTES,
    *by_query.ROUTES,
    *indices.ROUTES,
    *index_admin.ROUTES,
    *index_stats.ROUTES,
    *aliases.ROUTES,
    *templates.ROUTES,
    *synonyms.ROUTES,
    *scripts.ROUTES,
    *cluster.ROUTES,
    *nodes.ROUTES,
    *tasks.ROUTES,
    *cat_indices.ROUTES,
    *cat_cluster.ROUTES,
    *security.ROUTES,
    *policy.ROUTES,
    *gatekeeper.ROUTES,
    *graphql.ROUTES,
    *snapshots.ROUTES,
    *streams.ROUTES,
    *edge.ROUTES,
    *identity.ROUTES,
    *features.ROUTES,
]
ALL_ROUTES += capabilities_routes(ALL_ROUTES)
ALL_ROUTES += console_routes(tuple(ALL_ROUTES))
SERVED: Final = tuple(ALL_ROUTES)
ALL_ROUTES += not_supported_routes(SERVED)
