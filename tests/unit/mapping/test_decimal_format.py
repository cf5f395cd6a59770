"""DecimalFormat patterns against what Java prints."""

import pytest

from findling.base.errors import IllegalArgumentError
from findling.mapping.decimal_format import decimal_format


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        ("0.00", 1.005, "1.00"),
        ("0.00", 2, "2.00"),
        ("0.0", 0.25, "0.2"),
        ("0.0", 0.35, "0.3"),
        ("0.0", 0.75, "0.8"),
        ("0.000", 1e300, "1" + "0" * 300 + ".000"),
        ("#.##", 1234.5, "1234.5"),
        ("#.##", 0.5, "0.5"),
        (".##", 1.0, "1.0"),
        ("#.#", 21602079559330928.0, "21602079559330928"),
        ("#,##0.0", 1234567.89, "1,234,567.9"),
        ("000", 7, "007"),
        ("#", 0, "0"),
        ("0%", 0.256, "26%"),
        ("$0.00", -3.5, "-$3.50"),
        ("0.0 'units'", 3, "3.0 units"),
        ("0.0E0", 12345, "1.2E4"),
        ("0.00", float("nan"), "NaN"),
        ("0.00", float("-inf"), "-∞"),
    ],
)
def test_patterns(pattern: str, value: float, expected: str) -> None:
    assert decimal_format(pattern).format(value) == expected


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        *((pattern, "Malformed") for pattern in ("0#", "0.0,0", "0,", "'0")),
        ("0.#0", "Unexpected '0' in"),
        ("0.0.0", "Multiple decimal separators in"),
        ("0E", "Malformed exponential"),
        ("%0%", "Too many percent/per mille characters in"),
        ("0;0;0", "Unquoted special character ';' in"),
    ],
)
def test_malformed(pattern: str, fault: str) -> None:
    with pytest.raises(IllegalArgumentError, match=f'{fault} pattern "{pattern}"'):
        decimal_format(pattern)


@pytest.mark.parametrize(
    ("pattern", "text", "number"),
    [
        ("0.00", "1.5 apples", 1.5),
        ("#,##0.0", "-1,234.5", -1234.5),
        ("$0", "$7", 7.0),
        ("0%", "50%", 0.5),
        ("0", "x", None),
    ],
)
def test_parsed(pattern: str, text: str, number: float | None) -> None:
    assert decimal_format(pattern).parse(text) == number
