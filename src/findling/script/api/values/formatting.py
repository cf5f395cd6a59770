"""Texts by format strings, as java.util.Formatter makes them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, Final

from findling.script.api.objects import class_name, hash_of, to_text
from findling.script.api.values.date_conversions import date_text
from findling.script.api.values.locale import Locale
from findling.script.api.values.number_parsing import hex_text
from findling.script.api.values.numbers import BigDecimal, BigInteger
from findling.script.api.values.throwing import thrown
from findling.script.faults import JavaError
from findling.script.painless.limits import check_text
from findling.script.types import Byte, Char, Float, Long, Short

_SPECIFIER: Final = re.compile(r"%(\d+\$)?([-#+ 0,(<]*)(\d+)?(\.\d+)?([tT])?([a-zA-Z%])")
_CONTEXT: Final = Context(prec=1100, rounding=ROUND_HALF_UP)
_BITS: Final[dict[type, int]] = {Byte: 8, Short: 16, Long: 64, int: 32}


@dataclass(frozen=True, slots=True)
class _Specifier:
    """One specifier: what stands behind a per cent sign."""

    text: str
    flags: str
    width: int | None
    precision: int | None
    conversion: str
    locale: Locale
    capitals: bool

    def padded(self, text: str) -> str:
        """Returns the text in capitals if that is asked for, within its width."""
        text = text.upper() if self.capitals else text
        width = self.width or 0
        return text.ljust(width) if "-" in self.flags else text.rjust(width)


def formatted(text: str, arguments: Sequence[Any], locale: Locale) -> str:
    """Returns a format string with its arguments put in. Raises the subclasses of IllegalFormatException."""
    out: list[str] = []
    at, ordinary, last = 0, 0, -1
    while (sign := text.find("%", at)) >= 0:
        out.append(text[at:sign])
        found = _SPECIFIER.match(text, sign)
        if found is None:
            raise _unknown(text, sign)
        at = found.end()
        specifier = _specifier(found, locale)
        if specifier.conversion in "n%":
            out.append("\n" if specifier.conversion == "n" else _percent(specifier))
            continue
        if "<" in specifier.flags:
            index = last
        elif found[1]:
            index = int(found[1][:-1]) - 1
        else:
            index, ordinary = ordinary, ordinary + 1
        if not 0 <= index < len(arguments):
            raise thrown("MissingFormatArgumentException", f"Format specifier '{found[0]}'")
        last = index
        out.append(_converted(specifier, arguments[index], bool(found[5])))
    return "".join(out) + text[at:]


def _unknown(text: str, sign: int) -> JavaError:
    rest = re.match(r"%[-#+ 0,(<\d.$]*(.?)", text[sign:], re.DOTALL)
    return thrown("UnknownFormatConversionException", f"Conversion = '{(rest and rest[1]) or '%'}'")


def _specifier(found: re.Match[str], locale: Locale) -> _Specifier:
    flags, width, precision = found[2], found[3], found[4]
    for digits in (width, precision and precision[1:]):
        check_text(int(digits or 0))
    capitals = found[5] == "T" if found[5] else found[6].isupper()
    given = int(width) if width else None, int(precision[1:]) if precision else None
    specifier = _Specifier(found[0], flags, *given, found[6], locale, capitals)
    if found[5] is None and specifier.conversion not in "bBhHsScCdoxXeEfgGaAn%":
        raise thrown("UnknownFormatConversionException", f"Conversion = '{specifier.conversion}'")
    if width is None and ("-" in flags or "0" in flags) and specifier.conversion != "n":
        raise thrown("MissingFormatWidthException", found[0])
    if ("-" in flags and "0" in flags) or ("+" in flags and " " in flags):
        raise thrown("IllegalFormatFlagsException", f"Flags = '{flags}'")
    return specifier


def _percent(specifier: _Specifier) -> str:
    return specifier.padded("%")


def _converted(specifier: _Specifier, value: Any, is_date: bool) -> str:
    if is_date:
        return specifier.padded("null" if value is None else date_text(specifier.conversion, value, specifier.locale))
    return _CONVERSIONS[specifier.conversion.lower()](specifier, value)


def _general(specifier: _Specifier, text: str) -> str:
    for flag in "#+ 0,(":
        if flag in specifier.flags:
            raise _mismatch(specifier, flag)
    return specifier.padded(text if specifier.precision is None else text[: specifier.precision])


def _mismatch(specifier: _Specifier, flag: str) -> JavaError:
    return thrown("FormatFlagsConversionMismatchException", f"Conversion = {specifier.conversion}, Flags = {flag}")


def _wrong(specifier: _Specifier, value: object) -> JavaError:
    return thrown("IllegalFormatConversionException", f"{specifier.conversion} != {class_name(value)}")


def _string(specifier: _Specifier, value: Any) -> str:
    return _general(specifier, to_text(value))


def _boolean(specifier: _Specifier, value: Any) -> str:
    return _general(specifier, to_text(value if isinstance(value, bool) else value is not None))


def _hash(specifier: _Specifier, value: Any) -> str:
    return _general(specifier, "null" if value is None else f"{hash_of(value) & 0xFFFFFFFF:x}")


def _character(specifier: _Specifier, value: Any) -> str:
    _no_precision(specifier)
    if value is None:
        return specifier.padded("null")
    if type(value) not in (Char, Byte, Short, int):
        raise _wrong(specifier, value)
    if not 0 <= value <= 0x10FFFF:
        raise thrown("IllegalFormatCodePointException", f"Code point = 0x{value & 0xFFFFFFFF:x}")
    return specifier.padded(chr(value))


def _no_precision(specifier: _Specifier) -> None:
    if specifier.precision is not None:
        raise thrown("IllegalFormatPrecisionException", str(specifier.precision))


def _integer(specifier: _Specifier, value: Any) -> str:
    _no_precision(specifier)
    if value is None:
        return specifier.padded("null")
    number = value.value if isinstance(value, BigInteger) else value
    if type(value) not in (int, Long, Short, Byte, BigInteger):
        raise _wrong(specifier, value)
    if specifier.conversion == "d":
        return _signed(specifier, str(abs(number)), number < 0)
    bits = _BITS.get(type(value))
    if bits is not None:
        for flag in "+ ,(":
            if flag in specifier.flags:
                raise _mismatch(specifier, flag)
        bits = 64 if bits == 32 and not -(2**31) <= number < 2**31 else bits
        number &= (1 << bits) - 1
    octal = specifier.conversion == "o"
    digits = f"{abs(number):o}" if octal else f"{abs(number):x}"
    prefix = ("0" if octal else "0x") if "#" in specifier.flags else ""
    return _signed(specifier, digits, number < 0, prefix)


def _float(specifier: _Specifier, value: Any) -> str:
    if value is None:
        return specifier.padded("null")
    if type(value) not in (float, Float, BigDecimal):
        raise _wrong(specifier, value)
    number = value.decimal() if isinstance(value, BigDecimal) else Decimal(to_text(value))
    if not number.is_finite():
        text = "NaN" if number.is_nan() else "Infinity"
        return specifier.padded(text if number.is_nan() else _with_sign(specifier, text, number < 0))
    digits = _FLOATS[specifier.conversion.lower()](specifier, number.copy_abs())
    return _signed(specifier, digits, number.is_signed())


def _fixed(specifier: _Specifier, number: Decimal) -> str:
    places = 6 if specifier.precision is None else specifier.precision
    return f"{number.quantize(Decimal(1).scaleb(-places), context=_CONTEXT):f}"


def _scientific(specifier: _Specifier, number: Decimal) -> str:
    places = 6 if specifier.precision is None else specifier.precision
    if not number:
        return f"{'0.' + '0' * places if places else '0'}e+00"
    power = number.adjusted()
    mantissa = number.scaleb(-power, _CONTEXT).quantize(Decimal(1).scaleb(-places), context=_CONTEXT)
    if mantissa >= 10:
        mantissa, power = mantissa.scaleb(-1).quantize(Decimal(1).scaleb(-places), context=_CONTEXT), power + 1
    return f"{mantissa:f}e{'-' if power < 0 else '+'}{abs(power):02d}"


def _short(specifier: _Specifier, number: Decimal) -> str:
    digits = 6 if specifier.precision is None else specifier.precision or 1
    context = Context(prec=digits, rounding=ROUND_HALF_UP)
    rounded = context.plus(number)
    if number and not Decimal("0.0001") <= rounded < Decimal(10) ** digits:
        return _scientific(_with_precision(specifier, digits - 1), number)
    places = digits - 1 - (rounded.adjusted() if number else 0)
    return _fixed(_with_precision(specifier, max(places, 0)), number)


def _with_precision(specifier: _Specifier, precision: int) -> _Specifier:
    return replace(specifier, precision=precision)


def _hexadecimal(specifier: _Specifier, value: Any) -> str:
    if value is None:
        return specifier.padded("null")
    if type(value) not in (float, Float):
        raise _wrong(specifier, value)
    return specifier.padded(hex_text(value))


def _with_sign(specifier: _Specifier, digits: str, negative: bool) -> str:
    if negative:
        return f"({digits})" if "(" in specifier.flags else f"-{digits}"
    return ("+" if "+" in specifier.flags else " " if " " in specifier.flags else "") + digits


def _signed(specifier: _Specifier, digits: str, negative: bool, prefix: str = "") -> str:
    """Returns digits with point, groups, sign and zeros as the locale and the flags have them."""
    point, comma = specifier.locale.number_signs()
    whole, dot, rest = digits.partition(".")
    exponent = ""
    if not dot and "e" in whole and not prefix and specifier.conversion in "eEgG":
        whole, _, exponent = whole.partition("e")
        exponent = "e" + exponent
    if "," in specifier.flags:
        whole = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", comma, whole)
    text = prefix + whole + (point + rest if dot else "") + exponent
    if "0" in specifier.flags and specifier.width:
        missing = specifier.width - len(_with_sign(specifier, text, negative))
        text = prefix + "0" * max(missing, 0) + text.removeprefix(prefix)
    return specifier.padded(_with_sign(specifier, text, negative))


_FLOATS: Final[dict[str, Callable[[_Specifier, Decimal], str]]] = {"f": _fixed, "e": _scientific, "g": _short}
_CONVERSIONS: Final[dict[str, Callable[[_Specifier, Any], str]]] = {
    "s": _string, "b": _boolean, "h": _hash, "c": _character, "d": _integer, "o": _integer, "x": _integer,
    "f": _float, "e": _float, "g": _float, "a": _hexadecimal,
}  # fmt: skip
