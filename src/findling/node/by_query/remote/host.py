"""Another cluster that documents come from: where it is, and who we are there."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.java_values import shown
from findling.base.units import parse_time_ms
from findling.base.wildcards import matches

_HOST: Final = re.compile(r"(?P<scheme>[^:]+)://(?P<host>\[[^\]]+\]|[^:/]+):(?P<port>\d+)(?P<prefix>/.*)?")
_DEFAULT_MS: Final = 30_000


@dataclass(frozen=True, slots=True)
class RemoteHost:
    """A cluster and the credentials that it wants. query: in Query DSL, which only that cluster reads"""

    scheme: str
    host: str
    port: int
    prefix: str = ""
    username: str | None = None
    password: str | None = None
    api_key: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    socket_timeout_ms: int = _DEFAULT_MS
    connect_timeout_ms: int = _DEFAULT_MS
    query: Any = None

    @property
    def address(self) -> str:
        return f"{self.host}:{self.port}"

    def check_allowed(self, patterns: Iterable[str]) -> None:
        """Raises IllegalArgumentError unless a pattern of the allow-list covers the address."""
        if not any(matches(pattern, self.address) for pattern in patterns):
            raise IllegalArgumentError(f"[{self.address}] not whitelisted in reindex.remote.whitelist")


def parse_remote(given: Any, query: Any) -> RemoteHost:
    """Returns the cluster that a body's `remote` names. Raises IllegalArgumentError."""
    if not isinstance(given, Mapping):
        raise IllegalArgumentError(f"Expected [remote] to be an object but was [{shown(given)}]")
    left = dict(given)
    username, password, api_key = (_text(left, name) for name in ("username", "password", "api_key"))
    address = _text(left, "host")
    if address is None:
        raise IllegalArgumentError("[host] must be specified to reindex from a remote cluster")
    found = _HOST.fullmatch(address)
    if found is None or found["scheme"] not in ("http", "https"):
        raise IllegalArgumentError(
            f"[host] must be of the form [scheme]://[host]:[port](/[pathPrefix])? but was [{address}]"
        )
    headers = _headers(left)
    socket_ms, connect_ms = _time(left, "socket_timeout"), _time(left, "connect_timeout")
    if left:
        raise IllegalArgumentError(f"Unsupported fields in [remote]: [{','.join(left)}]")
    prefix = (found["prefix"] or "").rstrip("/")
    return RemoteHost(
        found["scheme"], found["host"], int(found["port"]), prefix, username, password, api_key, headers,
        socket_ms, connect_ms, query,
    )  # fmt: skip


def _text(left: dict[str, Any], name: str) -> str | None:
    value = left.pop(name, None)
    if value is not None and not isinstance(value, str):
        raise IllegalArgumentError(f"Expected [{name}] to be a string but was [{shown(value)}]")
    return value


def _headers(left: dict[str, Any]) -> dict[str, str]:
    value = left.pop("headers", None) or {}
    if not isinstance(value, Mapping):
        raise IllegalArgumentError(f"Expected [headers] to be an object containing strings but was [{shown(value)}]")
    for name, text in value.items():
        if not isinstance(text, str):
            fault = f"Expected [headers] to be an object containing strings but has [{name}={shown(text)}]"
            raise IllegalArgumentError(fault)
    return dict(value)


def _time(left: dict[str, Any], name: str) -> int:
    value = _text(left, name)
    return _DEFAULT_MS if value is None else parse_time_ms(value, name)
