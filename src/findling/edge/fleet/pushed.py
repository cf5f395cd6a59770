"""The files of indices that are pushed to edges: copies as they were when a version was made, each content once."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

import orjson

from findling.base.errors import IllegalArgumentError, ResourceNotFoundError
from findling.cluster.name_resolution import IndicesOptions, resolve_names, split_names
from findling.codec.blobs.folder import Folder
from findling.edge.copies.settings import CopySettings
from findling.edge.fleet.store import Document
from findling.edge.pieces import piece_of
from findling.node.published.publish import Condition, publish_index
from findling.node.services.node import Node
from findling.published.manifest import PublishedIndex
from findling.published.place import Place

_LEFT_OUT: Final = ("index.lifecycle.", "index.routing.allocation.", "index.plugins.", "index.opendistro.")
"""Settings of what a hub does with its index, and an edge does not with a copy."""


class PushedIndices:
    """One place for each bundle, below a folder of this node. home: that folder"""

    def __init__(self, node: Node, home: Path) -> None:
        self._node = node
        self._home = home

    def publish(self, bundle: str, settings: CopySettings) -> bytes:
        """Copies an index as it is now, all that has been acknowledged. Returns what an edge makes it of again.

        The same index, unchanged, is the same bytes. Raises IndexNotFoundError, and what keeps it from being read.
        """
        names = resolve_names(
            self._node.cluster.state,
            split_names(settings.index),
            IndicesOptions(closed=False),
            self._node.clock.now_ms(),
        )
        if len(names) != 1 or names[0].name != settings.index:
            raise IllegalArgumentError(f"[{settings.index}] must be the name of one index")
        made = publish_index(self._node, names[0], self._place(bundle), Condition(replace=True))
        return orjson.dumps(asdict(_for_edges(made.index)))

    def piece(self, bundle: str, name: str, offset: int) -> Document:
        """Returns a piece of a file as base64, and the file's whole size. Raises ResourceNotFoundError."""
        folder = self._home / bundle
        path = folder / name
        if ".." in path.parts or not path.is_file():
            raise ResourceNotFoundError(f"bundle [{bundle}] has no object [{name}]")
        return piece_of(path, offset)

    def clean(self, bundle: str, kept: Iterable[Mapping[str, Any]]) -> None:
        """Removes the files that neither of the versions left needs. kept: what `publish` has returned for these"""
        place = self._place(bundle)
        needed = {file.object for one in kept for file in PublishedIndex.from_json(one).files()}
        if not needed:
            place.change(lambda manifest: replace(manifest, indices={}))
        needed |= place.read().manifest.objects()
        place.blobs.delete([blob.name for blob in list(place.blobs.list("segments/")) if blob.name not in needed])

    def _place(self, bundle: str) -> Place:
        folder = self._home / bundle
        return Place(str(folder), Folder(folder, self._node.config.sync))


def _for_edges(index: PublishedIndex) -> PublishedIndex:
    metadata = {**index.metadata, "aliases": {}, "custom": {}}
    metadata["settings"] = {
        name: value for name, value in metadata["settings"].items() if not name.startswith(_LEFT_OUT)
    } | {"index.number_of_replicas": "0"}
    return replace(index, metadata=metadata)
