"""What somebody who wishes to join a cluster sends."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.cluster.authority.errors import JoinRefusedError
from findling.cluster.authority.files import ROLES

_REQUESTS: Final = "requests"


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """What somebody who wishes to join says. key: public half of its nkey; requests: for signing, in PEM, by role"""

    token: str
    cluster: str | None
    name: str
    kind: str
    hosts: tuple[str, ...]
    listen: str | None
    door: str | None
    key: str
    requests: Mapping[str, bytes]

    @classmethod
    def from_json(cls, body: Any) -> "JoinRequest":
        """Raises JoinRefusedError for members that are missing or of another kind."""
        try:
            return cls(
                _text(body["token"]),
                None if body.get("cluster") is None else _text(body["cluster"]),
                _text(body["name"]),
                _text(body["kind"]),
                tuple(_text(host) for host in body["hosts"]),
                None if body.get("listen") is None else _text(body["listen"]),
                None if body.get("door") is None else _text(body["door"]),
                _text(body["key"]),
                {role: _text(body[_REQUESTS][role]).encode() for role in ROLES},
            )
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise JoinRefusedError(f"this is no request to join: {error!r}") from error

    def to_json(self) -> dict[str, Any]:
        requests = {role: request.decode() for role, request in self.requests.items()}
        return {
            "token": self.token, "cluster": self.cluster, "name": self.name, "kind": self.kind,
            "hosts": list(self.hosts), "listen": self.listen, "door": self.door, "key": self.key, _REQUESTS: requests,
        }  # fmt: skip


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value
