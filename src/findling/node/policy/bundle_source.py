"""Brings a bundle from where it is: a URL, or a file in the configuration directory."""

import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.node.services.node import Node
from findling.policy.bundles.archive import read_bundle
from findling.policy.store.revision import Bundle

_PATIENCE_S: Final = 30
_LARGEST: Final = 64 << 20


def fetch_bundle(node: Node, name: str, source: Mapping[str, Any]) -> Bundle:
    """Returns the bundle that a source ("url" or "file", and perhaps "key") leads to. Raises IllegalArgumentError."""
    key = source.get("key")
    if "url" in source:
        place = str(source["url"])
        content = _fetched(place)
    else:
        place = str(source["file"])
        content = _read(node.data.config, place)
    return read_bundle(name, content, node.clock.now_ms(), place, None if key is None else str(key))


def _fetched(url: str) -> bytes:
    if not url.startswith(("http://", "https://")):
        raise IllegalArgumentError(f"a bundle comes over http or https, not from [{url}]")
    try:
        with urllib.request.urlopen(url, timeout=_PATIENCE_S) as answer:
            content: bytes = answer.read(_LARGEST + 1)
    except (OSError, ValueError, urllib.error.URLError) as error:
        raise IllegalArgumentError(f"the bundle cannot be fetched from [{url}]: {error}") from error
    if len(content) > _LARGEST:
        raise IllegalArgumentError(f"the bundle of [{url}] is larger than [{_LARGEST}] bytes")
    return content


def _read(folder: Path, name: str) -> bytes:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise IllegalArgumentError(f"a bundle's file must be in the configuration directory, and [{name}] is not")
    try:
        return path.read_bytes()
    except OSError as error:
        raise IllegalArgumentError(f"the bundle cannot be read from [{name}]: {error.strerror}") from error
