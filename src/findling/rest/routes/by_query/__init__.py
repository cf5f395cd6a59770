"""Work on all documents of an index: by query, reindexed, or built anew under its name."""

from findling.rest.routes.by_query import by_query, rebuild

ROUTES = [*by_query.ROUTES, *rebuild.ROUTES]
