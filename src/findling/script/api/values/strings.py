"""What Java's strings do. Indices and lengths count UTF-16 units."""

import base64
import binascii
from collections.abc import Callable
from typing import Final

from findling.script.api.values.throwing import thrown
from findling.script.faults import JavaError
from findling.script.types import CHAR, Array, array_of
from findling.script.utf16 import joined, spread, utf16_length

CHARS: Final = array_of(CHAR)
_BLANK: Final = "".join(map(chr, range(33)))


def index_error(index: int, length: int) -> JavaError:
    """Returns what is thrown for an index beyond the ends."""
    return thrown("StringIndexOutOfBoundsException", f"Index {index} out of bounds for length {length}")


def range_error(start: int, end: int, length: int) -> JavaError:
    """Returns what is thrown for a range that is none of the string's."""
    return thrown("StringIndexOutOfBoundsException", f"Range [{start}, {end}) out of bounds for length {length}")


def char_at(text: str, index: int) -> int:
    """Returns a UTF-16 unit. Raises StringIndexOutOfBoundsException."""
    units = spread(text)
    if not 0 <= index < len(units):
        raise index_error(index, len(units))
    return ord(units[index])


def code_point_at(text: str, index: int) -> int:
    """Returns the code point that begins at an index."""
    units = spread(text)
    if not 0 <= index < len(units):
        raise index_error(index, len(units))
    pair = joined(units[index : index + 2])
    return ord(pair[0]) if len(pair) == 1 else ord(units[index])


def code_point_before(text: str, index: int) -> int:
    """Returns the code point that ends before an index."""
    units = spread(text)
    if not 1 <= index <= len(units):
        raise thrown("StringIndexOutOfBoundsException", f"Index {index - 1} out of bounds for length {len(units)}")
    pair = joined(units[max(0, index - 2) : index])
    return ord(pair[-1])


def code_point_count(text: str, start: int, end: int) -> int:
    """Returns how many code points there are between two indices."""
    units = spread(text)
    if not 0 <= start <= end <= len(units):
        raise thrown("IndexOutOfBoundsException", f"Range [{start}, {end}) out of bounds for length {len(units)}")
    return len(joined(units[start:end]))


def offset_by_code_points(text: str, index: int, count: int) -> int:
    """Returns the index that lies so many code points further."""
    units = spread(text)
    if not 0 <= index <= len(units):
        raise thrown("IndexOutOfBoundsException")
    points = joined(units[index:]) if count >= 0 else joined(units[:index])
    if abs(count) > len(points):
        raise thrown("IndexOutOfBoundsException")
    return index + utf16_length(points[:count]) if count >= 0 else index - utf16_length(points[count:])


def substring(text: str, start: int, end: int | None = None) -> str:
    """Returns the UTF-16 units from start to before end."""
    units = spread(text)
    end = len(units) if end is None else end
    if not 0 <= start <= end <= len(units):
        raise range_error(start, end, len(units))
    return joined(units[start:end])


def index_of(text: str, part: str, start: int = 0) -> int:
    """Returns where a part begins first, or -1."""
    units = spread(text)
    return units.find(spread(part), min(max(start, 0), len(units)))


def last_index_of(text: str, part: str, start: int | None = None) -> int:
    """Returns where a part begins last, at start or before, or -1."""
    units, wanted = spread(text), spread(part)
    if start is None:
        return units.rfind(wanted)
    return units.rfind(wanted, 0, start + len(wanted)) if start >= 0 else -1


def starts_with(text: str, part: str, start: int = 0) -> bool:
    """Whether a part stands at an index."""
    units = spread(text)
    return 0 <= start <= len(units) and units.startswith(spread(part), start)


def folded(text: str) -> str:
    """Returns the text as Java compares it without case: each character in upper case, then lower."""
    return "".join(_single(_single(char, str.upper), str.lower) for char in text)


def _single(char: str, change: Callable[[str], str]) -> str:
    changed = change(char)
    return changed if len(changed) == 1 else char


