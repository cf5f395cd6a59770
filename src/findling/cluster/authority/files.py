"""The folder of a data directory with what a member of a cluster has: certificates, keys, records of the authority."""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from findling.cluster.authority.certificates import Pair
from findling.cluster.authority.enrolment import Enrolment
from findling.cluster.authority.errors import EnrolmentError
from findling.cluster.authority.records import Records
from findling.codec.durable_files import sync_directory

FOLDER: Final = "cluster"
SERVER: Final = "server"
CLIENT: Final = "client"
PEER: Final = "peer"
ROLES: Final = (SERVER, CLIENT, PEER)
"""Certificates of a member: of its servers, as a client of others, and between nats-servers."""
_AUTHORITY: Final = "ca"
_SEED: Final = "node.nk"
_ENROLMENT: Final = "enrolment.json"
_RECORDS: Final = "authority.json"
_LOCK: Final = "authority.lock"
_PUBLIC: Final = 0o644
_SECRET: Final = 0o600


class EnrolmentFiles:
    """Reads and writes the folder. Keys and records are for their owner only; files are whole or not there."""

    def __init__(self, data: Path) -> None:
        self.path = data / FOLDER

    @property
    def are_there(self) -> bool:
        """Whether this data directory is a member's."""
        return (self.path / _ENROLMENT).exists()

    @property
    def have_authority(self) -> bool:
        """Whether it may enrol others: it has the authority's key."""
        return self.key(_AUTHORITY).exists()

    @property
    def seed(self) -> Path:
        """File of the nkey's secret half."""
        return self.path / _SEED

    @property
    def records_file(self) -> Path:
        return self.path / _RECORDS

    @property
    def ca(self) -> Path:
        """File of the authority's certificate."""
        return self.certificate(_AUTHORITY)

    def certificate(self, role: str) -> Path:
        return self.path / f"{role}.crt"

    def key(self, role: str) -> Path:
        return self.path / f"{role}.key"

    def pair(self, role: str = _AUTHORITY) -> Pair:
        """Returns a certificate and its key. Raises EnrolmentError."""
        try:
            return Pair(self.certificate(role).read_bytes(), self.key(role).read_bytes())
        except OSError as error:
            raise EnrolmentError(f"{error.filename} cannot be read: {error.strerror}") from error

    def write_pair(self, pair: Pair, role: str = _AUTHORITY) -> None:
        self._write(self.key(role), pair.key, _SECRET)
        self._write(self.certificate(role), pair.certificate, _PUBLIC)

    def write_authority(self, certificate: bytes) -> None:
        """Writes the certificate of the authority, for members that do not have its key."""
        self._write(self.ca, certificate, _PUBLIC)

    def write_seed(self, seed: str) -> None:
        self._write(self.seed, seed.encode(), _SECRET)

    def enrolment(self) -> Enrolment:
        """Returns what the member knows of its cluster. Raises EnrolmentError."""
        return Enrolment.from_json(self._json(self.path / _ENROLMENT))

    def write_enrolment(self, enrolment: Enrolment) -> None:
        """Writes it; last, for then the member is one."""
        self._write(self.path / _ENROLMENT, json.dumps(enrolment.to_json(), indent=1).encode(), _PUBLIC)

    def records(self) -> Records:
        """Returns what the authority remembers. Raises EnrolmentError."""
        return Records.from_json(self._json(self.records_file)) if self.records_file.exists() else Records()

    def change_records(self, change: Callable[[Records], Records]) -> Records:
        """Changes what the authority remembers, one process at a time. Returns it, raises what `change` raises."""
        with self._locked():
            before = self.records()
            after = change(before)
            if after != before:
                self._write(self.records_file, json.dumps(after.to_json(), indent=1).encode(), _SECRET)
            return after

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.make()
        fd = os.open(self.path / _LOCK, os.O_RDWR | os.O_CREAT, _SECRET)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX)
            yield
        finally:
            os.close(fd)

    def make(self) -> None:
        """Makes the folder, which is for nobody else on this machine."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)

    def _json(self, path: Path) -> Any:
        try:
            return json.loads(path.read_bytes())
        except (OSError, ValueError) as error:
            raise EnrolmentError(f"{path} cannot be read: {error}") from error

    def _write(self, path: Path, content: bytes, mode: int) -> None:
        self.make()
        temporary = path.with_name(f"{path.name}.tmp")
        temporary.unlink(missing_ok=True)
        with os.fdopen(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_directory(path.parent)
