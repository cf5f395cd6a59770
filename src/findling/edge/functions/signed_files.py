"""Signed files: what the hub deploys, one ZIP archive of a manifest, its signature by Ed25519, and files.

The signature is of the manifest, and the manifest has the hash of every file: nothing can be changed, added or taken
away. Packing the same files twice gives the same bytes.
"""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final

import orjson

from findling.base.lazy import lazy_module
from findling.edge.functions.errors import BundleRefusedError

_ed25519 = lazy_module("cryptography.hazmat.primitives.asymmetric.ed25519", optional=True)
_exceptions = lazy_module("cryptography.exceptions", optional=True)

_MANIFEST: Final = "MANIFEST.json"
_SIGNATURE: Final = "MANIFEST.sig"
_TIME: Final = (1980, 1, 1, 0, 0, 0)
_MOST_BYTES: Final = 256 << 20


class SigningKey:
    """The hub's key. seed: 32 bytes; public: 64 hexadecimal digits"""

    def __init__(self, seed: bytes) -> None:
        self._key = _ed25519.Ed25519PrivateKey.from_private_bytes(seed)
        self.public: str = self._key.public_key().public_bytes_raw().hex()

    def sign(self, text: bytes) -> bytes:
        signature: bytes = self._key.sign(text)
        return signature


@dataclass(frozen=True, slots=True)
class SignedFiles:
    """What was unpacked. about: what the manifest says besides the files; key: who signed"""

    about: Mapping[str, Any]
    files: Mapping[str, bytes]
    key: str


def pack(about: Mapping[str, Any], files: Mapping[str, bytes], key: SigningKey) -> bytes:
    """Returns an archive. Raises BundleRefusedError for paths that lead elsewhere."""
    for name in files:
        _check_path(name)
    hashes = {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)}
    manifest = orjson.dumps({"about": about, "files": hashes}, option=orjson.OPT_SORT_KEYS)
    signature = orjson.dumps({"key": key.public, "ed25519": key.sign(manifest).hex()})
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [(_MANIFEST, manifest), (_SIGNATURE, signature), *sorted(files.items())]:
            archive.writestr(zipfile.ZipInfo(name, _TIME), content)
    return made.getvalue()


def unpack(archive: bytes, trusted: Iterable[str]) -> SignedFiles:
    """Returns the files of an archive that one of the trusted keys has signed. Raises BundleRefusedError."""
    try:
        entries = _entries(archive)
        manifest, signature = entries.pop(_MANIFEST), orjson.loads(entries.pop(_SIGNATURE))
        key, signed = str(signature["key"]), bytes.fromhex(signature["ed25519"])
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, NotImplementedError, RuntimeError) as error:
        raise BundleRefusedError(f"this is no bundle: {error}") from error
    if key not in set(trusted):
        raise BundleRefusedError(f"the bundle is signed by [{key[:16]}], whom this node does not trust")
    _verify(key, signed, manifest)
    told = orjson.loads(manifest)
    if {name: hashlib.sha256(content).hexdigest() for name, content in entries.items()} != told["files"]:
        raise BundleRefusedError("the files of the bundle are not those that were signed")
    for name in entries:
        _check_path(name)
    return SignedFiles(told["about"], entries, key)


def _entries(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        infos = opened.infolist()
        if sum(info.file_size for info in infos) > _MOST_BYTES:
            raise BundleRefusedError(f"the bundle is larger than [{_MOST_BYTES}] bytes")
        if len({info.filename for info in infos}) < len(infos):
            raise BundleRefusedError("the bundle has a file twice")
        return {info.filename: opened.read(info) for info in infos}


def _verify(key: str, signature: bytes, manifest: bytes) -> None:
    try:
        _ed25519.Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, manifest)
    except (_exceptions.InvalidSignature, ValueError) as error:
        raise BundleRefusedError("the signature of the bundle is wrong") from error


def _check_path(name: str) -> None:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or name in (_MANIFEST, _SIGNATURE) or not path.parts:
        raise BundleRefusedError(f"the bundle may not hold the file [{name}]")
