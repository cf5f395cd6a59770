"""The provider of one node, wired together."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from findling.base.errors import IllegalArgumentError
from findling.cluster.system.identity import INDEX as IDENTITY_INDEX
from findling.cluster.system.identity_sessions import INDEX as SESSIONS_INDEX
from findling.identity.accounts.lockout import Lockout
from findling.identity.accounts.mail import Mailer, MailServer
from findling.identity.accounts.messages import Messenger
from findling.identity.accounts.notices import Notices
from findling.identity.accounts.passkeys import Passkeys
from findling.identity.accounts.password_rules import PasswordRules, normal_password
from findling.identity.accounts.recovery import Recovery
from findling.identity.accounts.second_factor import SecondFactor
from findling.identity.accounts.sign_in import SignIn
from findling.identity.accounts.sign_up import SignUp
from findling.identity.config import IdentityConfig, public_url
from findling.identity.stores.phone_codes import PhoneCodes
from findling.identity.stores.registry import Entry, Registry
from findling.identity.stores.sessions import Sessions
from findling.identity.stores.signing_keys import SigningKeys
from findling.identity.stores.tickets import Tickets
from findling.identity.stores.tokens import Tokens
from findling.identity.stores.users import Account, Users
from findling.identity.texts.messages import catalogs, mail_of
from findling.node.services.node import Node
from findling.security.audit import AuditLog
from findling.security.authc.passwords import PasswordHasher
from findling.security.records import Records

_Read = TypeVar("_Read")
_EVENTS: Final = "identity"
_MAIL_PASSWORD: Final = "identity.mail.password"
_MESSAGES_TOKEN: Final = "identity.messages.token"


class Identity:
    """Everything that the endpoints need. `close` at the end, before the node's.

    url: of the provider's origin
    """

    def __init__(self, node: Node, config: IdentityConfig, url: str) -> None:
        """url: where it is reached if the configuration does not say. Raises IllegalArgumentError."""
        self.node = node
        self.config = config
        self.clock = node.clock
        try:
            self.url = public_url(config.identity_url or url)
        except ValueError as error:
            raise IllegalArgumentError(f"identity_url: {error}") from error
        records = Records(node.system.index(IDENTITY_INDEX))
        passing = Records(node.system.index(SESSIONS_INDEX))
        self.users = Users(records, self.clock)
        self.clients = Registry(records, "client", "client_id", self.clock)
        self.resource_servers = Registry(records, "resource-server", "id", self.clock)
        self.client_grants = Registry(records, "client-grant", "id", self.clock)
        self.roles = Registry(records, "role", "id", self.clock)
        self.branding = Registry(records, "branding", "id", self.clock)
        self.keys = SigningKeys(records, self.clock)
        self.sessions = Sessions(passing, self.clock)
        self.tokens = Tokens(passing, self.clock)
        self.tickets = Tickets(passing, self.clock)
        self.phone_codes = PhoneCodes(passing, self.clock)
        self._is_shared = node.security is not None
        if node.security is not None:
            self.hasher, self.audit = node.security.hasher, node.security.audit
        else:
            self.hasher, self.audit = PasswordHasher(), AuditLog(node.config.audit_log, node.name)
        self._origins: tuple[int, frozenset[str]] = (-1, frozenset())
        self.lockout = Lockout(self.clock)
        self.password_rules = _readable("identity_breached", lambda: PasswordRules(config.identity_breached))
        _readable("identity_templates", lambda: catalogs(config.identity_templates))
        self.sign_in = SignIn(self.users, self.hasher, self.lockout)
        self.sign_up = SignUp(self.users, self.tickets, self.hasher, self.password_rules, self.lockout)
        server = None if config.identity_mail is None else MailServer.of(config.identity_mail)
        self.mailer = Mailer(server, config.identity_mail_from, lambda: node.secrets.text(_MAIL_PASSWORD))
        self.notices = Notices(self.mailer, self.clock)
        self.messenger = Messenger(config.identity_messages, lambda: node.secrets.text(_MESSAGES_TOKEN))
        write = partial(mail_of, config.identity_templates, node.config.cluster_name)
        self.second_factor = SecondFactor(self.users, self.lockout, self.clock)
        self.passkeys = Passkeys(self.users, self.tickets, lambda: self.url, node.config.cluster_name)
        self.recovery = Recovery(self.users, self.tickets, self.mailer, self.lockout, write, lambda: self.url)

    @property
    def issuer(self) -> str:
        """What tokens say of whom they are from: with a slash, as Auth0's libraries expect it."""
        return self.url + "/"

    def close(self) -> None:
        self.mailer.close()
        self.messenger.close()
        if not self._is_shared:
            self.hasher.close()
            self.audit.close()

    def hash(self, password: str) -> str:
        """Returns the hash to keep of a password."""
        return self.hasher.hash(normal_password(password))

    def event(self, name: str, **members: Any) -> None:
        """Writes an audit event; members are no secrets."""
        self.audit.write(name, None, event_type=_EVENTS, **members)

    def entitled(self, user_id: str, generation: int) -> Account | None:
        """Returns the account for which something was begun, if that still holds.

        generation: of the account at that time. None if there is no such account, if it is blocked, or if its password
        was changed since
        """
        account = self.users.get(user_id)
        if account is None or account.get("blocked") or account["generation"] != generation:
            return None
        return account

    def end_all(self, user_id: str) -> None:
        """Ends the sessions and grants of somebody."""
        self.sessions.end_all(user_id)
        self.tokens.revoke_all(user_id=user_id)

    def is_origin(self, origin: str) -> bool:
        """Whether pages of an origin are an application's, and may read what is answered to them."""
        version = self.clients.version
        if self._origins[0] != version:
            self._origins = (version, frozenset(one for client in self.clients.all() for one in origins_of(client)))
        return origin in self._origins[1]

    def role_names(self, account: Account) -> list[str]:
        """Returns the names of somebody's roles."""
        return [role["name"] for role in self.roles_of(account)]

    def roles_of(self, account: Account) -> list[Mapping[str, Any]]:
        """Returns somebody's roles."""
        found = (self.roles.get(id_) for id_ in account.get("roles", ()))
        return [role for role in found if role is not None]


def _readable(setting: str, read: Callable[[], _Read]) -> _Read:
    """Returns what is read of a setting's files. Raises IllegalArgumentError."""
    try:
        return read()
    except (OSError, ValueError) as error:
        raise IllegalArgumentError(f"{setting}: {error}") from error


def origins_of(client: Entry) -> set[str]:
    """Returns the origins of an application's pages: those it names, and those it is called back at."""
    called = (urlsplit(uri) for uri in client["callbacks"])
    named = (*client["web_origins"], *client["allowed_origins"])
    return {*named, *(f"{parts.scheme}://{parts.netloc}" for parts in called if parts.scheme in ("http", "https"))}
