"""Requests with tokens to a node that takes them, at a time that can be moved."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from findling.base.clock import SystemClock
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Answer, Api


class MovedClock(SystemClock):
    """The time of this machine, and some more."""

    def __init__(self) -> None:
        self.more_ms = 0

    def now_ms(self) -> int:
        return super().now_ms() + self.more_ms


class TrustingApi(Api):
    """Requests with tokens."""

    clock: MovedClock

    def who(self, token: str, **headers: str) -> Answer:
        """Asks who one is."""
        return self.get("/_security/_authenticate", authorization=f"Bearer {token}", **headers)

    def administer(self, method: str, target: str, body: Any = None) -> Answer:
        return self.call(method, target, body, {"authorization": "Basic ZWxhc3RpYzplbGFzdGljLXBhc3N3b3Jk"})


@contextmanager
def trusting(data: Path, secrets: dict[str, str] | None = None, **options: Any) -> Iterator[TrustingApi]:
    config = NodeConfig(data=data, sync=False, background=False, threads=4, security=True, **options)
    clock = MovedClock()
    node = Node(config, clock)
    for name, value in (secrets or {}).items():
        node.secrets._keystore.put(name, value.encode())
    with node:
        assert node.security is not None
        node.security.users.bootstrap("elastic-password")
        api = TrustingApi(node)
        api.clock = clock
        yield api
