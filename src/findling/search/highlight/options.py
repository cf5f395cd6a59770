"""What a request wants of the highlights of a field, and how that is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from findling.base.errors import IllegalArgumentError, IllegalStateError, ParsingError
from findling.base.json_values import json_token, scalar_text
from findling.search.parameters import ObjectParameters
from findling.search.query.base import Query, parse_query

if TYPE_CHECKING:
    from findling.base.errors import FindlingError

_SCANNERS: Final = ("chars", "word", "sentence")
_SCANNER_TYPE: Final = "org.elasticsearch.search.fetch.subphase.highlight.HighlightBuilder.BoundaryScannerType"
_SCHEMAS: Final = {
    "default": (("<em>",), ("</em>",)),
    "styled": (tuple(f'<em class="hlt{n}">' for n in range(1, 11)), ("</em>",)),
}


@dataclass(frozen=True, kw_only=True)
class HighlightOptions:
    """The options of one field; the names are those of the request.

    scores_order: whether the best fragments come first
    boundary_scanner: None is the highlighter's own
    max_analyzed_offset: how far texts are looked at; -1 is as far as the index allows, None refuses longer ones
    highlight_query: in place of the query of the search
    matched_fields: further fields that have the same text
    fragment_offset: by how much `fvh` begins before what it marks, None is its own
    """

    type: str = "unified"
    pre_tags: tuple[str, ...] = ("<em>",)
    post_tags: tuple[str, ...] = ("</em>",)
    fragment_size: int = 100
    number_of_fragments: int = 5
    scores_order: bool = False
    highlight_filter: bool = False
    encoder: str = "default"
    require_field_match: bool = True
    boundary_scanner: str | None = None
    boundary_max_scan: int = 20
    boundary_chars: str = ".,!? \t\n"
    boundary_scanner_locale: str = ""
    fragmenter: str | None = None
    no_match_size: int = 0
    phrase_limit: int = 256
    max_analyzed_offset: int | None = None
    highlight_query: Query | None = None
    matched_fields: frozenset[str] = frozenset()
    fragment_offset: int | None = None


def read_options(parameters: ObjectParameters) -> dict[str, Any]:
    """Reads the options that may stand for all fields or for one; those that are not given are left out.

    Raises XContentParseError, ParsingError.
    """
    found: dict[str, Any] = {}
    for name, read in _READERS.items():
        if name in parameters:
            found.update(read(parameters, name))
    parameters.know(_READERS)
    return found


def check_tags(options: Mapping[str, Any]) -> None:
    """Raises ParsingError for opening tags without closing ones."""
    if "pre_tags" not in options:
        return
    if "post_tags" not in options:
        raise ParsingError("pre_tags are set but post_tags are not set")
    if not options["pre_tags"] or not options["post_tags"]:
        raise ParsingError("pre_tags or post_tags must not be empty")


def read_matched_fields(parameters: ObjectParameters) -> dict[str, Any]:
    """Reads `matched_fields`."""
    return {"matched_fields": frozenset(_texts(parameters, "matched_fields"))}


def _texts(parameters: ObjectParameters, name: str) -> tuple[str, ...]:
    """Returns a list of texts, or one of a single text. Raises XContentParseError."""
    value = parameters.take(name)
    if not isinstance(value, (str, list)):
        raise parameters.wrong_token(name, value)
    return tuple(_text(parameters, name, entry) for entry in (value if isinstance(value, list) else [value]))


def _text(parameters: ObjectParameters, name: str, value: object) -> str:
    cause: FindlingError
    if isinstance(value, (list, Mapping)):
        cause = IllegalStateError(f"expected value but got [{json_token(value)}]")
    elif value is None:
        cause = IllegalArgumentError(f"Expected text at 1:1 but found {json_token(value)}")
    else:
        return scalar_text(value)
    refusal = parameters.refused(name, cause)
    raise refusal from refusal.__cause__


def _tags(parameters: ObjectParameters, name: str) -> dict[str, Any]:
    return {name: _texts(parameters, name)}


def _plain_text(parameters: ObjectParameters, name: str) -> dict[str, Any]:
    return {name: parameters.text(name)}


def _integer(parameters: ObjectParameters, name: str) -> dict[str, Any]:
    return {name: parameters.integer(name, None)}


def _boolean(parameters: ObjectParameters, name: str) -> dict[str, Any]:
    if parameters.take(name) == "":
        return {name: False}
    return {name: parameters.boolean(name, None)}


def _order(parameters: ObjectParameters, name: str) -> dict[str, Any]:
    return {"scores_order": (parameters.text(name) or "").upper() == "SCORE"}


def _schema(parameters: ObjectParameters, name: str) -> dict[str, Any]:
    schema = parameters.text(name) or ""
    if schema not in _SCHEMAS:
        refusal = parameters.refused(name, IllegalArgumentError(f"Unknown tag schema [{schema}]"))
        raise refusal from refusal.__cause__
    pre_tags, post_tags = _SCHEMAS[schema]
    return {"pre_tags": pre_tags, "post_tags": post_tags}


def _scanner(parameters: ObjectParameters, name: str) -> dict[str, Any]:
    scanner = parameters.text(name) or ""
    if scanner.lower() not in _SCANNERS:
        cause = IllegalArgumentError(f"No enum constant {_SCANNER_TYPE}.{scanner.upper()}")
        refusal = parameters.refused(name, cause)
        raise refusal from refusal.__cause__
    return {name: scanner.lower()}


def _most_analyzed(parameters: ObjectParameters, name: str) -> dict[str, Any]:
    number = parameters.integer(name, -1)
    if number < -1 or number == 0:
        cause = IllegalArgumentError("[max_analyzed_offset] must be a positive integer, or -1")
        refusal = parameters.refused(name, cause)
        raise refusal from refusal.__cause__
    return {name: number}


def _query(parameters: ObjectParameters, name: str) -> dict[str, Any]:
    body = parameters.object(name)
    return {name: parameters.read(name, lambda _: parse_query(body), None)}


def _unused(parameters: ObjectParameters, name: str) -> dict[str, Any]:
    parameters.object(name)
    return {}


_READERS: Final[dict[str, Callable[[ObjectParameters, str], dict[str, Any]]]] = {
    # a schema gives way to tags
    "tags_schema": _schema,
    "pre_tags": _tags,
    "post_tags": _tags,
    "order": _order,
    "highlight_filter": _boolean,
    "fragment_size": _integer,
    "number_of_fragments": _integer,
    "encoder": _plain_text,
    "require_field_match": _boolean,
    "boundary_scanner": _scanner,
    "boundary_max_scan": _integer,
    "boundary_chars": _plain_text,
    "boundary_scanner_locale": _plain_text,
    "type": _plain_text,
    "fragmenter": _plain_text,
    "no_match_size": _integer,
    "phrase_limit": _integer,
    "options": _unused,
    "highlight_query": _query,
    "max_analyzed_offset": _most_analyzed,
}
