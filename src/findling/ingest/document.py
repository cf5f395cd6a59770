"""IngestDocument: a document on its way through pipelines."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.java_values import shown
from findling.ingest.java_types import java_class

INDEX: Final = "_index"
ID: Final = "_id"
ROUTING: Final = "_routing"
VERSION: Final = "_version"
VERSION_TYPE: Final = "_version_type"
DYNAMIC_TEMPLATES: Final = "_dynamic_templates"
METADATA: Final = frozenset(
    {INDEX, ID, ROUTING, VERSION, VERSION_TYPE, DYNAMIC_TEMPLATES, "_type", "_if_seq_no", "_if_primary_term"}
)
_STRING: Final = "java.lang.String"
_NUMBER: Final = "java.lang.Number"
# key -> class of its values, whether it may be null
_RULES: Final[dict[str, tuple[str, bool]]] = {
    INDEX: (_STRING, False),
    ID: (_STRING, True),
    ROUTING: (_STRING, True),
    VERSION: (_NUMBER, False),
    DYNAMIC_TEMPLATES: ("java.util.Map", True),
    "_type": (_STRING, True),
    "_if_seq_no": (_NUMBER, True),
    "_if_primary_term": (_NUMBER, True),
}
_VERSION_TYPES: Final = ("internal", "external", "external_gte")


class IngestDocument:
    """A document, what surrounds it, and where it stands.

    source: its members
    metadata: index, id, version and the like, by their names with an underscore
    ingest: what templates find under `_ingest`
    pipelines: ids of those that it is in, the outermost first
    is_dropped: it is not to be indexed; is_rerouted, is_terminated: it skips what comes after, of all pipelines or of
    the innermost
    """

    __slots__ = ("ingest", "is_dropped", "is_rerouted", "is_terminated", "metadata", "pipelines", "source")

    def __init__(self, source: dict[str, Any], metadata: dict[str, Any], timestamp: str) -> None:
        self.source = source
        self.metadata = metadata
        self.ingest: dict[str, Any] = {"timestamp": timestamp}
        self.pipelines: list[str] = []
        self.is_dropped = False
        self.is_rerouted = False
        self.is_terminated = False

    @property
    def is_ended(self) -> bool:
        """Whether no further processor of the innermost pipeline sees it."""
        return self.is_dropped or self.is_rerouted or self.is_terminated

    def set_metadata(self, key: str, value: Any) -> None:
        """Changes a member of the metadata. Raises IllegalArgumentError for a value that it cannot have."""
        check_metadata(key, value)
        self.metadata[key] = value

    def remove_metadata(self, key: str) -> None:
        """Removes a member of the metadata. Raises IllegalArgumentError for one that has to be there."""
        if not _RULES.get(key, ("", True))[1]:
            raise IllegalArgumentError(f"{key} cannot be removed")
        del self.metadata[key]

    def reroute(self, index: str) -> None:
        """Sends the document to another index, past all that comes after."""
        self.set_metadata(INDEX, index)
        self.is_rerouted = True

    def model(self) -> dict[str, Any]:
        """Returns what templates see: members and metadata side by side, `_source` and `_ingest`."""
        around = {**self.source, **self.metadata}
        return {**around, "_source": around, "_ingest": self.ingest}

    def snapshot(self) -> dict[str, Any]:
        """Returns the document as simulations show it."""
        shown_metadata = {key: shown(value) for key, value in self.metadata.items() if value is not None}
        return {**shown_metadata, "_source": deepcopy(self.source), "_ingest": dict(self.ingest)}


def check_metadata(key: str, value: Any) -> None:
    """Raises IllegalArgumentError for a value that a member of the metadata cannot have."""
    if key == VERSION_TYPE:
        if value is not None and value not in _VERSION_TYPES:
            raise IllegalArgumentError(
                f"{key} must be a null or one of [{', '.join(_VERSION_TYPES)}] but was [{shown(value)}] with type "
                f"[{java_class(value)}]"
            )
        return
    kind, may_be_null = _RULES[key]
    if value is None:
        if not may_be_null:
            raise IllegalArgumentError(f"{key} cannot be null")
        return
    fits = (
        isinstance(value, dict)
        if kind == "java.util.Map"
        else isinstance(value, str)
        if kind == _STRING
        else (isinstance(value, (int, float)) and not isinstance(value, bool))
    )
    if not fits:
        raise IllegalArgumentError(
            f"{key} [{shown(value)}] is wrong type, expected assignable to [{kind}], not [{java_class(value)}]"
        )
