"""How a node gets at NATS: with its certificate and key, or in plain on this machine alone."""

import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from findling.cluster.authority.addresses import is_loopback, parse_address
from findling.cluster.authority.errors import EnrolmentError
from findling.cluster.authority.files import CLIENT, EnrolmentFiles

TLS: Final = "tls"


@dataclass(frozen=True, slots=True)
class Access:
    """What a client shows to nats-servers. seed: file of its nkey's secret half"""

    tls: ssl.SSLContext
    seed: Path

    @classmethod
    def of(cls, files: EnrolmentFiles) -> "Access":
        """Raises EnrolmentError if files are missing or do not fit each other."""
        try:
            context = ssl.create_default_context(cafile=str(files.ca))
            context.load_cert_chain(files.certificate(CLIENT), files.key(CLIENT))
        except OSError as error:  # ssl.SSLError is one
            raise EnrolmentError(f"the certificates in {files.path} cannot be used: {error}") from error
        if not files.seed.exists():
            raise EnrolmentError(f"there is no {files.seed}")
        return cls(context, files.seed)


def checked_access(urls: Sequence[str], files: EnrolmentFiles, insecure: bool) -> Access | None:
    """Returns what to show to the servers, None for nothing: they are on this machine, and that was asked for.

    insecure: whether plain connections are allowed, which they are on this machine alone
    Raises EnrolmentError for whatever else.
    """
    plain = [url for url in urls if url.partition("://")[0] != TLS]
    if files.are_there:
        if plain:
            raise EnrolmentError(f"there are certificates in {files.path}, but [{plain[0]}] is a plain URL: say tls://")
        return Access.of(files)
    if len(plain) < len(urls):
        raise EnrolmentError(f"[{urls[0]}] wants certificates, and {files.path} has none: findling cluster join")
    if not insecure:
        raise EnrolmentError(
            "nodes of a cluster show each other certificates: make them with findling cluster init and join; without, "
            "a cluster runs with --insecure on one machine alone"
        )
    far = [url for url in plain if not is_loopback(parse_address(url.rpartition("@")[2])[0])]
    if far:
        raise EnrolmentError(f"[{far[0]}] is no address of this machine alone: there --insecure is refused")
    return None
