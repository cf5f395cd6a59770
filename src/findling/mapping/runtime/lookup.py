"""Lookup fields: runtime fields that show parts of a document of another index, found by a value of this one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from findling.base.errors import IllegalArgumentError, MapperParsingError
from findling.base.java_values import class_name, no_cast, shown
from findling.mapping.field_type import FieldType

LOOKUP: Final = "lookup"
PARAMETERS: Final = ("target_index", "input_field", "target_field", "fetch_fields")


@dataclass(frozen=True, slots=True)
class Lookup:
    """Where the values of a lookup field are found.

    target_index: name of an index, an alias or a pattern; input_field: whose values are looked for
    target_field: in which they are looked for
    fetch_fields: what is shown of the first document found: names or patterns, each with its format or None
    """

    target_index: str
    input_field: str
    target_field: str
    fetch_fields: tuple[tuple[str, str | None], ...]


class LookupFieldType(FieldType):
    """A field that has values in hits only. Made of the definition of a runtime field, not of a mapped one."""

    type_name = LOOKUP
    has_fielddata: ClassVar[bool] = False
    takes_text: ClassVar[bool] = False

    def configure(self) -> None:
        self.lookup = check_lookup(self.name, self.params)
        self.unsearchable = f"Cannot search on field [{self.name}] since it is a lookup field."

    @property
    def presence_name(self) -> str:
        # no document has it, whatever a mapped field of the same name has
        return f"\0{self.name}"


def shown_lookup(body: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a checked definition as Elasticsearch shows it."""
    fetched = [entry if isinstance(entry, Mapping) else {"field": entry} for entry in body["fetch_fields"]]
    kept = [{key: entry[key] for key in ("field", "format") if entry.get(key) is not None} for entry in fetched]
    texts = {name: shown(body[name]) for name in PARAMETERS[:-1]}
    meta = {"meta": body["meta"]} if body.get("meta") else {}
    return {"type": LOOKUP, **meta, **texts, "fetch_fields": kept}


def check_lookup(name: str, body: Mapping[str, Any]) -> Lookup:
    """Reads a definition. Raises MapperParsingError, IllegalArgumentError, ClassCastError."""
    for key in PARAMETERS:
        if key in body and body[key] is None:
            raise MapperParsingError(
                f"[{key}] on runtime field [{name}] of type [{LOOKUP}] must not have a [null] value"
            )
    fetched = body.get("fetch_fields", [])
    if not isinstance(fetched, list):
        raise no_cast(class_name(fetched), "java.util.List")
    fields = tuple(map(_fetched, fetched))
    texts = {key: shown(body.get(key, "")) for key in PARAMETERS[:-1]}
    for key, text in texts.items():
        if not text:
            raise IllegalArgumentError(f"[{key}] parameter must be specified")
    if not fields:
        raise MapperParsingError("[fetch_fields] parameter must not be empty")
    if texts["input_field"] == name:
        raise IllegalArgumentError(f"lookup field [{name}] can't use input from itself")
    return Lookup(texts["target_index"], texts["input_field"], texts["target_field"], fields)


def _fetched(entry: object) -> tuple[str, str | None]:
    if isinstance(entry, str):
        return entry, None
    if not isinstance(entry, Mapping):
        raise MapperParsingError(f"unexpected value [{shown(entry)}] for [fetch_fields] parameter")
    for key in ("field", "format"):
        if not isinstance(entry.get(key, ""), str | None):
            raise no_cast(class_name(entry[key]), "java.lang.String")
    if not entry.get("field"):
        raise MapperParsingError("[field] parameter of [fetch_fields] must be provided")
    return entry["field"], entry.get("format")
