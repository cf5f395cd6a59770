"""Numbers as Java reads them, in decimal and other radixes; their bits."""

import math
import re
import struct
from typing import Final

import numpy as np

from findling.script.api.values.throwing import thrown
from findling.script.numbers import double_text

DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_DECIMAL: Final = re.compile(r"[+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?)", re.ASCII)
_HEXADECIMAL: Final = re.compile(r"([+-]?0[xX][0-9a-fA-F]*\.?[0-9a-fA-F]*[pP][+-]?\d+)[fFdD]?", re.ASCII)


def parsed_double(text: str | None) -> float:
    """Returns the double of a text, as Double.parseDouble. Raises NumberFormatException, NullPointerException."""
    if text is None:
        raise thrown("NullPointerException", 'Cannot invoke "String.length()" because "in" is null')
    bare = text.strip("".join(map(chr, range(33))))
    if not bare:
        raise thrown("NumberFormatException", "empty String")
    if _DECIMAL.fullmatch(bare):
        return float(bare if bare.endswith("y") else bare.rstrip("fFdD"))
    found = _HEXADECIMAL.fullmatch(bare)
    if found is None or not re.search(r"x\.?[0-9a-f]", bare, re.IGNORECASE):
        raise thrown("NumberFormatException", f'For input string: "{text}"')
    try:
        return float.fromhex(found[1])
    except OverflowError:
        return math.copysign(math.inf, -1.0 if bare[0] == "-" else 1.0)


def parsed_integer(text: str | None, radix: int, bits: int) -> int:
    """Returns the integer of a text, as Integer.parseInt and Long.parseLong. Raises NumberFormatException.

    bits: how many it has room in
    """
    if text is None:
        raise thrown("NumberFormatException", "Cannot parse null string")
    _check_radix(radix)
    value = digits_value(text[1:] if text[:1] in ("+", "-") else text, radix)
    if value is not None:
        value = -value if text[0] == "-" else value
        if -(1 << (bits - 1)) <= value < 1 << (bits - 1):
            return value
    under = f" under radix {radix}" if radix != 10 else ""
    raise thrown("NumberFormatException", f'For input string: "{text}"{under}')


def parsed_unsigned(text: str | None, radix: int, bits: int) -> int:
    """Returns the integer, with its sign bit, of an unsigned text. Raises NumberFormatException."""
    if text is None:
        raise thrown("NumberFormatException", "Cannot parse null string")
    if text.startswith("-"):
        raise thrown("NumberFormatException", f"Illegal leading minus sign on unsigned string {text}.")
    _check_radix(radix)
    value = digits_value(text[1:] if text[:1] == "+" else text, radix)
    if value is None:
        under = f" under radix {radix}" if radix != 10 else ""
        raise thrown("NumberFormatException", f'For input string: "{text}"{under}')
    if value >= 1 << bits:
        name = "int" if bits == 32 else "long"
        raise thrown("NumberFormatException", f"String value {text} exceeds range of unsigned {name}.")
    return value - (1 << bits) if value >> (bits - 1) else value


def parsed_small(text: str | None, radix: int, bits: int) -> int:
    """Returns the byte or short of a text. Raises NumberFormatException."""
    value = parsed_integer(text, radix, 32)
    if not -(1 << (bits - 1)) <= value < 1 << (bits - 1):
        raise thrown("NumberFormatException", f'Value out of range. Value:"{text}" Radix:{radix}')
    return value


def decoded(text: str, bits: int) -> int:
    """Returns the integer of a text that may begin with 0x, # or 0. Raises NumberFormatException."""
    if not text:
        raise thrown("NumberFormatException", "Zero length string")
    sign, rest = (text[0], text[1:]) if text[0] in "+-" else ("", text)
    radix = 10
    for prefix, base in (("0x", 16), ("0X", 16), ("#", 16), ("0", 8)):
        if rest.startswith(prefix) and len(rest) > len(prefix) - (base == 16):
            radix, rest = (base, rest[len(prefix) :]) if rest != "0" else (10, rest)
            break
    if rest[:1] in ("+", "-"):
        raise thrown("NumberFormatException", "Sign character in wrong position")
    value = parsed_integer(("-" if sign == "-" else "") + rest, radix, bits if bits > 32 else 32)
    if not -(1 << (bits - 1)) <= value < 1 << (bits - 1):
        raise thrown("NumberFormatException", f"Value {value} out of range from input {text}")
    return value


def digits_value(text: str, radix: int) -> int | None:
    """Returns the number that digits of any script are, None if there is another character or none at all."""
    if not text:
        return None
    value = 0
    for char in text:
        digit = digit_of(char, radix)
        if digit < 0:
            return None
        value = value * radix + digit
    return value


def digit_of(char: str, radix: int) -> int:
    """Returns what a digit or letter is worth, -1 if nothing in that radix."""
    if "０" <= char <= "ｚ":  # full width letters count too
        char = chr(ord(char) - 0xFEE0)
    value = int(char) if char.isdecimal() else DIGITS.find(char.lower()) if char.isascii() else -1
    return value if value < radix else -1


def radix_text(value: int, radix: int) -> str:
    """Returns an integer in a radix; 10 for one that Java does not know."""
    radix = radix if 2 <= radix <= 36 else 10
    if radix == 10:
        return str(value)
    digits, rest = "", abs(value)
    while rest:
        rest, digit = divmod(rest, radix)
        digits = DIGITS[digit] + digits
    return ("-" if value < 0 else "") + (digits or "0")


def _check_radix(radix: int) -> None:
    if radix < 2:
        raise thrown("NumberFormatException", f"radix {radix} less than Character.MIN_RADIX")
    if radix > 36:
        raise thrown("NumberFormatException", f"radix {radix} greater than Character.MAX_RADIX")


def hex_text(value: float, is_float: bool = False) -> str:
    """Returns a double or float as toHexString writes it."""
    if math.isnan(value) or math.isinf(value):
        return double_text(value)
    sign = "-" if math.copysign(1.0, value) < 0 else ""
    if value == 0:
        return sign + "0x0.0p0"
    least = -126 if is_float else -1022
    mantissa, exponent = math.frexp(abs(value))
    if exponent - 1 < least:
        bits, lead = int(math.ldexp(abs(value), 52 - least)), "0"
        exponent = least
    else:
        bits, lead = int(math.ldexp(mantissa, 53)) - (1 << 52), "1"
        exponent -= 1
    return f"{sign}0x{lead}.{f'{bits:013x}'.rstrip('0') or '0'}p{exponent}"


def double_bits(value: float) -> int:
    """Returns the bits of a double as a long; all NaNs are one."""
    return 0x7FF8000000000000 if math.isnan(value) else int(struct.unpack("<q", struct.pack("<d", value))[0])


def bits_double(bits: int) -> float:
    """Returns the double of the bits of a long."""
    return float(struct.unpack("<d", struct.pack("<q", bits))[0])


def float_bits(value: float) -> int:
    """Returns the bits of a float as an int; all NaNs are one."""
    return 0x7FC00000 if math.isnan(value) else int(np.float32(value).view(np.int32))


def bits_float(bits: int) -> float:
    """Returns the float of the bits of an int."""
    return float(struct.unpack("<f", struct.pack("<i", bits))[0])
