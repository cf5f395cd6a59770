"""The archives of bundles, and the key that signs them: in the store, which all masters of a cluster have.

An archive is in pieces there, named by its checksum: whoever writes the same once more changes nothing. Files of this
node have what was asked of it, so that an archive is put together once.
"""

import base64
import os
from pathlib import Path
from typing import Final

from findling.base.errors import ResourceNotFoundError
from findling.edge.fleet.store import KEY, PIECE, FleetStore
from findling.edge.functions.signed_files import SigningKey

_PIECE_BYTES: Final = 512 << 10
_KEY: Final = "signing"


class Archives:
    """Of one hub. home: a folder of this node"""

    def __init__(self, store: FleetStore, home: Path) -> None:
        self._store = store
        self._home = home
        self._key: SigningKey | None = None

    @property
    def key(self) -> SigningKey:
        """The hub's key, made when it is first wanted."""
        if self._key is None:
            known = self._store.get(KEY, _KEY)
            if known is None:
                seed = self._first_seed().hex()
                known = self._store.change(KEY, _KEY, lambda before: before or {"seed": seed})
            self._key = SigningKey(bytes.fromhex(known["seed"]))
        return self._key

    def _first_seed(self) -> bytes:
        """Returns a new seed, or that of a hub which kept it in a file."""
        file = self._home / "signing.key"
        return file.read_bytes() if file.exists() else os.urandom(32)

    def keep(self, checksum: str, archive: bytes) -> None:
        """Stores an archive."""
        for number, start in enumerate(range(0, len(archive), _PIECE_BYTES)):
            content = base64.b64encode(archive[start : start + _PIECE_BYTES]).decode()
            self._store.put(PIECE, f"{checksum}:{number}", {"content": content})

    def file(self, bundle: str, version: str, checksum: str, size: int) -> Path:
        """Returns where an archive is here; it is brought from the store if it is not. Raises ResourceNotFoundError."""
        path = self._path(bundle, checksum)
        if not path.exists():
            pieces = range(-(-size // _PIECE_BYTES))
            archive = b"".join(self._piece(bundle, version, f"{checksum}:{number}") for number in pieces)
            path.parent.mkdir(parents=True, exist_ok=True)
            pending = path.with_suffix(f".{os.getpid()}-{id(archive)}.new")
            pending.write_bytes(archive)
            pending.replace(path)
        return path

    def _piece(self, bundle: str, version: str, name: str) -> bytes:
        found = self._store.get(PIECE, name)
        if found is None:
            raise ResourceNotFoundError(f"the archive of version [{version}] of bundle [{bundle}] is not here")
        return base64.b64decode(found["content"])

    def remove(self, bundle: str, checksum: str, size: int) -> None:
        """Removes an archive, here and from the store."""
        self._path(bundle, checksum).unlink(missing_ok=True)
        for number in range(-(-size // _PIECE_BYTES)):
            if self._store.get(PIECE, f"{checksum}:{number}") is not None:
                self._store.delete(PIECE, f"{checksum}:{number}")

    def _path(self, bundle: str, checksum: str) -> Path:
        # not by the version: another master may have removed it, and taken in another under its name
        return self._home / bundle / f"{checksum}.bundle"
