"""The ids of scrolls and points in time: which texts can be one at all.

Elasticsearch's ids are records in base64 that begin with lengths; what breaks off is refused before anything is looked
up. Ours are a word and random bytes. Ids of another server are taken for ids that are not known.
"""

import base64
import binascii
import re
import secrets

from findling.base.errors import BufferUnderflowError, EndOfFileError, IllegalArgumentError, StorageError

_RANDOM_BYTES = 24
# what the ids of Elasticsearch's scrolls begin with
_FOREIGN_SCROLLS = (b"\x14include_context_uuid", b"\x0dqueryAndFetch", b"\x0equeryThenFetch")
_NO_BASE64 = re.compile(r"[^A-Za-z0-9_=-]")


def new_id(kind: str) -> str:
    """Returns a new id of a kind of context."""
    return base64.urlsafe_b64encode(kind.encode() + secrets.token_bytes(_RANDOM_BYTES)).decode()


def check_scroll_id(text: str) -> None:
    """Raises IllegalArgumentError for what cannot be the id of a scroll."""
    wrong = _NO_BASE64.search(text)
    if wrong is not None:
        cause: StorageError | EndOfFileError = StorageError(f"Illegal base64 character 0x{ord(wrong[0]):x}")
    elif len(text.rstrip("=")) % 4 == 1:
        cause = StorageError("Base64 stream has one un-decoded dangling byte.")
    else:
        decoded = _decoded(text)
        if _is_ours(decoded, b"scroll") or decoded.startswith(_FOREIGN_SCROLLS):
            return
        cause = EndOfFileError("")
    raise IllegalArgumentError("Cannot parse scroll id") from cause


def check_base64(text: str) -> None:
    """Raises IllegalArgumentError for what is no base64."""
    wrong = _NO_BASE64.search(text)
    if wrong is not None:
        raise IllegalArgumentError(f"Illegal base64 character {ord(wrong[0]):x}")
    if len(text) == 1:
        raise IllegalArgumentError("Input byte[] should at least have 2 bytes for base64 bytes")


def check_pit_id(text: str) -> None:
    """Raises IllegalArgumentError for what cannot be the id of a point in time."""
    decoded = _decoded(text)
    if _is_ours(decoded, b"pit"):
        return
    _, place = _variable_int(decoded, 0)
    size, place = _variable_int(decoded, place)
    left = len(decoded) - place
    if size > left:
        cause = EndOfFileError(f"tried to read: {size} bytes but only {left} remaining")
        raise IllegalArgumentError(f"java.io.EOFException: {cause.reason}") from cause
    if size == 0:
        raise IllegalArgumentError("Not all bytes were read")


def _is_ours(decoded: bytes, kind: bytes) -> bool:
    return decoded.startswith(kind) and len(decoded) == len(kind) + _RANDOM_BYTES


def _decoded(text: str) -> bytes:
    digits = text.rstrip("=")
    try:
        return base64.urlsafe_b64decode(digits + "=" * (-len(digits) % 4))
    except binascii.Error:
        return b""


def _variable_int(data: bytes, place: int) -> tuple[int, int]:
    """Returns a number of seven bits a byte, lowest first, and where it ends. Raises IllegalArgumentError."""
    value = shift = 0
    while place < len(data):
        byte = data[place]
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < 0x80 or shift > 28:
            return value, place
    cause = EndOfFileError("")
    cause.__cause__ = BufferUnderflowError("")
    raise IllegalArgumentError("java.io.EOFException") from cause
