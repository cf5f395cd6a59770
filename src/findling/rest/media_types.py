"""Media types: which body and answer formats a request names, and the version of the API it asks for."""

import re
from dataclasses import dataclass
from typing import Final

from findling.base.errors import MediaTypeError

FORMATS: Final = {
    "application/json": "json",
    "application/x-ndjson": "json",
    "application/yaml": "yaml",
    "application/cbor": "cbor",
    "application/smile": "smile",
    "text/plain": "text",
    "text/csv": "csv",
    "application/vnd.elasticsearch+json": "json",
    "application/vnd.elasticsearch+x-ndjson": "json",
    "application/vnd.elasticsearch+yaml": "yaml",
    "application/vnd.elasticsearch+cbor": "cbor",
    "application/vnd.elasticsearch+smile": "smile",
}
CONTENT_TYPES: Final = {
    "json": "application/json",
    "yaml": "application/yaml",
    "cbor": "application/cbor",
    "text": "text/plain; charset=UTF-8",
}
_PATTERN: Final = re.compile(r"\s*([\w.+*-]+/[\w.+*-]+)\s*((?:;\s*[\w.-]+\s*=\s*(?:\"[^\"]*\"|[^\s;]+)\s*)*);?\s*")
_PARAMETER: Final = re.compile(r";\s*([\w.-]+)\s*=\s*(?:\"([^\"]*)\"|([^\s;]+))")
_VERSIONS: Final = (7, 8, 9)


@dataclass(frozen=True, slots=True)
class MediaType:
    """A media type that Findling knows.

    format: json, yaml, cbor, smile, text or csv
    version: of `compatible-with`, None if not given
    """

    name: str
    format: str
    version: int | None = None

    @property
    def vendor(self) -> bool:
        return self.name.startswith("application/vnd.elasticsearch+")

    @property
    def ndjson(self) -> bool:
        return self.name.endswith("x-ndjson")


def parse_media_type(header: str, header_name: str) -> MediaType | None:
    """Returns the media type of a Content-Type or one Accept entry, None if it is not one that Findling knows.

    Raises MediaTypeError for a version that is not served.
    """
    found = _PATTERN.fullmatch(header)
    if found is None or found[1].lower() not in FORMATS:
        return None
    name = found[1].lower()
    parameters = {key.lower(): quoted or plain for key, quoted, plain in _PARAMETER.findall(found[2])}
    version = _version(parameters.get("compatible-with"), header, header_name)
    return MediaType(name, FORMATS[name], version)


def _version(text: str | None, header: str, header_name: str) -> int | None:
    if text is None:
        return None
    if not text.isdigit() or int(text) not in _VERSIONS:
        label = "Accept" if header_name == "Accept" else "Content-Type"
        raise MediaTypeError(
            f"{label} version must be either version 9 or 8, but found {text}. {label}={header.strip()}"
        )
    return int(text)


def accepted(header: str | None) -> MediaType | None:
    """Returns the first media type of an Accept header that Findling can write; None leaves the choice to it."""
    for entry in (header or "").split(","):
        media_type = parse_media_type(entry, "Accept")
        if media_type is not None and media_type.format in CONTENT_TYPES:
            return media_type
    return None
