"""For whom an API key is made."""

from findling.base.errors import AuthenticationError
from findling.node.security.key_requests import Grant
from findling.security.authc.authentication import NATIVE, RESERVED, Authentication
from findling.security.authc.authenticator import Wanted
from findling.security.authc.credentials import Password
from findling.security.authz.denials import run_as_denied
from findling.security.service import Security

_GRANT = "cluster:admin/xpack/security/api_key/grant"
_AUTHENTICATE = "cluster:admin/xpack/security/user/authenticate"


def grantee(security: Security, grant: Grant) -> Authentication:
    """Returns for whom a key is granted. Raises AuthenticationError, SecurityError."""
    found = authenticated(security, grant.username, grant.password, grant.access_token, _GRANT)
    if grant.run_as is None:
        return found
    authority = security.authority(found)
    behalf = None
    if authority.grants_run_as(grant.run_as):
        behalf = security.authenticator.on_behalf(found, grant.run_as, Wanted(""))
    if behalf is None:
        raise run_as_denied(_AUTHENTICATE, found, authority, grant.run_as)
    return behalf


def authenticated(
    security: Security, username: str | None, password: str | None, token: str | None, action: str
) -> Authentication:
    """Returns whom a password or a token stands for. action: for the error. Raises AuthenticationError."""
    if token is None:
        return _with_password(security, username or "", password or "", action)
    return _with_token(security, token, action)


def _with_password(security: Security, username: str, password: str, action: str) -> Authentication:
    known = security.authenticator.verified(Password(username, password))
    if known is None:
        raise AuthenticationError(f"unable to authenticate user [{username}] for action [{action}]")
    return Authentication(known.user, RESERVED if known.is_reserved else NATIVE)


def _with_token(security: Security, token: str, action: str) -> Authentication:
    try:
        return security.tokens.authenticate(token)
    except AuthenticationError as error:
        raise AuthenticationError(
            f"unable to authenticate user [_bearer_token] for action [{action}]",
            additional_unsuccessful_credentials=error.metadata.get("additional_unsuccessful_credentials", error.reason),
        ) from None
