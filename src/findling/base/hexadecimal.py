"""Bytes as hexadecimal digits, with Java's errors for what is none."""

from typing import Final

from findling.base.errors import IllegalArgumentError, NumberFormatError

_DIGITS: Final = frozenset("0123456789abcdefABCDEF")


def bytes_of_hex(text: str) -> bytes:
    """Returns the bytes that pairs of digits stand for. Raises IllegalArgumentError and NumberFormatError."""
    if len(text) % 2:
        raise IllegalArgumentError(f"string length not even: {len(text)}")
    for digit in text:
        if digit not in _DIGITS:
            raise NumberFormatError(f'not a hexadecimal digit: "{digit}" = {ord(digit)}')
    return bytes.fromhex(text)
