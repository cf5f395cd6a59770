"""Which requests a browser may bring to the server.

A web page can send requests to any server that the browser reaches, on this machine too. It cannot read the answers,
but a POST without a body deletes documents all the same. The browser says whom it works for, in Origin and
Sec-Fetch-Site; other clients send neither. And a name of somebody else's that leads to this machine (DNS rebinding)
would make a page of that name one of the server's own: on a loopback address only names of this machine are answered.
"""

import ipaddress
from functools import lru_cache
from typing import Final

from findling.base.errors import SecurityError
from findling.node.services.config import NodeConfig
from findling.rest.cors import CorsPolicy
from findling.rest.request import Request

_SAFE_METHODS: Final = ("GET", "HEAD", "OPTIONS")
_OWN_SITES: Final = ("same-origin", "none")


class Doors:
    """Decides by the headers of a request.

    config: `host` says whether only this machine reaches the server; `allowed_hosts` names other hosts, "*" all
    """

    def __init__(self, config: NodeConfig, cors: CorsPolicy | None) -> None:
        self._cors = cors
        names = (name.strip().lower() for name in (config.allowed_hosts or "").split(","))
        self._names = frozenset(name for name in names if name)
        self._any_name = "*" in self._names or (not self._names and not is_loopback(config.host))

    def check(self, request: Request) -> None:
        """Raises SecurityError for a request that must not come in."""
        self._check_host(request.headers.get("host"))
        if request.method not in _SAFE_METHODS:
            self._check_page(request.headers)

    def check_upgrade(self, request: Request) -> None:
        """Raises SecurityError for a WebSocket that must not be opened: what comes through one, pages can read."""
        self._check_host(request.headers.get("host"))
        self._check_page(request.headers)

    def _check_host(self, host: str | None) -> None:
        if host is not None and not self._any_name and not self._is_known(host_name(host)):
            raise SecurityError(
                f"the host [{host}] is not one of this server's: name it in the setting [allowed_hosts] "
                "if requests may come under that name"
            )

    def _check_page(self, headers: dict[str, str]) -> None:
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if origin is None and (site is None or site in _OWN_SITES):
            return
        if origin is not None and (self._is_own(origin, headers.get("host")) or self._is_let_in(origin)):
            return
        raise SecurityError(
            f"a web page of [{origin or site}] may not change anything here: name its origin in the setting "
            "[cors_origins] if it may"
        )

    def _is_own(self, origin: str, host: str | None) -> bool:
        place = origin.partition("://")[2]
        return bool(place) and (place == host or host_name(place) in self._names)

    def _is_let_in(self, origin: str) -> bool:
        return self._cors is not None and self._cors.allows(origin)

    def _is_known(self, name: str) -> bool:
        # an address is nobody's name: it cannot be pointed elsewhere
        return name in self._names or name == "localhost" or name.endswith(".localhost") or _is_address(name)


@lru_cache(256)
def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Whether an address to listen on is reached from this machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def host_name(host: str) -> str:
    """Returns the name or address of a Host header, without its port."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].rstrip(".").lower()
