"""What a server listens with: uvicorn's configuration, a certificate, and who may connect."""

from collections.abc import Callable
from typing import Any, Protocol

import uvicorn

from findling.node.services.config import NodeConfig
from findling.rest.addresses import AddressFilter
from findling.rest.tls import Tls


class LongServing(Protocol):
    """An application some of whose connections stay: WebSockets, and answers without an end."""

    def takes_socket(self, path: str) -> bool:
        """Whether a WebSocket may be opened at a path."""

    def end_streams(self) -> None:
        """Ends what would be sent for as long as clients want it."""


class ListeningConfig(uvicorn.Config):
    """passphrase: gives that of the certificate's key; addresses: who may connect; scheme: of the server's URL

    serving: the application, if some of its connections stay
    refused: called with the address of who may not connect
    """

    def __init__(
        self,
        app: Any,
        config: NodeConfig,
        passphrase: Callable[[], str | None],
        serving: LongServing | None,
        refused: Callable[[str | None], None],
        **options: Any,
    ) -> None:
        super().__init__(app, **options)
        self.serving = serving
        self.refused = refused
        self.addresses = AddressFilter(config.allowed_addresses, config.denied_addresses)
        self._tls: Tls | None = None
        if config.tls_certificate is not None and config.tls_key is not None:
            self._tls = Tls(config.tls_certificate, config.tls_key, config.tls_client_ca, passphrase)
            self._tls.context()  # what is wrong with the files is told before anything is served

    @property
    def scheme(self) -> str:
        return "http" if self._tls is None else "https"

    def load(self) -> None:
        super().load()
        if self._tls is not None:
            self.ssl = self._tls.context()
