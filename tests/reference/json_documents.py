"""What mapping/documents/json_documents.py means, by decoding every document on its own."""

from typing import Any

import orjson


def read(lines: list[bytes]) -> list[list[tuple[str, Any]]] | None:
    """The members of each line's object, in order; None if one is no object, or one that has to be decoded whole."""
    documents = []
    for line in lines:
        try:
            document = orjson.loads(line)
        except orjson.JSONDecodeError:
            return None
        if type(document) is not dict or _escapes_a_name(line, document) or _repeats_a_name(line, document):
            return None
        documents.append(list(document.items()))
    return documents


def columns(documents: list[list[tuple[str, Any]]]) -> dict[str, list[tuple[int, Any]]]:
    """(row, value) pairs by name."""
    found: dict[str, list[tuple[int, Any]]] = {}
    for row, members in enumerate(documents):
        for name, value in members:
            found.setdefault(name, []).append((row, value))
    return found


def _escapes_a_name(line: bytes, document: dict[str, Any]) -> bool:
    return any(b'"' + name.encode() + b'"' not in line for name in document)


def _repeats_a_name(line: bytes, document: dict[str, Any]) -> bool:
    """Takes each member out by rendering what is left: a repeated name leaves more colons than members explain."""
    colons = sum(orjson.dumps(value).count(b":") for value in document.values())
    colons += sum(name.count(":") for name in document) + len(document)
    return orjson.loads(line) == document and line.count(b":") != colons
