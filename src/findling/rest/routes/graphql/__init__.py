"""The routes of GraphQL: requests (`graphql_requests`), and relations (`graphql_relations`)."""

from typing import Final

from findling.rest.route import Route
from findling.rest.routes.graphql import graphql_relations, graphql_requests

ROUTES: Final[list[Route]] = [*graphql_requests.ROUTES, *graphql_relations.ROUTES]
