"""The routes of GraphQL: operations (`graphql_requests`), the files of its page (`graphql_page`), stored documents
(`graphql_documents`), and relations (`graphql_relations`).
"""

from typing import Final

from findling.rest.route import Route
from findling.rest.routes.graphql import graphql_documents, graphql_page, graphql_relations, graphql_requests

ROUTES: Final[list[Route]] = [
    *graphql_requests.ROUTES,
    *graphql_page.ROUTES,
    *graphql_documents.ROUTES,
    *graphql_relations.ROUTES,
]
