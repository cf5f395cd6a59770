"""Findling's console is an application of the provider like any other, registered by itself."""

from collections.abc import Iterable
from typing import Any

from findling.identity.config import CONSOLE
from findling.identity.oauth.application import described
from findling.identity.service import Identity


def register_console(identity: Identity, pages: Iterable[str]) -> None:
    """Registers the console, or more places where it is.

    pages: where browsers find it; those that administrators named stay
    """
    places = list(pages)
    if identity.clients.get(CONSOLE) is None:
        identity.clients.create(described({"name": "Findling", "app_type": "spa"}), CONSOLE)

    def with_places(entry: dict[str, Any]) -> dict[str, Any] | None:
        added = [place for place in places if place not in entry["callbacks"]]
        if not added:
            return None
        both = ("callbacks", "allowed_logout_urls")
        return {**entry, **{name: [*entry[name], *(one for one in added if one not in entry[name])] for name in both}}

    identity.clients.change(CONSOLE, with_places)


def console_pages(scheme: str, address: str) -> list[str]:
    """Returns where browsers of this machine find the console. address: host and port that the node listens on"""
    host, _, port = address.rpartition(":")
    hosts = [host] if host not in ("0.0.0.0", "[::]") else []
    if host in ("127.0.0.1", "0.0.0.0", "[::1]", "[::]"):
        hosts += [name for name in ("127.0.0.1", "localhost") if name not in hosts]
    return [f"{scheme}://{name}:{port}/_console/" for name in hosts]
