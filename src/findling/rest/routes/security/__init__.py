"""Routes of security: users, roles and privileges, keys, tokens, profiles, and what is set up elsewhere.

They are there while security is on (`findling.rest.secured`).
"""

from typing import Final

from findling.rest.route import Route
from findling.rest.routes.security import keys, ownership, profiles, realms, roles, tokens, users

ROUTES: Final[list[Route]] = [
    *users.ROUTES,
    *roles.ROUTES,
    *keys.ROUTES,
    *tokens.ROUTES,
    *profiles.ROUTES,
    *realms.ROUTES,
    *ownership.ROUTES,
]
