"""The `highlight` of a search: fields, each with its options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import FindlingError, XContentParseError
from findling.search.highlight.options import HighlightOptions, check_tags, read_matched_fields, read_options
from findling.search.parameters import ObjectParameters

_ONE_EACH: Final = (
    "[fields] can be a single object with any number of fields or an array where each entry is an object with a single "
    "field"
)


@dataclass(frozen=True, slots=True)
class HighlightedField:
    """A field name or pattern, and what is wanted of it."""

    name: str
    options: HighlightOptions


HighlightRequest = tuple[HighlightedField, ...]


def parse_highlight(body: object) -> HighlightRequest:
    """Reads a highlight. Raises XContentParseError, ParsingError in Elasticsearch's wording."""
    parameters = ObjectParameters("highlight", body)
    options = read_options(parameters)
    fields = parameters.take("fields", {})
    if not isinstance(fields, (Mapping, list)):
        raise parameters.wrong_token("fields", fields)
    none: tuple[tuple[str, dict[str, Any]], ...] = ()
    found = parameters.read("fields", lambda value: tuple(_fields(value)), none)
    parameters.finish()
    check_tags(options)
    return tuple(HighlightedField(name, HighlightOptions(**{**options, **own})) for name, own in found)


def _fields(value: Mapping[str, Any] | list[Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yields the fields of an object of them, or of a list of objects with one each, and their own options."""
    if isinstance(value, Mapping):
        for name, body in value.items():
            yield name, _field(name, body)
        return
    for entry in value:
        if not isinstance(entry, Mapping) or len(entry) != 1:
            raise XContentParseError(_ONE_EACH)
        ((name, body),) = entry.items()
        yield name, _field(name, body)


def _field(name: str, body: object) -> dict[str, Any]:
    try:
        parameters = ObjectParameters("highlight_field", body)
        options = read_options(parameters)
        if "fragment_offset" in parameters:
            options["fragment_offset"] = parameters.integer("fragment_offset", None)
        if "matched_fields" in parameters:
            options.update(read_matched_fields(parameters))
        parameters.know(("fragment_offset", "matched_fields"))
        parameters.finish()
        check_tags(options)
    except FindlingError as error:
        error.place = error.place or ("highlight", "fields", name)
        raise XContentParseError(f"[fields] failed to parse field [{name}]") from error
    return options
