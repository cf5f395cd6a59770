"""Numbers as text by Java's DecimalFormat patterns: `0.00`, `#,##0.#`, `000`, `0%`, `0.0E0`."""

import math
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal

from findling.base.errors import IllegalArgumentError
from findling.base.work.short_cache import short_cache

PATTERN = re.compile(
    r"(?P<prefix>(?:[^#0,.']|'[^']*')*)(?P<number>[#0,.]+)(?P<exponent>E0+)?(?P<suffix>.*)\Z", re.DOTALL
)
CONTEXT = Context(prec=1100, rounding=ROUND_HALF_EVEN)
INTEGER = re.compile(r"#*0*\Z")
FRACTION = re.compile(r"0*#*\Z")
_EXACT_BELOW = 2.0**53
_WHOLE_BELOW = 2.0**63
NUMBER = re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:E-?[0-9]+)?")
GROUPED_NUMBER = re.compile(r"(?:[0-9][0-9,]*\.?[0-9]*|\.[0-9]+)(?:E-?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class DecimalFormat:
    """One compiled pattern.

    group: digits between commas, 0 for none
    shift: powers of ten for per cent and per mille
    exponent: least digits of the exponent in scientific notation, 0 for plain
    """

    prefix: str
    suffix: str
    least_integer: int
    least_fraction: int
    most_fraction: int
    group: int
    shift: int
    exponent: int

    def format(self, value: object) -> str:
        """Returns a number as text, rounded half to even."""
        number = self._digits(value)
        if not number.is_finite():
            return {"NaN": "NaN", "Infinity": f"{self.prefix}∞{self.suffix}"}.get(
                str(number), f"-{self.prefix}∞{self.suffix}"
            )
        if self.exponent:
            return self._scientific(number)
        text = self._plain(CONTEXT.scaleb(number.copy_abs(), self.shift))
        return f"{'-' if number.is_signed() else ''}{self.prefix}{text}{self.suffix}"

    def parse(self, text: str) -> float | None:
        """Returns the number that a text begins with, None if it is not written so."""
        sign = -1 if text.startswith("-" + self.prefix) else 1
        if sign > 0 and not text.startswith(self.prefix):
            return None
        rest = text[len(self.prefix) + (sign < 0) :]
        found = (GROUPED_NUMBER if self.group else NUMBER).match(rest)
        if found is None or not rest.startswith(self.suffix, found.end()):
            return None
        return float(sign * float(found[0].replace(",", "")) / 10**self.shift)

    def _digits(self, value: object) -> Decimal:
        """Returns a double's shortest digits where they all fit, else its exact value, so that ties are real ones."""
        if not isinstance(value, float):
            return Decimal(str(value))
        if value.is_integer() and _EXACT_BELOW <= abs(value) < _WHOLE_BELOW:
            return _whole_digits(int(value))
        shortest = Decimal(repr(value))
        fits = not shortest.is_finite() or -int(shortest.as_tuple().exponent) <= self.most_fraction + self.shift
        return shortest if fits else Decimal(value)

    def _plain(self, number: Decimal) -> str:
        rounded = number.quantize(Decimal(1).scaleb(-self.most_fraction), context=CONTEXT)
        whole, _, fraction = f"{rounded:f}".partition(".")
        whole = whole.lstrip("0").rjust(self.least_integer, "0")
        fraction = fraction.rstrip("0").ljust(self.least_fraction, "0")
        if self.group:
            head = len(whole) % self.group
            parts = [whole[:head]] if head else []
            parts += [whole[at : at + self.group] for at in range(head, len(whole), self.group)]
            whole = ",".join(parts)
        text = f"{whole}.{fraction}" if fraction else whole
        return text or "0"

    def _scientific(self, number: Decimal) -> str:
        power = number.adjusted() - max(self.least_integer, 1) + 1 if number else 0
        text = self._plain(CONTEXT.scaleb(number.copy_abs(), -power))
        exponent = f"{'-' if power < 0 else ''}{str(abs(power)).rjust(self.exponent, '0')}"
        return f"{'-' if number < 0 else ''}{self.prefix}{text}E{exponent}{self.suffix}"


def _whole_digits(value: int) -> Decimal:
    """Returns a great whole number with the digits that Java takes from a double, which are more than the shortest."""
    unsure = int((abs(value).bit_length() - 55) * math.log10(2))
    return (
        Decimal(value)
        if unsure <= 0
        else Decimal((abs(value) + 10**unsure // 2) // 10**unsure * 10**unsure).copy_sign(value)
    )


@short_cache(256)
def decimal_format(pattern: str) -> DecimalFormat:
    """Returns the compiled pattern; raises IllegalArgumentError for one that is malformed."""
    if not pattern:
        # all digits that a double has, in groups
        return DecimalFormat("", "", 0, 0, 340, 3, 0, 0)
    _check(pattern)
    match = PATTERN.match(pattern.partition(";")[0])
    if match is None:
        return DecimalFormat(_unquoted(pattern), "", 1, 0, 0, 0, 0, 0)
    whole, _, fraction = match["number"].partition(".")
    digits = whole.replace(",", "")
    if "," in fraction or not INTEGER.match(digits) or not FRACTION.match(fraction):
        raise IllegalArgumentError(f'Malformed pattern "{pattern}"')
    group = len(whole) - whole.rfind(",") - 1 if "," in whole else 0
    affixes = match["prefix"] + match["suffix"]
    least = (digits.count("0"), fraction.count("0"))
    if "." in match["number"] and "0" not in match["number"]:
        # one digit is always shown
        least = (1, 0) if digits else (0, 1)
    return DecimalFormat(
        _unquoted(match["prefix"]),
        _unquoted(match["suffix"]),
        *least,
        len(fraction),
        group,
        2 if "%" in affixes else 3 if "‰" in affixes else 0,
        len(match["exponent"] or "E") - 1,
    )


def _unquoted(affix: str) -> str:
    return affix.replace("''", "\0").replace("'", "").replace("\0", "'")


def _check(pattern: str) -> None:
    """Raises IllegalArgumentError for what Java refuses of the characters of a pattern, each in its words."""
    digits = _Digits(pattern)
    in_number = quoted = False
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if quoted or char == "'":
            quoted ^= char == "'"
        elif char in "#0,.":
            in_number = True
            digits.take(char)
        elif in_number and char == "E":
            at = digits.exponent(at)
            in_number = False
        elif char == ";":
            if digits.is_empty or ";" in pattern[at + 1 :]:
                raise digits.fault("Unquoted special character ';' in")
            break
        else:
            in_number = False
            digits.scale(char)
        at += 1
    if quoted or digits.ends_in_comma:
        raise digits.fault("Malformed")


class _Digits:
    """The digits of a pattern, as they come."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._seen = ""
        self._has_exponent = self._is_scaled = False

    @property
    def ends_in_comma(self) -> bool:
        return self._seen.partition(".")[0].endswith(",")

    @property
    def is_empty(self) -> bool:
        return not self._seen

    def fault(self, what: str) -> IllegalArgumentError:
        return IllegalArgumentError(f'{what} pattern "{self._pattern}"')

    def take(self, char: str) -> None:
        if char == "." and "." in self._seen:
            raise self.fault("Multiple decimal separators in")
        if char == "0" and "#" in self._seen.partition("0")[2]:
            raise self.fault("Unexpected '0' in")
        self._seen += char

    def scale(self, char: str) -> None:
        if char not in "%‰":
            return
        if self._is_scaled:
            raise self.fault("Too many percent/per mille characters in")
        self._is_scaled = True

    def exponent(self, at: int) -> int:
        """Returns where its last digit is. at: where it begins"""
        if self._has_exponent:
            raise self.fault("Multiple exponential symbols in")
        self._has_exponent = True
        end = at + 1
        while self._pattern[end : end + 1] == "0":
            end += 1
        if end == at + 1 or not set(self._seen) & {"#", "0"}:
            raise self.fault("Malformed exponential")
        return end - 1
