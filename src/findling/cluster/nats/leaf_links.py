"""Links of edges at a nats-server: made anew when somebody is thrown out.

A reload of the configuration disconnects clients that it no longer names, but not leaf nodes. So once it is loaded, all
leaf nodes are disconnected: those that may come are back within a second or two, others are not let in.
"""

import asyncio
import json
import secrets
import ssl
from dataclasses import dataclass, field
from typing import Any, Final

from nats.aio.client import Client
from nats.errors import Error as NatsError

from findling.cluster.nats.errors import ClusterUnavailableError

_ACCOUNT: Final = "SYS"
_USER: Final = "system"
_PATIENCE_S: Final = 5.0
_ATTEMPTS: Final = 3


@dataclass(frozen=True, slots=True)
class SystemUser:
    """Who may have a nats-server do something: this program alone, with a password made up at each start."""

    password: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    @property
    def accounts(self) -> dict[str, Any]:
        """The account, as a member of a configuration's `accounts`."""
        return {_ACCOUNT: {"users": [{"user": _USER, "password": self.password}]}}

    @property
    def name(self) -> str:
        """Of the account, for a configuration's `system_account`."""
        return _ACCOUNT

    def renew_links(self, address: str, tls: ssl.SSLContext | None = None) -> None:
        """Has a server read its configuration and disconnects its leaf nodes. address: HOST:PORT for its clients

        Raises ClusterUnavailableError if it does not answer; then nobody may be disconnected.
        """
        scheme = "nats" if tls is None else "tls"
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                asyncio.run(_renew(f"{scheme}://{_USER}:{self.password}@{address}", tls))
                return
            except (NatsError, OSError, TimeoutError, KeyError, ValueError) as error:
                # a reload may end connections that are being made
                if attempt == _ATTEMPTS:
                    raise ClusterUnavailableError(f"leaf nodes at {address} are not disconnected: {error!r}") from error


async def _renew(url: str, tls: ssl.SSLContext | None) -> None:
    client = Client()
    await client.connect([url], tls=tls, allow_reconnect=False, connect_timeout=int(_PATIENCE_S), name="findling")
    try:
        server = client._server_info["server_id"]
        await _asked(client, server, "RELOAD", {})
        for leaf in (await _asked(client, server, "LEAFZ", {})).get("leafs") or ():
            await _asked(client, server, "KICK", {"cid": leaf["id"]})
    finally:
        await client.close()


async def _asked(client: Client, server: str, verb: str, body: dict[str, Any]) -> dict[str, Any]:
    message = await client.request(f"$SYS.REQ.SERVER.{server}.{verb}", json.dumps(body).encode(), timeout=_PATIENCE_S)
    answer: dict[str, Any] = json.loads(message.data)
    if "error" in answer and verb != "KICK":  # a leaf may have gone by itself
        raise ValueError(f"{verb}: {answer['error']}")
    found: dict[str, Any] = answer.get("data") or {}
    return found
