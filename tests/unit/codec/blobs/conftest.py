"""Ports that nobody listens on."""

import socket
from collections.abc import Callable

import pytest


@pytest.fixture
def unused_port() -> Callable[[], int]:
    def port() -> int:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            number: int = listener.getsockname()[1]
            return number

    return port
