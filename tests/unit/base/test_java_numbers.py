"""Numbers as Java prints them."""

import pytest

from findling.base.java_numbers import java_double, java_float


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0.0"),
        (-0.0, "-0.0"),
        (1.0, "1.0"),
        (100.0, "100.0"),
        (0.001, "0.001"),
        (0.00099, "9.9E-4"),
        (1e7, "1.0E7"),
        (9999999.5, "9999999.5"),
        (-1.728e10, "-1.728E10"),
        (6.9314718055994526e-6, "6.9314718055994526E-6"),
        (123.456, "123.456"),
        (float("inf"), "Infinity"),
        (float("nan"), "NaN"),
    ],
)
def test_doubles(number: float, text: str) -> None:
    assert java_double(number) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.1, "0.1"), (3.4028234663852886e38, "3.4028235E38"), (1.2, "1.2"), (12345678.0, "1.2345678E7"), (-2.0, "-2.0")],
)
def test_floats(number: float, text: str) -> None:
    assert java_float(number) == text
