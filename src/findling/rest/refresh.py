"""The `refresh` parameter of writes."""

from findling.base.errors import IllegalArgumentError
from findling.node.documents.bulk import RefreshPolicy
from findling.rest.request import Request


def refresh_policy(request: Request) -> RefreshPolicy:
    """Returns the `refresh` parameter of a write. Raises IllegalArgumentError."""
    value = request.query.get("refresh", "false")
    if value in ("", "true"):
        return "true"
    if value == "wait_for":
        return "wait_for"
    if value != "false":
        raise IllegalArgumentError(f"Unknown value for refresh: [{value}].")
    return "false"
