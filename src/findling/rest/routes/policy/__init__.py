"""The routes of policies, below "/_policy": OPA's API (`policy_modules`, `policy_data`, `policy_query`,
`policy_compile`, `policy_status`), which is also served on a port of its own, and what Findling adds to it
(`policy_management`).
"""

from typing import Final

from findling.rest.route import Route
from findling.rest.routes.gatekeeper.gatekeeper_reviews import ADMIT_ROUTES
from findling.rest.routes.policy import (
    policy_compile,
    policy_data,
    policy_management,
    policy_modules,
    policy_query,
    policy_status,
)
from findling.rest.routes.policy.opa_route import PREFIX

_TABLES: Final = (policy_modules, policy_data, policy_query, policy_compile, policy_status)
ROUTES: Final[list[Route]] = [
    *(route for table in _TABLES for route in table.routes(PREFIX)),
    *policy_management.routes(PREFIX),
]
"""Of the server's own port."""
OPA_ROUTES: Final[list[Route]] = [*(route for table in _TABLES for route in table.routes("")), *ADMIT_ROUTES]
"""Of a port for OPA's API alone, and for the webhook of Gatekeeper."""
