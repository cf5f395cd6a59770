"""The routes of Gatekeeper: its objects (`gatekeeper_objects`) and resources (`gatekeeper_resources`), audits and the
webhook (`gatekeeper_reviews`). `object_bodies` reads what comes.
"""

from typing import Final

from findling.rest.route import Route
from findling.rest.routes.gatekeeper import gatekeeper_objects, gatekeeper_resources, gatekeeper_reviews

ROUTES: Final[list[Route]] = [
    *gatekeeper_objects.ROUTES,
    *gatekeeper_resources.ROUTES,
    *gatekeeper_reviews.ROUTES,
]
