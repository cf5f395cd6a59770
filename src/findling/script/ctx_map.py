"""`ctx`: a document and what surrounds it, for scripts that change documents.

Source: Elasticsearch's CtxMap and Metadata: what may be written stands with each key.
"""

from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from findling.script.api.class_info import ClassInfo
from findling.script.api.objects import to_text
from findling.script.faults import ILLEGAL_ARGUMENT, UNSUPPORTED_OPERATION, JavaError
from findling.script.types import MAP, class_type

SOURCE: Final = "_source"
_NAMES: Final = {
    str: "java.lang.String",
    int: "java.lang.Integer",
    bool: "java.lang.Boolean",
    float: "java.lang.Double",
}


@dataclass(frozen=True, slots=True)
class CtxKey:
    """What a script may do with a key of the metadata.

    kind: str or int; the type of values that may be written, None if none may
    """

    kind: type | None = None
    is_nullable: bool = True


class CtxMap(MutableMapping[str, Any]):
    """The map of a document: its source, and metadata that a script may change as `keys` say.

    values: of the metadata that there is, by key
    """

    java_class: ClassVar[str] = "org.elasticsearch.script.CtxMap"

    def __init__(self, source: dict[str, Any], values: dict[str, Any], keys: Mapping[str, CtxKey]) -> None:
        self.source: Any = source
        self.values_of_keys = values
        self._keys = keys

    def __getitem__(self, key: str) -> Any:
        return self.source if key == SOURCE else self.values_of_keys[key]

    def __setitem__(self, key: str, value: Any) -> None:
        if key == SOURCE:
            self.source = _checked_source(value)
        elif key in self._keys:
            self.values_of_keys[key] = _checked(key, self._keys[key], value)
        else:
            raise _illegal(f"Cannot put key [{key}] with value [{to_text(value)}] into ctx")

    def __delitem__(self, key: str) -> None:
        if key not in self._keys:
            raise JavaError(UNSUPPORTED_OPERATION, f"Cannot remove key {key} from ctx")
        rule = self._keys[key]
        if rule.kind is None or not rule.is_nullable:
            raise _illegal(f"{key} cannot be removed")
        self.values_of_keys.pop(key, None)

    def pop(self, key: str, *default: Any) -> Any:
        """Removes a key. Raises JavaError if it cannot be removed, whether it is there or not."""
        value = self.get(key)
        del self[key]
        return value

    def __contains__(self, key: object) -> bool:
        return key == SOURCE or key in self.values_of_keys

    def __iter__(self) -> Iterator[str]:
        yield SOURCE
        yield from self.values_of_keys

    def __len__(self) -> int:
        return 1 + len(self.values_of_keys)

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__


def _checked_source(value: Any) -> Any:
    if isinstance(value, Mapping):
        return value
    shown = "null" if value is None else to_text(value)
    typed = "" if value is None else f" with type [{_class_name(value)}]"
    raise _illegal(f"Expected [_source] to be a Map, not [{shown}]{typed}")


def _checked(key: str, rule: CtxKey, value: Any) -> Any:
    if rule.kind is None:
        raise _illegal(f"{key} cannot be updated")
    if value is None:
        if not rule.is_nullable:
            raise _illegal(f"{key} cannot be null")
        return value
    is_right = isinstance(value, rule.kind) and not isinstance(value, bool)
    if not is_right:
        expected = "java.lang.String" if rule.kind is str else "java.lang.Number"
        raise _illegal(
            f"{key} [{to_text(value)}] is wrong type, expected assignable to [{expected}], not [{_class_name(value)}]"
        )
    return value


def _class_name(value: object) -> str:
    return _NAMES.get(type(value), "java.lang.Object")


def _illegal(reason: str) -> JavaError:
    return JavaError(ILLEGAL_ARGUMENT, reason)


CTX_CLASS: Final = ClassInfo(class_type("org.elasticsearch.script.CtxMap"), supertypes=(MAP,), python_classes=(CtxMap,))
READ_ONLY: Final = CtxKey()
"""A key that scripts may only read."""
