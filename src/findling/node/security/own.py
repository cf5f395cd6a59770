"""What one may always do for oneself, and what only a privilege lets one do for others."""

from typing import Final

from findling.security.authc.authentication import Authentication
from findling.security.authz.authorizer import ActionRequest
from findling.security.service import Caller, Security

_USER: Final = "cluster:admin/xpack/security/user"
CHANGE_PASSWORD: Final = f"{_USER}/change_password"
HAS_PRIVILEGES: Final = f"{_USER}/has_privileges"
LIST_PRIVILEGES: Final = f"{_USER}/list_privileges"


def check_own(security: Security, caller: Caller, action: str, username: str) -> None:
    """Raises SecurityError if something may not be done for a user."""
    if username == caller.authentication.user.username and (
        action != CHANGE_PASSWORD or _has_password(caller.authentication)
    ):
        return
    check_action(security, caller, action)


def check_action(security: Security, caller: Caller, action: str, of_owner: bool = False) -> None:
    """Raises SecurityError if an action may not be done. of_owner: it concerns keys of one's own, and no others"""
    security.check(ActionRequest(action, "", "", of_owner=of_owner), caller)


def _has_password(authentication: Authentication) -> bool:
    """Whether one came in, and not on behalf of another, by a name and a password that is kept here."""
    return authentication.type == "realm" and authentication.user_realm.type in ("reserved", "native")
