"""Security of a node, wired together: who is known, who asks, and what that one may do."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from findling.base.clock import Clock
from findling.base.errors import SecurityError
from findling.cluster.access import under
from findling.security.api_keys import ApiKeys
from findling.security.application_privileges import ApplicationPrivileges
from findling.security.audit import AuditLog
from findling.security.authc.authentication import PKI, Authentication, User
from findling.security.authc.authenticator import RUN_AS, Authenticator, Wanted
from findling.security.authc.passwords import PasswordHasher
from findling.security.authz.access import UserAccess
from findling.security.authz.authority import Authority
from findling.security.authz.authorizer import ActionRequest, Authorizer
from findling.security.authz.denials import run_as_denied
from findling.security.index_settings import IndexSettings
from findling.security.jwt.realms import JwtRealms
from findling.security.ownership import Ownership
from findling.security.profiles import Profiles
from findling.security.records import DocumentStore, Records
from findling.security.role_mappings import RoleMappings
from findling.security.roles.descriptor import RoleDescriptor
from findling.security.roles.permission import Role
from findling.security.roles.store import Roles
from findling.security.service_accounts import ServiceTokens, service_accounts
from findling.security.tokens import TokenService
from findling.security.users import Users


@dataclass(frozen=True, slots=True)
class Caller:
    """One who asks, and what that one may do.

    refusal: why nothing may be done, of one who asks on behalf of another and may not
    """

    authentication: Authentication
    authority: Authority
    refusal: SecurityError | None = None


@dataclass(frozen=True, slots=True)
class Certified:
    """Whom a client's certificate names. name: the distinguished name"""

    username: str
    name: str


class Security:
    """All of it. `close` at the end.

    anonymous: roles of requests without credentials; None refuses these
    """

    def __init__(self, store: DocumentStore, clock: Clock, anonymous: tuple[str, ...] | None, audit: AuditLog) -> None:
        self.clock = clock
        self.audit = audit
        self.records = Records(store)
        self.hasher = PasswordHasher()
        self.users = Users(self.records, self.hasher)
        self.roles = Roles(self.records)
        self.keys = ApiKeys(self.records, clock)
        self.tokens = TokenService(self.records, clock)
        self.services = ServiceTokens(self.records)
        self.mappings = RoleMappings(self.records)
        self.privileges = ApplicationPrivileges(self.records)
        self.profiles = Profiles(self.records, clock)
        self.settings = IndexSettings(self.records)
        self.ownership = Ownership(self.records)
        self.issuers = JwtRealms(self.roles_of, clock)
        self.policy_roles: Callable[[Mapping[str, Any]], Sequence[str]] | None = None
        """Gives the roles that policies give to users of other realms."""
        self.authenticator = Authenticator(
            self.users, self.hasher, self.keys, self.tokens, self.services, self.issuers, anonymous
        )
        self.authorizer = Authorizer()

    def close(self) -> None:
        self.hasher.close()
        self.audit.close()

    def caller(
        self, headers: Mapping[str, str], action: str, wanted: Wanted, certified: Certified | None = None
    ) -> Caller:
        """Returns who asks, with the refusal if it may not be on behalf of another. Raises AuthenticationError.

        certified: whom a client's certificate names, who is taken for it if the headers say nothing
        """
        if certified is not None and "authorization" not in headers:
            authentication = self._certified(certified)
        else:
            authentication = self.authenticator.authenticate(headers, wanted)
        authority = self.authority(authentication)
        username = headers.get(RUN_AS)
        if username is None or authentication.token is not None:
            return Caller(authentication, authority)  # service accounts ask for themselves, whatever they say
        behalf = None
        if not username or authority.grants_run_as(username):
            behalf = self.authenticator.on_behalf(authentication, username, wanted)
        if behalf is None:
            return Caller(authentication, authority, run_as_denied(action, authentication, authority, username))
        return Caller(behalf, self.authority(behalf))

    def roles_of(self, facts: Mapping[str, Any], by_policy: bool = False) -> tuple[str, ...]:
        """Returns the roles of one whom another realm knows.

        facts: as of role mappings; by_policy: whether policies give roles too
        """
        mapped = self.mappings.roles_of(facts)
        if not by_policy or self.policy_roles is None:
            return mapped
        return tuple(dict.fromkeys((*mapped, *self.policy_roles(facts))))

    def _certified(self, certified: Certified) -> Authentication:
        metadata = {"pki_dn": certified.name}
        facts = {"username": certified.username, "dn": certified.name, "groups": [], "realm.name": PKI.name,
                 "metadata.pki_dn": certified.name}  # fmt: skip
        return Authentication(User(certified.username, self.roles_of(facts), metadata=metadata), PKI)

    def authority(self, authentication: Authentication) -> Authority:
        """Returns what one who has been authenticated may do."""
        if authentication.api_key is not None and authentication.acting is None:
            key = authentication.api_key
            limits = Role.of(key.limited_by)
            return Authority((Role.of(key.own), limits) if key.own else (limits,))
        if authentication.token is not None:
            return Authority((Role.of([service_accounts()[authentication.user.username]]),))
        names = authentication.user.roles
        role = self.roles.combined(names)
        return Authority((role,), tuple(name for name in names if name not in role.names))

    def descriptors(self, authentication: Authentication) -> Sequence[RoleDescriptor]:
        """Returns the roles that limit what a user may hand on in an API key."""
        if authentication.api_key is not None and authentication.acting is None:
            return authentication.api_key.limited_by
        if authentication.token is not None:
            return [service_accounts()[authentication.user.username]]
        return self.roles.descriptors(authentication.user.roles)

    def check(self, request: ActionRequest, caller: Caller, is_free: bool = False) -> None:
        """Raises SecurityError for what a caller may not do. is_free: no role needs to grant it"""
        if caller.refusal is not None:
            raise caller.refusal
        self.authorizer.check(request, caller.authentication, caller.authority, is_free)

    @contextmanager
    def acting(self, request: ActionRequest, caller: Caller) -> Iterator[None]:
        """Lets the block be done by a caller without a question whether it may: whoever does it asks."""
        access = UserAccess(caller.authentication, caller.authority, request.action)
        with under(self.authorizer.narrowed(access, request)):
            yield
