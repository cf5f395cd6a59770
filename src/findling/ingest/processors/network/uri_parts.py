"""uri_parts: a URI is taken apart."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import unquote

from findling.base.errors import IllegalArgumentError
from findling.ingest.document import IngestDocument
from findling.ingest.processor import Making, Processor, register
from findling.ingest.text_processor import FieldOptions

_URI: Final = re.compile(r"(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)
# what java.net.URI takes besides letters of other scripts
_LEGAL: Final = re.compile(r"(?:[A-Za-z0-9_.!~*'();:@&=+$,/?\[\]#-]|%[0-9a-fA-F]{2}|[^\x00-\x7f])*")
_AUTHORITY: Final = re.compile(r"(?:([^@]*)@)?(\[[^\]]*\]|[^:\[\]@]*)(?::(\d*))?")
_PROTOCOLS: Final = ("http", "https", "ftp", "file", "jar")


def uri_parts(text: str) -> dict[str, Any]:
    """Returns the parts of a URI, or of a URL that is none. Raises IllegalArgumentError."""
    found = _URI.fullmatch(text)
    assert found is not None
    scheme, authority, path, query, fragment = found.groups()
    is_uri = _LEGAL.fullmatch(text) is not None and bool(text)
    if not is_uri and (scheme or "").lower() not in _PROTOCOLS:
        raise IllegalArgumentError(f"unable to parse URI [{text}]")
    if is_uri and scheme and authority is None and not path.startswith("/"):
        return {"domain": None, "scheme": scheme}  # opaque, as mailto:
    decode = unquote if is_uri else str
    parts = _AUTHORITY.fullmatch(authority or "")
    user, host, port = parts.groups() if parts is not None else (None, None, None)
    body: dict[str, Any] = {"domain": host or (None if is_uri else "")}
    if fragment is not None:
        body["fragment"] = decode(fragment)
    body["path"] = decode(path)
    segment = body["path"].rpartition("/")
    if segment[1] and "." in segment[2]:
        body["extension"] = segment[2].rpartition(".")[2]
    if port:
        body["port"] = int(port)
    if query is not None:
        body["query"] = decode(query)
    body["scheme"] = scheme
    if user is not None:
        user = decode(user)
        body["user_info"] = user
        if ":" in user:
            body["username"], _, body["password"] = user.partition(":")
    return body


class UriPartsProcessor(Processor):
    """Writes the parts of a URI into an object."""

    kind = "uri_parts"

    def __init__(self, options: FieldOptions, removes: bool, keeps: bool) -> None:
        self._options = options
        self._removes = removes
        self._keeps = keeps

    def process(self, document: IngestDocument) -> None:
        options = self._options
        text = options.value(document, kind=str)
        if text is None:
            return
        parts = uri_parts(text)
        if self._keeps:
            parts["original"] = text
        if self._removes and options.target.text != options.field.text:
            options.field.remove(document)
        options.target.set(document, parts)


@register("uri_parts")
def make_uri_parts(making: Making) -> UriPartsProcessor:
    """Reads {"uri_parts": {"field": "url"}}."""
    given = making.configuration
    options = FieldOptions(given, default_target="url")
    return UriPartsProcessor(options, given.flag("remove_if_successful"), given.flag("keep_original", True))
