"""A nats-server as a child of this process: it ends when this one does, however this one ends."""

import logging
import os
import signal
import socket
import subprocess
from pathlib import Path
from typing import Final

from findling.cluster.nats.errors import ClusterUnavailableError

logger = logging.getLogger("findling.cluster")

_STOP_S: Final = 10


class ServerProcess:
    """Runs nats-server with a configuration, in a directory that holds that and its log.

    listen: host and port for clients: whether another process is there is looked at before the start
    """

    def __init__(self, directory: Path, binary: str, listen: tuple[str, int]) -> None:
        self.directory = directory
        self._binary = binary
        self._listen = listen
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Process id of the server, 0 before it runs."""
        return 0 if self._process is None else self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self, config: str, environment: dict[str, str] | None = None) -> None:
        """Starts the server. Raises ClusterUnavailableError if its port is taken."""
        host, port = self._listen
        with socket.socket() as probe:
            if probe.connect_ex((host, port)) == 0:
                raise ClusterUnavailableError(f"another process listens at {host}:{port}")
        self.directory.mkdir(parents=True, exist_ok=True)
        path = self.write(config)
        with (self.directory / "nats-server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._binary, "-c", str(path)],
                stdout=log,
                stderr=log,
                preexec_fn=_end_with_parent,
                env={**os.environ, **(environment or {})},
            )
        logger.info("nats-server runs pid=%d listen=%s:%d", self._process.pid, host, port)

    def reload(self, config: str) -> None:
        """Gives the running server another configuration: those whom it no longer names are disconnected."""
        self.write(config)
        if self._process is not None and self.is_running:
            self._process.send_signal(signal.SIGHUP)

    def write(self, config: str) -> Path:
        """Writes the configuration, readable by nobody else, and returns its path."""
        path = self.directory / "nats-server.conf"
        fresh = path.with_suffix(".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(config)
        fresh.replace(path)
        return path

    def stop(self) -> None:
        """Ends the server: others take over what it led."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()


def _end_with_parent() -> None:
    """Asks the kernel to end the child when the node dies, however it dies; signals of the terminal are not for it."""
    os.setpgid(0, 0)
    if os.uname().sysname == "Linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
