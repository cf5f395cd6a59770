"""The routes of GraphQL: operations (`graphql_requests`), the files of its page (`graphql_page`), stored documents
(`graphql_documents`), relations (`graphql_relations`), a declared schema (`graphql_schema`) and its operations
(`graphql_declared`).
"""

from typing import Final

from findling.rest.route import Route
from findling.rest.routes.graphql import (
    graphql_declared,
    graphql_documents,
    graphql_page,
    graphql_relations,
    graphql_requests,
    graphql_schema,
)

ROUTES: Final[list[Route]] = [
    *graphql_requests.ROUTES,
    *graphql_page.ROUTES,
    *graphql_documents.ROUTES,
    *graphql_relations.ROUTES,
    *graphql_schema.ROUTES,
    *graphql_declared.ROUTES,
]
