"""Paths of fields: `a.b.0` finds members of objects and elements of lists; `_ingest.` leads out of the document.

Source: Elasticsearch's IngestDocument, the classic access pattern.
"""

from __future__ import annotations

from typing import Any, Final

from findling.base.errors import ArrayIndexOutOfBoundsError, IllegalArgumentError, NumberFormatError
from findling.base.work.short_cache import short_cache
from findling.ingest.document import METADATA, IngestDocument
from findling.ingest.java_types import java_class

MISSING: Final = object()
_KINDS: Final[dict[type, tuple[type, ...]]] = {str: (str,), list: (list,), dict: (dict,), int: (int,)}
_CLASSES: Final = {str: "java.lang.String", list: "java.util.List", dict: "java.util.Map", int: "java.lang.Integer"}


class FieldPath:
    """A path, taken apart; whether it is one at all is found when it is used.

    text: as written; parts: its names; of_ingest: whether it starts at the metadata of the ingestion
    plain: the name of a member of the document's own, None for any other path
    """

    __slots__ = ("of_ingest", "parts", "plain", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.of_ingest = text.startswith("_ingest.")
        rest = text[8:] if self.of_ingest else text.removeprefix("_source.")
        self.parts = tuple(_java_split(rest))
        own = len(self.parts) == 1 and not self.of_ingest and self.parts[0] not in METADATA and bool(text)
        self.plain = self.parts[0] if own and self.parts[0] != "_ingest" else None

    # reading

    def get(self, document: IngestDocument, ignore_missing: bool = False) -> Any:
        """Returns the value. Raises IllegalArgumentError if there is none, unless that is ignored: then None."""
        if self.plain is not None and self.plain in document.source:
            return document.source[self.plain]
        try:
            return self._resolve(document, len(self.parts))
        except IllegalArgumentError:
            if ignore_missing:
                return None
            raise

    def get_as(self, document: IngestDocument, kind: type, ignore_missing: bool = False) -> Any:
        """Returns the value, of a type or None. Raises IllegalArgumentError for one of another."""
        value = self.get(document, ignore_missing)
        if value is None or type(value) in _KINDS[kind]:
            return value
        raise IllegalArgumentError(
            f"field [{self.text}] of type [{java_class(value)}] cannot be cast to [{_CLASSES[kind]}]"
        )

    def has(self, document: IngestDocument, fails_out_of_range: bool = False) -> bool:
        """Whether there is a value, null or not. Raises IllegalArgumentError for a place behind the end, if asked."""
        context = self._root(document)
        for part in self.parts:
            if isinstance(context, dict):
                if part not in context:
                    return False
                context = context[part]
            elif isinstance(context, list):
                place = _integer(part)
                if place is None:
                    return False
                if not 0 <= place < len(context):
                    if fails_out_of_range:
                        raise self._out_of_bounds(place, len(context))
                    return False
                context = context[place]
            else:
                return False
        return True

    # writing

    def set(self, document: IngestDocument, value: Any) -> None:
        """Puts a value there, making objects around it. Raises IllegalArgumentError where that cannot be."""
        if self.plain is not None:
            document.source[self.plain] = value
            return
        parent = self._parent(document)
        leaf = self.parts[-1]
        if parent is None:
            raise IllegalArgumentError(f"cannot set [{leaf}] with null parent as part of path [{self.text}]")
        if self._is_metadata(parent, document):
            document.set_metadata(leaf, value)
        elif isinstance(parent, dict):
            parent[leaf] = value
        elif isinstance(parent, list):
            parent[self._place(leaf, parent, shows_cause=True)] = value
        else:
            raise IllegalArgumentError(
                f"cannot set [{leaf}] with parent object of type [{java_class(parent)}] as part of path [{self.text}]"
            )

    def append(self, document: IngestDocument, value: Any, allow_duplicates: bool = True) -> None:
        """Adds a value, or all values of a list, to what is there, which becomes a list."""
        parent = self._parent(document)
        leaf = self.parts[-1]
        if parent is None:
            raise IllegalArgumentError(f"cannot set [{leaf}] with null parent as part of path [{self.text}]")
        if self._is_metadata(parent, document):
            document.set_metadata(leaf, _appended(document.metadata.get(leaf, MISSING), value, allow_duplicates))
        elif isinstance(parent, dict):
            parent[leaf] = _appended(parent.get(leaf, MISSING), value, allow_duplicates)
        elif isinstance(parent, list):
            place = self._place(leaf, parent, shows_cause=True)
            parent[place] = _appended(parent[place], value, allow_duplicates)
        else:
            raise IllegalArgumentError(
                f"cannot set [{leaf}] with parent object of type [{java_class(parent)}] as part of path [{self.text}]"
            )

    def remove(self, document: IngestDocument) -> None:
        """Removes the value. Raises IllegalArgumentError if there is none."""
        parent = self._resolve(document, len(self.parts) - 1)
        leaf = self.parts[-1]
        if isinstance(parent, list):
            del parent[self._place(leaf, parent, shows_cause=True)]
        elif self._is_metadata(parent, document) and leaf in document.metadata:
            document.remove_metadata(leaf)
        elif isinstance(parent, dict):
            if leaf not in parent:
                raise self._not_present(leaf)
            del parent[leaf]
        elif parent is None:
            raise IllegalArgumentError(f"cannot remove [{leaf}] from null as part of path [{self.text}]")
        else:
            raise IllegalArgumentError(
                f"cannot remove [{leaf}] from object of type [{java_class(parent)}] as part of path [{self.text}]"
            )

    # inside

    def _root(self, document: IngestDocument) -> dict[str, Any]:
        if not self.text:
            raise IllegalArgumentError("path cannot be null nor empty")
        if not self.parts:
            raise ArrayIndexOutOfBoundsError("Index -1 out of bounds for length 0")
        if self.parts == ("",):
            raise IllegalArgumentError(f"path [{self.text}] is not valid")
        if self.of_ingest:
            return document.ingest
        return document.metadata if self.parts[0] in METADATA else document.source

    def _is_metadata(self, parent: Any, document: IngestDocument) -> bool:
        return parent is document.metadata and len(self.parts) == 1

    def _resolve(self, document: IngestDocument, count: int) -> Any:
        context: Any = self._root(document)
        for part in self.parts[:count]:
            if isinstance(context, dict):
                found = context.get(part, MISSING)
                if found is MISSING:
                    raise self._not_present(part)
                context = found
            elif isinstance(context, list):
                context = context[self._place(part, context)]
            else:
                raise self._unresolved(part, context)
        return context

    def _parent(self, document: IngestDocument) -> Any:
        """Returns what the last part is to be put into; objects that are missing are made."""
        context: Any = self._root(document)
        for part in self.parts[:-1]:
            if isinstance(context, dict):
                found = context.get(part, MISSING)
                if found is MISSING:
                    found = context[part] = {}
                context = found
            elif isinstance(context, list):
                context = context[self._place(part, context, shows_cause=True)]
            else:
                raise self._unresolved(part, context)
        return context

    def _place(self, part: str, values: list[Any], shows_cause: bool = False) -> int:
        place = _integer(part)
        if place is None:
            fault = IllegalArgumentError(
                f"[{part}] is not an integer, cannot be used as an index as part of path [{self.text}]"
            )
            raise fault from NumberFormatError.of(part) if shows_cause else None
        if not 0 <= place < len(values):
            raise self._out_of_bounds(place, len(values))
        return place

    def _not_present(self, part: str) -> IllegalArgumentError:
        return IllegalArgumentError(f"field [{part}] not present as part of path [{self.text}]")

    def _unresolved(self, part: str, context: Any) -> IllegalArgumentError:
        what = "null" if context is None else f"object of type [{java_class(context)}]"
        return IllegalArgumentError(f"cannot resolve [{part}] from {what} as part of path [{self.text}]")

    def _out_of_bounds(self, place: int, length: int) -> IllegalArgumentError:
        return IllegalArgumentError(
            f"[{place}] is out of bounds for array with length [{length}] as part of path [{self.text}]"
        )


@short_cache(4096)
def field_path(text: str) -> FieldPath:
    """Returns the path of a text."""
    return FieldPath(text)


def _java_split(text: str) -> list[str]:
    """Splits at dots as Java's String.split: what is empty at the end counts for nothing."""
    parts = text.split(".")
    while parts and "." in text and parts[-1] == "":
        parts.pop()
    return parts


def _integer(part: str) -> int | None:
    digits = part[1:] if part[:1] in ("+", "-") else part
    return int(part) if digits.isdecimal() and len(digits) < 11 else None


def _appended(found: Any, value: Any, allow_duplicates: bool) -> Any:
    added = list(value) if isinstance(value, list) else [value]
    if found is MISSING:
        return added if allow_duplicates else _distinct([], added)
    if not allow_duplicates:
        before = found if isinstance(found, list) else [found]
        grown = _distinct(before, added)
        if len(grown) == len(before):
            return found
        return grown
    if isinstance(found, list):
        found.extend(added)
        return found
    return [found, *added]


def _distinct(before: list[Any], added: list[Any]) -> list[Any]:
    """Returns values with those after them that are not there yet; 1, 1.0 and true are three values."""
    grown = list(before)
    for value in added:
        if not any(type(value) is type(known) and value == known for known in grown):
            grown.append(value)
    return grown
