"""java.text.DecimalFormat: numbers by patterns as `#,##0.00;(#)`, and back."""

import re
from decimal import Context, Decimal
from typing import Any, ClassVar, Final

from findling.script.api.objects import to_text
from findling.script.api.values.java_object import JavaObject
from findling.script.api.values.locale import Locale
from findling.script.api.values.numbers import BigDecimal, BigInteger
from findling.script.api.values.rounding import MODE, RoundingMode
from findling.script.api.values.throwing import thrown
from findling.script.faults import JavaError
from findling.script.types import Float, Long

MANY: Final = 2**31 - 1
_WIDE: Final = Context(prec=1_100)
_NUMBER: Final = re.compile(
    r"(?P<prefix>(?:[^#0,.;']|'[^']*')*)(?P<number>[#0,.]*)(?P<exponent>E0+)?(?P<suffix>(?:[^#0,.;']|'[^']*')*)\Z"
)


class DecimalFormat(JavaObject):
    """How numbers are written and read."""

    java_class: ClassVar[str] = "java.text.DecimalFormat"

    def __init__(self, pattern: str = "#,##0.###", locale: Locale = Locale.ENGLISH) -> None:
        self.locale = locale
        self.currency = "$" if locale.country in ("", "US") else _CURRENCIES.get(locale.country, "¤")
        self.point, self.comma = locale.number_signs()
        self.mode: RoundingMode = MODE["HALF_EVEN"]
        self.grouping, self.integers_only, self.big, self.point_always = False, False, False, False
        self.apply(pattern)

    def apply(self, pattern: str) -> None:
        """Takes a pattern on. Raises IllegalArgumentException."""
        positive, _, negative = _halves(pattern)
        found = _NUMBER.match(positive)
        if found is None:
            raise _malformed(pattern)
        self._read(found, pattern)
        self.negative_prefix, self.negative_suffix = "-" + self.prefix, self.suffix
        if negative:
            other = _NUMBER.match(negative)
            if other is None:
                raise _malformed(pattern)
            prefix, suffix = self._affix(other["prefix"]), self._affix(other["suffix"])
            if (prefix, suffix) != (self.prefix, self.suffix):
                self.negative_prefix, self.negative_suffix = prefix, suffix

    def _read(self, found: re.Match[str], pattern: str) -> None:
        whole, point, fraction = found["number"].partition(".")
        digits = whole.replace(",", "")
        if "," in fraction or not re.fullmatch(r"#*0*", digits) or not re.fullmatch(r"0*#*", fraction):
            raise _malformed(pattern)
        if found["number"] == "." or whole.endswith(",") or (not digits and not fraction and found["number"]):
            raise _malformed(pattern)
        affixes = found["prefix"] + found["suffix"]
        self.multiplier = 100 if "%" in affixes else 1000 if "‰" in affixes else 1
        self.prefix, self.suffix = self._affix(found["prefix"]), self._affix(found["suffix"])
        self.group = len(whole) - whole.rfind(",") - 1 if "," in whole else 0
        self.grouping = self.group > 0
        self.exponent = len(found["exponent"] or "E") - 1
        self.least_whole, self.most_whole = digits.count("0"), len(digits) if self.exponent else MANY
        self.least_fraction, self.most_fraction = fraction.count("0"), len(fraction)
        if not self.least_whole and not self.least_fraction and digits and not fraction and not self.exponent:
            self.least_whole = 0
        self.point_always = bool(point) and not fraction

    def _affix(self, text: str) -> str:
        plain = re.sub(r"'([^']*)'", lambda found: found[1] or "'", text)
        return plain.replace("¤", self.currency)

    def format(self, value: Any) -> str:
        """Returns a number as text. Raises IllegalArgumentException for what is no number."""
        number = self._decimal(value)
        if number.is_nan():
            return "NaN"
        negative = number.is_signed()
        body = "∞" if number.is_infinite() else self._digits(number.copy_abs())
        if negative:
            return f"{self.negative_prefix}{body}{self.negative_suffix}"
        return f"{self.prefix}{body}{self.suffix}"

    def _decimal(self, value: Any) -> Decimal:
        if isinstance(value, BigDecimal):
            return value.decimal()
        if isinstance(value, BigInteger):
            return Decimal(value.value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise thrown("IllegalArgumentException", "Cannot format given Object as a Number")
        if not isinstance(value, float):
            return Decimal(int(value))
        shortest = Decimal(to_text(value)) if value == value else Decimal("NaN")
        if isinstance(value, Float) or not shortest.is_finite():
            return shortest
        fits = self.exponent or -int(shortest.as_tuple().exponent) <= self.most_fraction
        return shortest if fits else Decimal(value)  # the exact value decides what is half

    def _digits(self, number: Decimal) -> str:
        number = _WIDE.multiply(number, Decimal(self.multiplier))
        if self.exponent:
            return self._scientific(number)
        return self._plain(number) or "0"

    def _rounded(self, number: Decimal, places: int) -> Decimal:
        return number.quantize(Decimal(1).scaleb(-places), rounding=self.mode.python, context=_WIDE)

    def _plain(self, number: Decimal) -> str:
        rounded = self._rounded(number, min(self.most_fraction, 340))
        whole, _, fraction = f"{rounded:f}".partition(".")
        whole = whole.lstrip("0").rjust(self.least_whole, "0")
        whole = whole[-self.most_whole :] if self.most_whole else ""
        fraction = fraction.rstrip("0").ljust(self.least_fraction, "0")
        if not whole and not fraction and (not self.most_fraction or self.least_whole == 0):
            whole = "0"
        if self.grouping and self.group:
            whole = re.sub(rf"(?<=\d)(?=(?:\d{{{self.group}}})+$)", self.comma, whole)
        return whole + (self.point + fraction if fraction or self.point_always else "")

    def _scientific(self, number: Decimal) -> str:
        power = number.adjusted() if number else 0
        least, most = self.least_whole, self.most_whole
        if most > 1 and most > least:
            shift = power // most * most
            places = max(self.least_whole + self.most_fraction - (power - shift + 1), 0)
            digits_of_fraction = max(self.least_whole + self.least_fraction - (power - shift + 1), 0)
        else:
            shift = power - (least or (1 if not self.most_fraction else 0)) + 1
            places, digits_of_fraction = self.most_fraction, self.least_fraction
        shift = shift if number else 0
        mantissa = self._rounded(number.scaleb(-shift, _WIDE), places)
        if number and mantissa.adjusted() > number.adjusted() - shift:  # rounding made one digit more
            return self._scientific(_WIDE.scaleb(Decimal(1), power + 1))
        whole, _, fraction = f"{mantissa:f}".partition(".")
        fraction = fraction.rstrip("0").ljust(digits_of_fraction, "0")
        whole = whole.lstrip("0") or ("0" if least or not fraction else "")
        text = whole.rjust(least, "0") + (self.point + fraction if fraction else "")
        return f"{text}E{'-' if shift < 0 else ''}{str(abs(shift)).rjust(self.exponent, '0')}"

    def parse(self, text: str) -> Any:
        """Returns the number that a text begins with. Raises ParseException."""
        value, _ = self.read(text, 0)
        if value is None:
            raise thrown("ParseException", f'Unparseable number: "{text}"')
        return value

    def read(self, text: str, at: int) -> tuple[Any, int]:
        """Returns the number at a place of a text, None for none, and the place behind it."""
        for prefix, suffix, sign in (
            (self.negative_prefix, self.negative_suffix, -1),
            (self.prefix, self.suffix, 1),
        ):
            if not text.startswith(prefix, at):
                continue
            found = self._number().match(text, at + len(prefix))
            if found and text.startswith(suffix, found.end()):
                digits = found[0].replace(self.comma, "") if self.grouping else found[0]
                return self._value(digits.replace(self.point, "."), sign), found.end() + len(suffix)
        return None, at

    def _number(self) -> re.Pattern[str]:
        comma = re.escape(self.comma) if self.grouping else ""
        point = "" if self.integers_only else rf"(?:{re.escape(self.point)}\d*)?"
        return re.compile(rf"(?:\d[\d{comma}]*{point}|{re.escape(self.point)}\d+)(?:E-?\d+)?", re.ASCII)

    def _value(self, digits: str, sign: int) -> Any:
        number = _WIDE.divide(Decimal(digits) * sign, Decimal(self.multiplier))
        if self.big:
            return BigDecimal.of(number)
        if number == number.to_integral_value() and -(1 << 63) <= number < 1 << 63:
            if number == 0 and sign < 0:
                return -0.0
            return Long(int(number))
        return float(number)

    def pattern(self) -> str:
        """Returns the pattern."""
        zeros, group = "0" * self.least_whole, self.group if self.grouping else 0
        whole = zeros.rjust(max(len(zeros), group + 1 if group else 0), "#") if not self.exponent else zeros
        if not self.exponent and len(whole) == len(zeros):
            whole = "#" + whole
        if group:
            whole = f"{whole[:-group]},{whole[-group:]}"
        fraction = "0" * self.least_fraction + "#" * (min(self.most_fraction, 340) - self.least_fraction)
        body = whole + (f".{fraction}" if fraction or self.point_always else "")
        body += "E" + "0" * self.exponent if self.exponent else ""
        text = f"{self.prefix}{body}{self.suffix}"
        if (self.negative_prefix, self.negative_suffix) == ("-" + self.prefix, self.suffix):
            return text
        return f"{text};{self.negative_prefix}{body}{self.negative_suffix}"

    def copy(self) -> "DecimalFormat":
        """Returns one that is alike."""
        other = DecimalFormat(locale=self.locale)
        vars(other).update(vars(self))
        return other

    def __str__(self) -> str:
        return f'DecimalFormat [locale: "{self.locale.display_name()}", pattern: "{self.pattern()}"]\n'

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DecimalFormat) and other.pattern() == self.pattern()

    def __hash__(self) -> int:
        return hash(self.pattern())


