"""The document `data`: values at paths, and changes to it, as OPA's storage makes them. Nothing is changed in place."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from findling.policy.engine.protocol import UNDEFINED

_MISSING: Final = "document does not exist"
Path = Sequence[str]


class StorageError(Exception):
    """A path that is not there, or a change that cannot be. code: OPA's, such as storage_not_found_error"""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code

    @property
    def is_missing(self) -> bool:
        return self.code == "storage_not_found_error"


def shown(path: Path) -> str:
    """Returns a path as it is written."""
    return "/" + "/".join(path)


def value_at(document: Any, path: Path) -> Any:
    """Returns the value at a path, UNDEFINED if there is none."""
    for part in path:
        if isinstance(document, Mapping) and part in document:
            document = document[part]
        elif isinstance(document, list) and part.isascii() and part.isdigit() and int(part) < len(document):
            document = document[int(part)]
        else:
            return UNDEFINED
    return document


def added(document: Any, path: Path, value: Any, makes_parents: bool = False) -> Any:
    """Returns the document with a value at a path, in place of what was there; into an array it is inserted.

    makes_parents: whether objects that are missing on the way are made
    Raises StorageError.
    """
    if not path:
        return _root(value)
    return _changed(document, path, 0, lambda holder, key: _with(holder, key, value, path), makes_parents)


def replaced(document: Any, path: Path, value: Any) -> Any:
    """Returns the document with another value at a path where there is one. Raises StorageError."""
    if not path:
        return _root(value)
    if value_at(document, path) is UNDEFINED:
        raise missing(path)
    return _changed(document, path, 0, lambda holder, key: _put(holder, key, value), False)


def removed(document: Any, path: Path) -> Any:
    """Returns the document without the value at a path. Raises StorageError."""
    if not path:
        return {}
    if value_at(document, path) is UNDEFINED:
        raise missing(path)
    return _changed(document, path, 0, _without, False)


def missing(path: Path) -> StorageError:
    """Returns the error that there is nothing at a path."""
    return StorageError("storage_not_found_error", f"{shown(path)}: {_MISSING}")


def merged(first: Any, second: Any, path: Path = ()) -> Any:
    """Returns two documents as one. Raises StorageError if they say different things at one path."""
    if not isinstance(first, Mapping) or not isinstance(second, Mapping):
        if first != second:
            raise StorageError("storage_conflict_error", f"{shown(path)}: two documents differ")
        return first
    both = {key: merged(first[key], value, (*path, key)) for key, value in second.items() if key in first}
    return {**first, **second, **both}


def _root(value: Any) -> Any:
    if not isinstance(value, dict):
        raise StorageError("storage_invalid_patch_error", "root must be object")
    return value


def _changed(document: Any, path: Path, depth: int, change: Any, makes_parents: bool) -> Any:
    key = path[depth]
    if depth == len(path) - 1:
        return change(document, key)
    inner = value_at(document, [key])
    if inner is UNDEFINED:
        if not makes_parents or not isinstance(document, Mapping):
            raise missing(path)
        inner = {}
    return _put(document, key, _changed(inner, path, depth + 1, change, makes_parents))


def _with(holder: Any, key: str, value: Any, path: Path) -> Any:
    if isinstance(holder, Mapping):
        return {**holder, key: value}
    if not isinstance(holder, list):
        raise missing(path)
    place = len(holder) if key == "-" else int(key) if key.isascii() and key.isdigit() else -1
    if not 0 <= place <= len(holder):
        raise StorageError("storage_not_found_error", f"{shown(path)}: array index path is out of range")
    return [*holder[:place], value, *holder[place:]]


def _put(holder: Any, key: str, value: Any) -> Any:
    if isinstance(holder, Mapping):
        return {**holder, key: value}
    place = int(key)
    return [*holder[:place], value, *holder[place + 1 :]]


def _without(holder: Any, key: str) -> Any:
    if isinstance(holder, Mapping):
        return {name: value for name, value in holder.items() if name != key}
    place = int(key)
    return [*holder[:place], *holder[place + 1 :]]
