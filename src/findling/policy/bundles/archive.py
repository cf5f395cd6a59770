"""Reads a bundle: a tar.gz of modules, data files and a manifest."""

import io
import json
import tarfile
from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.lazy import lazy_module
from findling.policy.bundles.signature import check_signature
from findling.policy.store.documents import StorageError, merged
from findling.policy.store.revision import Bundle

_LARGEST: Final = 64 << 20
_MOST_FILES: Final = 10_000
MANIFEST: Final = ".manifest"
SIGNATURES: Final = ".signatures.json"
_DATA: Final = ("data.json", "data.yaml", "data.yml")
_yaml = lazy_module("yaml")


def read_bundle(name: str, archive: bytes, now_ms: int, source: str | None = None, key: str | None = None) -> Bundle:
    """Returns the bundle of an archive. key: must have signed it; None: it need not be signed

    Raises IllegalArgumentError for an archive that is none, or whose signature is missing or wrong.
    """
    files = _files(archive)
    signatures = files.pop(SIGNATURES, None)
    if key is not None:
        check_signature(files, signatures, key)
    manifest = _manifest(files.pop(MANIFEST, b"{}"))
    modules: dict[str, str] = {}
    data: dict[str, Any] = {}
    for path, content in files.items():
        if path.endswith(".rego"):
            modules[f"{name}/{path}"] = _text(path, content)
        elif path.rpartition("/")[2] in _DATA:
            data = _with_data(data, path, content)
    roots = tuple(root.strip("/") for root in manifest.get("roots", [""]))
    _check_roots(roots, data)
    return Bundle(name, manifest.get("revision", ""), roots, modules, data, source, now_ms)


def _files(archive: bytes) -> dict[str, bytes]:
    """Returns the files of an archive by their path, without what comes before it."""
    found: dict[str, bytes] = {}
    size = 0
    try:
        with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as tar:
            for member in tar:
                if not member.isfile():
                    continue
                size += member.size
                if size > _LARGEST or len(found) >= _MOST_FILES:
                    raise IllegalArgumentError(f"a bundle may have {_MOST_FILES} files of {_LARGEST} bytes in all")
                content = tar.extractfile(member)
                found[member.name.removeprefix("./").lstrip("/")] = b"" if content is None else content.read()
    except (tarfile.TarError, OSError, EOFError) as error:
        raise IllegalArgumentError(f"the bundle is not a tar.gz archive: {error}") from error
    return found


def _manifest(content: bytes) -> Mapping[str, Any]:
    try:
        manifest = json.loads(content)
    except ValueError as error:
        raise IllegalArgumentError(f"the bundle's manifest is malformed: {error}") from error
    roots = manifest.get("roots", [""]) if isinstance(manifest, dict) else None
    revision = manifest.get("revision", "") if isinstance(manifest, dict) else None
    if not isinstance(roots, list) or not all(isinstance(root, str) for root in roots) or not isinstance(revision, str):
        raise IllegalArgumentError("the bundle's manifest is malformed: it has a revision, and a list of roots")
    checked: Mapping[str, Any] = manifest
    return checked


def _with_data(data: dict[str, Any], path: str, content: bytes) -> dict[str, Any]:
    """Returns the data with that of a file, which stands where its folder says."""
    try:
        value = json.loads(content) if path.endswith(".json") else _yaml.safe_load(content)
    except (ValueError, RecursionError, _yaml.YAMLError) as error:
        raise IllegalArgumentError(f"the bundle's file [{path}] is malformed: {error}") from error
    for part in reversed(path.split("/")[:-1]):
        value = {part: value}
    if not isinstance(value, dict):
        raise IllegalArgumentError(f"the bundle's file [{path}] must hold an object")
    try:
        together: dict[str, Any] = merged(data, value)
    except StorageError as error:
        raise IllegalArgumentError(f"the bundle's file [{path}] contradicts another: {error}") from error
    return together


def _check_roots(roots: tuple[str, ...], data: Mapping[str, Any]) -> None:
    """Raises IllegalArgumentError for data outside of the roots."""
    if "" in roots:
        return
    for name in data:
        if not any(root.partition("/")[0] == name for root in roots):
            raise IllegalArgumentError(f"manifest roots {list(roots)} do not permit data at path '/{name}'")


def _text(path: str, content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise IllegalArgumentError(f"the bundle's file [{path}] is not UTF-8") from error
