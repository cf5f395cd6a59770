"""Bundles: what can be deployed, each version once and for ever the same."""

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, ResourceAlreadyExistsError, ResourceNotFoundError
from findling.base.object_parser import OBJECT, STRING, Member, parse_object
from findling.edge.fleet.store import BUNDLE, Document, FleetStore
from findling.edge.functions.bundle import FUNCTIONS, MODEL, PIPELINE, Bundle
from findling.edge.functions.confinement import Limits
from findling.edge.functions.signed_files import SigningKey
from findling.edge.models.settings import ModelSettings
from findling.edge.pipelines.settings import PipelineSettings

_PIECE: Final = 512 << 10
_KEY: Final = "signing.key"
_MEMBERS: Final = {
    "kind": Member(STRING),
    "module": Member(STRING),
    "limits": Member(OBJECT, Limits.parse),
    "settings": Member(OBJECT),
    "files": Member(OBJECT),
}


class Bundles:
    """Archives in a folder, what they are in the store. The hub signs what it takes in, and nothing else."""

    def __init__(self, store: FleetStore, home: Path) -> None:
        self._store = store
        self._home = home
        home.mkdir(parents=True, exist_ok=True)
        self._key: SigningKey | None = None

    @property
    def key(self) -> SigningKey:
        """The hub's key, made when it is first wanted."""
        if self._key is None:
            self._key = SigningKey.kept(self._home / _KEY)
        return self._key

    def put(self, name: str, version: str, body: Mapping[str, object]) -> Document:
        """Takes files (text, or {"base64": ...}) in, and signs them. A version that is there stays as it is.

        Raises XContentParseError, IllegalArgumentError, ResourceAlreadyExistsError.
        """
        given = parse_object(BUNDLE, body, _MEMBERS)
        files = {path: _content(path, content) for path, content in given.pop("files", {}).items()}
        bundle = Bundle(name=name, version=version, files=files, **given)
        _check(bundle)
        archive = bundle.signed(self.key)
        described = {
            "bundle": name,
            "bundle_version": version,
            "state": bundle.kind,
            "size_in_bytes": len(archive),
            "sha256": hashlib.sha256(archive).hexdigest(),
            "signed_by": self.key.public,
            "files": sorted(files),
        }

        def change(before: Document | None) -> Document:
            if before is not None and before["sha256"] != described["sha256"]:
                raise ResourceAlreadyExistsError(f"version [{version}] of bundle [{name}] is there, with other files")
            return described

        path = self._path(name, version)
        path.parent.mkdir(exist_ok=True)
        pending = path.with_suffix(".new")
        pending.write_bytes(archive)
        made = self._store.change(BUNDLE, f"{name}:{version}", change)
        pending.replace(path)
        return made

    def need(self, name: str, version: str) -> Document:
        """Returns what a version is. Raises ResourceNotFoundError."""
        found = self._store.get(BUNDLE, f"{name}:{version}")
        if found is None:
            raise ResourceNotFoundError(f"version [{version}] of bundle [{name}] not found")
        return found

    def piece(self, name: str, version: str, offset: int) -> Document:
        """Returns a piece of an archive as base64, and its whole size. Raises ResourceNotFoundError."""
        self.need(name, version)
        with self._path(name, version).open("rb") as file:
            file.seek(offset)
            content = base64.b64encode(file.read(_PIECE)).decode()
            return {"content": content, "size_in_bytes": file.seek(0, 2)}

    def delete(self, name: str, version: str) -> None:
        """Removes a version. Raises ResourceNotFoundError, IllegalArgumentError while a node is to run it."""
        self.need(name, version)
        used = {"bool": {"should": [{"term": {f"{what}.{name}": version}} for what in ("runs", "wants")]}}
        if next(iter(self._store.all("node", used)), None) is not None:
            raise IllegalArgumentError(f"version [{version}] of bundle [{name}] runs on nodes, or is to")
        self._store.delete(BUNDLE, f"{name}:{version}")
        self._path(name, version).unlink(missing_ok=True)

    def _path(self, name: str, version: str) -> Path:
        return self._home / name / f"{version}.bundle"


def _check(bundle: Bundle) -> None:
    if bundle.kind == FUNCTIONS and f"{bundle.module.replace('.', '/')}.py" not in bundle.files:
        raise IllegalArgumentError(f"[files] must have the module [{bundle.module}] that declares the functions")
    if bundle.kind == MODEL:
        ModelSettings.parse(bundle.settings).check_files(bundle.files)
    if bundle.kind == PIPELINE:
        PipelineSettings.of(bundle)


def _content(path: str, given: Any) -> bytes:
    if isinstance(given, str):
        return given.encode()
    if isinstance(given, Mapping) and set(given) == {"base64"} and isinstance(given["base64"], str):
        try:
            return base64.b64decode(given["base64"], validate=True)
        except ValueError as error:
            raise IllegalArgumentError(f"file [{path}] is no base64") from error
    raise IllegalArgumentError(f'file [{path}] must be a text or {{"base64": ...}}')
