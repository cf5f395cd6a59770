"""The way from the node's own port to its provider: who is let in there needs no token of the provider."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from findling.identity.config import AUDIENCE, CONSOLE
from findling.node.services.node import Node

if TYPE_CHECKING:
    from findling.identity.service import Identity
    from findling.identity.web.app import IdentityApp
    from findling.identity.web.response import Response


class Door:
    """A node keeps one, `node.kept(Door)`; it is closed where no provider is served.

    Nothing is imported that is optional to install.
    """

    def __init__(self, node: Node) -> None:
        self._app: IdentityApp | None = None

    def open(self, app: "IdentityApp") -> None:
        """Leads to a provider, from now on."""
        self._app = app

    def close(self) -> None:
        """Leads nowhere any more."""
        self._app = None

    @property
    def identity(self) -> "Identity | None":
        """The provider, None where there is none."""
        return None if self._app is None else self._app.identity

    def ask(
        self, method: str, path: str, query_string: str, headers: Mapping[str, str], body: bytes,
        address: str | None, admitted: str | None,
    ) -> "Response | None":  # fmt: skip
        """Returns the provider's answer, None where there is none.

        admitted: the name of one whom the node lets manage the provider; None: as whoever asks at the provider's port
        """
        if self._app is None:
            return None
        return self._app.ask_here(method, path, query_string, headers, body, address, admitted)

    def describe(self) -> dict[str, Any] | None:
        """Returns what a page has to know in order to send people there; None where there is no provider."""
        identity = self.identity
        if identity is None:
            return None
        return {
            "issuer": identity.issuer,
            "authorization_endpoint": f"{identity.url}/authorize",
            "end_session_endpoint": f"{identity.url}/v2/logout",
            "client_id": CONSOLE,
            "audience": AUDIENCE,
            "sends_mail": identity.mailer.is_set,
        }
