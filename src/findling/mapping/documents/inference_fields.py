"""What models made of a document's texts, as one more member at the end of its JSON text.

So what is logged has all that a replay needs, without asking a model again. What is stored is the document alone.
"""

import base64
from collections.abc import Mapping
from typing import Any, Final

import orjson

INFERENCE_FIELDS: Final = "_inference_fields"
_BEFORE: Final = f',"{INFERENCE_FIELDS}":'.encode()


def with_inference(source: bytes, made: Mapping[str, bytes]) -> tuple[bytes, dict[str, str]]:
    """Returns the JSON text of a document with what was made for its fields, and the member itself.

    source: an object with at least one member; made: field -> its term
    """
    member = {name: base64.b64encode(term).decode("ascii") for name, term in made.items()}
    return source.rstrip()[:-1] + _BEFORE + orjson.dumps(member) + b"}", member


def without_inference(source: bytes) -> bytes:
    """Returns the JSON text of a document alone."""
    at = source.rfind(_BEFORE)
    # an object within the document may have a member of that name; quotes within what was made are escaped
    return source if at < 0 or INFERENCE_FIELDS not in orjson.loads(source) else source[:at] + b"}"


def terms_of(member: object) -> dict[str, bytes]:
    """Returns field -> term of a document's member. Raises ValueError for anything else than what was made."""
    if not isinstance(member, dict):
        raise ValueError("no object")
    return {name: _decoded(text) for name, text in member.items()}


def _decoded(text: Any) -> bytes:
    if not isinstance(text, str):
        raise ValueError("no text")
    return base64.b64decode(text, validate=True)
