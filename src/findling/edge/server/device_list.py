"""Which devices may come to an edge: a file beside it, which a command changes while the edge runs."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import orjson

from findling.base.errors import IllegalArgumentError, ResourceNotFoundError
from findling.codec.durable_files import sync_directory
from findling.edge.config import NAME

_FILE: Final = "devices.json"
_SHORTEST: Final = 12


@dataclass(frozen=True, slots=True)
class Device:
    """Who may come by MQTT, with its name as user."""

    name: str
    password: str


class DeviceList:
    """The file, which only the edge's owner can read. directory: the folder `edge` of the data directory"""

    def __init__(self, directory: Path) -> None:
        self._file = directory / _FILE

    def stamp(self) -> int:
        """Returns a number that is another one whenever the file has changed."""
        return self._file.stat().st_mtime_ns if self._file.exists() else 0

    def all(self) -> tuple[Device, ...]:
        """Returns the devices, by name; none: whoever is on this machine may come, with any name."""
        if not self._file.exists():
            return ()
        return tuple(Device(name, password) for name, password in sorted(orjson.loads(self._file.read_bytes()).items()))

    def add(self, name: str, password: str | None = None) -> str:
        """Adds a device, or gives it another password; returns that. Raises IllegalArgumentError."""
        if not NAME.fullmatch(name):
            raise IllegalArgumentError(f"[{name}] is no name of a device: small letters, digits, _ and -, 63 at most")
        given = secrets.token_urlsafe(24) if password is None else password
        if len(given) < _SHORTEST:
            raise IllegalArgumentError(f"a device's password has {_SHORTEST} signs at least")
        self._write({**self._known(), name: given})
        return given

    def remove(self, name: str) -> None:
        """Takes a device out; it is disconnected. Raises ResourceNotFoundError."""
        known = self._known()
        if name not in known:
            raise ResourceNotFoundError(f"there is no device [{name}]")
        self._write({other: password for other, password in known.items() if other != name})

    def _known(self) -> dict[str, str]:
        return {device.name: device.password for device in self.all()}

    def _write(self, devices: dict[str, str]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = self._file.with_suffix(".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(orjson.dumps(devices))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._file)
        sync_directory(self._file.parent)
