"""What describes a system index: one in which Findling keeps things of its own, hidden from every client."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

_SETTINGS: Final = {"index.number_of_shards": "1", "index.number_of_replicas": "0", "index.hidden": "true"}


@dataclass(frozen=True)
class SystemIndexDescriptor:
    """A system index before it is there.

    name: begins with a dot; no index or alias of a client may have it
    mapping: of its documents; fields that it does not have are kept in `_source` and not indexed. A later version of
    Findling may add fields, and never change one.
    expires: the field with the date from which on a document is removed, None if documents stay
    shared: whether the nodes of a cluster have the same documents; otherwise each has its own
    """

    name: str
    mapping: Mapping[str, Any]
    expires: str | None = None
    shared: bool = True

    @property
    def definition(self) -> dict[str, Any]:
        """The mapping, closed to fields that documents bring."""
        return {"dynamic": "false", **self.mapping}

    @property
    def settings(self) -> dict[str, str]:
        """What the index's settings are besides the defaults: one shard, so that a search is of one snapshot."""
        return dict(_SETTINGS)


class Write(NamedTuple):
    """One of several writes of documents that belong together.

    source: None deletes; expected: (seq_no, primary_term) that the document must still have; create: there must be no
    such document
    """

    id: str
    source: Mapping[str, Any] | None
    expected: tuple[int, int] | None = None
    create: bool = False
