"""The routes of the fleet, below "/_edge": what it consists of (`fleet_objects`), what devices should be
(`fleet_shadows`), what goes out to nodes (`fleet_deployments`, `fleet_indices`), what is asked of them
(`fleet_commands`), and what edges themselves ask (`edge_exchange`). Not of Elasticsearch.
"""

from typing import Final

from findling.rest.route import Route
from findling.rest.routes.edge import (
    edge_exchange,
    fleet_commands,
    fleet_deployments,
    fleet_indices,
    fleet_objects,
    fleet_shadows,
)

ROUTES: Final[list[Route]] = [
    *edge_exchange.ROUTES,
    *fleet_shadows.ROUTES,
    *fleet_deployments.ROUTES,
    *fleet_commands.ROUTES,
    *fleet_indices.ROUTES,
    *fleet_objects.ROUTES,
]