def _halves(pattern: str) -> tuple[str, str, str]:
    """Returns the parts before and behind a semicolon that is not quoted."""
    quoted = False
    for at, char in enumerate(pattern):
        quoted ^= char == "'"
        if char == ";" and not quoted:
            return pattern[:at], ";", pattern[at + 1 :]
    return pattern, "", ""


def _malformed(pattern: str) -> JavaError:
    return thrown("IllegalArgumentException", f'Malformed pattern "{pattern}"')


_CURRENCIES: Final = {
    "DE": "€", "FR": "€", "IT": "€", "ES": "€", "AT": "€", "NL": "€", "GB": "£", "JP": "￥", "CN": "¥", "KR": "₩",
    "CA": "$", "CH": "CHF",
}  # fmt: skip
_ORDERS: Final = {"de": "#,##0.00\u00a0¤", "fr": "#,##0.00\u00a0¤", "it": "#,##0.00\u00a0¤", "es": "#,##0.00\u00a0¤"}


def instance(kind: str, locale: Locale = Locale.ENGLISH) -> DecimalFormat:
    """Returns the format of numbers, percent, integer or currency of a locale."""
    space = "\u00a0" if locale.language in ("de", "fr", "es") else ""
    patterns = {"number": "#,##0.###", "integer": "#,##0", "percent": f"#,##0{space}%"}
    pattern = patterns.get(kind) or _ORDERS.get(locale.language, "¤#,##0.00")
    made = DecimalFormat(pattern, locale)
    if kind == "currency" and not locale.country:
        made.currency = "¤" if locale.language else "XXX\u00a0"
        made.apply(pattern)
    made.integers_only = kind == "integer"
    return made
