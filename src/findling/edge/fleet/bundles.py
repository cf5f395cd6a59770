"""Bundles: what can be deployed, each version once and for ever the same."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import orjson

from findling.base.errors import IllegalArgumentError, ResourceAlreadyExistsError, ResourceNotFoundError
from findling.base.object_parser import OBJECT, STRING, Member, parse_object
from findling.edge.copies.settings import FILE, CopySettings, published_of
from findling.edge.fleet.archives import Archives
from findling.edge.fleet.pushed import PushedIndices
from findling.edge.fleet.store import BUNDLE, Document, FleetStore
from findling.edge.functions.bundle import FUNCTIONS, INDEX, MODEL, PIPELINE, Bundle
from findling.edge.functions.confinement import Limits
from findling.edge.functions.signed_files import SigningKey
from findling.edge.models.settings import ModelSettings
from findling.edge.pieces import piece_of
from findling.edge.pipelines.settings import PipelineSettings

_MEMBERS: Final = {
    "kind": Member(STRING),
    "module": Member(STRING),
    "limits": Member(OBJECT, Limits.parse),
    "settings": Member(OBJECT),
    "files": Member(OBJECT),
}


class Bundles:
    """Bundles, as the store has them. The hub signs what it takes in, and nothing else."""

    def __init__(self, store: FleetStore, archives: Archives, pushed: PushedIndices) -> None:
        self._store = store
        self._archives = archives
        self._pushed = pushed
        self._objects: tuple[str, frozenset[str]] = ("", frozenset())

    @property
    def key(self) -> SigningKey:
        """The hub's key."""
        return self._archives.key

    def put(self, name: str, version: str, body: Mapping[str, object]) -> Document:
        """Takes files (text, or {"base64": ...}) in, and signs them. A version that is there stays as it is.

        Raises XContentParseError, IllegalArgumentError, ResourceAlreadyExistsError.
        """
        given = parse_object(BUNDLE, body, _MEMBERS)
        files = {path: _content(path, content) for path, content in given.pop("files", {}).items()}
        bundle = Bundle(name=name, version=version, files=files, **given)
        if bundle.kind == INDEX:
            bundle = self._of_index(bundle)
        _check(bundle)
        archive = bundle.signed(self.key)
        checksum = hashlib.sha256(archive).hexdigest()
        described = {
            "bundle": name,
            "bundle_version": version,
            "state": bundle.kind,
            "size_in_bytes": len(archive),
            "sha256": checksum,
            "signed_by": self.key.public,
            "files": sorted(bundle.files),
            **({"etag": published_of(bundle).id, "settings": given["settings"]} if bundle.kind == INDEX else {}),
        }

        def change(before: Document | None) -> Document:
            if before is not None and before["sha256"] != checksum:
                raise ResourceAlreadyExistsError(f"version [{version}] of bundle [{name}] is there, with other files")
            return described

        change(self._store.get(BUNDLE, f"{name}:{version}"))
        self._archives.keep(checksum, archive)
        return self._store.change(BUNDLE, f"{name}:{version}", change)

    def _of_index(self, bundle: Bundle) -> Bundle:
        if bundle.files:
            raise IllegalArgumentError("an index is pushed as the hub has it: a bundle of it has no [files]")
        settings = CopySettings.parse(bundle.settings)
        return replace(bundle, files={FILE: self._pushed.publish(bundle.name, settings)})

    def need(self, name: str, version: str) -> Document:
        """Returns what a version is. Raises ResourceNotFoundError."""
        found = self._store.get(BUNDLE, f"{name}:{version}")
        if found is None:
            raise ResourceNotFoundError(f"version [{version}] of bundle [{name}] not found")
        return found

    def piece(self, name: str, version: str, offset: int, object: str | None = None) -> Document:
        """Returns a piece of an archive as base64, and its whole size. Raises ResourceNotFoundError.

        object: a file of the index that the bundle is of, instead of the archive
        """
        found = self.need(name, version)
        if object is not None:
            if object not in self._objects_of(name, version):
                raise ResourceNotFoundError(f"version [{version}] of bundle [{name}] has no object [{object}]")
            return self._pushed.piece(name, object, offset)
        return piece_of(self._file(found), offset)

    def _objects_of(self, name: str, version: str) -> frozenset[str]:
        """Returns the names of the files of an index's version; those that are asked for now are remembered."""
        key = f"{name}:{version}"
        known, objects = self._objects
        if known != key:
            objects = frozenset(file.object for file in published_of(self._opened(name, version)).files())
            self._objects = key, objects
        return objects

    def _opened(self, name: str, version: str) -> Bundle:
        return Bundle.opened(self._file(self.need(name, version)).read_bytes(), [self.key.public])

    def _file(self, found: Document) -> Path:
        return self._archives.file(*_place(found))

    def versions(self, name: str) -> list[Document]:
        """Returns all versions of a bundle, the oldest first."""
        found = self._store.all(BUNDLE, {"term": {"bundle": name}})
        return sorted(found, key=lambda one: (one["created_at"], one["name"]))

    def delete(self, name: str, version: str) -> None:
        """Removes a version. Raises ResourceNotFoundError, IllegalArgumentError while a node is to run it."""
        self.need(name, version)
        used = {"bool": {"should": [{"term": {f"{what}.{name}": version}} for what in ("runs", "wants")]}}
        if next(iter(self._store.all("node", used)), None) is not None:
            raise IllegalArgumentError(f"version [{version}] of bundle [{name}] runs on nodes, or is to")
        self.forget(name, version)

    def forget(self, name: str, version: str) -> None:
        """Removes a version whoever runs it. Raises ResourceNotFoundError."""
        found = self.need(name, version)
        self._store.delete(BUNDLE, f"{name}:{version}")
        self._archives.remove(name, found["sha256"], found["size_in_bytes"])
        if found["state"] == INDEX:
            left = [self._opened(name, one["bundle_version"]) for one in self.versions(name)]
            self._pushed.clean(name, [orjson.loads(one.files[FILE]) for one in left])


def _place(found: Document) -> tuple[str, str, str, int]:
    return found["bundle"], found["bundle_version"], found["sha256"], found["size_in_bytes"]


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