def region_matches(text: str, ignore_case: bool, start: int, other: str, other_start: int, length: int) -> bool:
    """Whether parts of two strings are equal."""
    units, others = spread(text), spread(other)
    if min(start, other_start) < 0 or start > len(units) - length or other_start > len(others) - length:
        return False
    one, two = units[start : start + max(length, 0)], others[other_start : other_start + max(length, 0)]
    return folded(one) == folded(two) if ignore_case else one == two


def trimmed(text: str) -> str:
    """Returns the text without blanks and controls at its ends."""
    return text.strip(_BLANK)


def to_chars(text: str) -> Array:
    """Returns the units as an array."""
    return Array(CHARS, map(ord, spread(text)))


def of_chars(chars: list[int], start: int = 0, count: int | None = None) -> str:
    """Returns the string of units. Raises StringIndexOutOfBoundsException."""
    count = len(chars) - start if count is None else count
    if start < 0 or count < 0 or start > len(chars) - count:
        raise thrown(
            "StringIndexOutOfBoundsException",
            f"Range [{start}, {start} + {count}) out of bounds for length {len(chars)}",
        )
    return joined("".join(map(chr, chars[start : start + count])))


def get_chars(text: str, start: int, end: int, target: list[int], at: int) -> None:
    """Copies units into an array."""
    units = spread(text)
    if not 0 <= start <= end <= len(units):
        raise range_error(start, end, len(units))
    if at < 0 or at + end - start > len(target):
        message = f"Range [{at}, {at} + {end - start}) out of bounds for length {len(target)}"
        raise thrown("ArrayIndexOutOfBoundsException", message)
    target[at : at + end - start] = map(ord, units[start:end])


def encode_base64(text: str) -> str:
    """Returns the base64 of a text's UTF-8."""
    return base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")


def decode_base64(text: str) -> str:
    """Returns the text of base64. Raises IllegalArgumentException."""
    return base64_bytes(text.encode("utf-8", "replace")).decode("utf-8", "replace")


def base64_bytes(text: bytes, url: bool = False) -> bytes:
    """Returns what base64 stands for, padding at will, as java.util.Base64. Raises IllegalArgumentException."""
    allowed = _URL_ALPHABET if url else _ALPHABET
    bare = text.rstrip(b"=")
    for at, byte in enumerate(bare):
        if byte not in allowed:
            raise thrown("IllegalArgumentException", _illegal(bare, at, byte))
    missing, padding = -len(bare) % 4, len(text) - len(bare)
    if missing == 3:
        raise thrown("IllegalArgumentException", _last_unit(text))
    if padding and padding != missing:
        raise thrown("IllegalArgumentException", _wrong_ending(bare, padding, missing))
    decode = base64.urlsafe_b64decode if url else base64.b64decode
    try:
        return decode(bare + b"=" * missing)
    except binascii.Error:
        raise thrown("IllegalArgumentException", _last_unit(text)) from None


_ALPHABET: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_URL_ALPHABET: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def _illegal(text: bytes, at: int, byte: int) -> str:
    if byte == ord("="):
        return "Input byte array has wrong 4-byte ending unit"
    signed = byte - 256 if byte > 127 else byte
    return f"Illegal base64 character {radix_16(signed)}"


def radix_16(value: int) -> str:
    """Returns an integer in hexadecimal digits, with its sign."""
    return f"{'-' if value < 0 else ''}{abs(value):x}"


def _last_unit(text: bytes) -> str:
    if len(text) < 2:
        return "Input byte[] should at least have 2 bytes for base64 bytes"
    return "Last unit does not have enough valid bits"


def _wrong_ending(bare: bytes, padding: int, missing: int) -> str:
    if padding < missing:
        return "Input byte array has wrong 4-byte ending unit"
    at = len(bare) + missing
    return f"Input byte array has incorrect ending byte at {at}"


def split_on_token(text: str, token: str, limit: int = -1) -> list[str]:
    """Returns the parts between tokens, as Painless splits; limit: most parts, of which the last has the rest.

    The whole is the only part where there is no token.
    """
    if not token:
        return [text]
    return text.split(token, limit - 1) if limit > 0 else text.split(token)
