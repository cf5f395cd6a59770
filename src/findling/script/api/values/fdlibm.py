"""Functions whose last bit Java fixes: those of fdlibm, the freely distributable mathematics of Sun.

Source: the algorithms that java.lang.StrictMath prescribes (netlib's fdlibm), for what C's library rounds otherwise.
"""

import math
import struct
from typing import Final

_AT: Final = (
    3.33333333333329318027e-01, -1.99999999998764832476e-01, 1.42857142725034663711e-01, -1.11111104054623557880e-01,
    9.09088713343650656196e-02, -7.69187620504482999495e-02, 6.66107313738753120669e-02, -5.83357013379057348645e-02,
    4.97687799461593236017e-02, -3.65315727442169155270e-02, 1.62858201153657823623e-02,
)  # fmt: skip
_AT_HIGH: Final = (
    4.63647609000806093515e-01, 7.85398163397448278999e-01, 9.82793723247329054082e-01, 1.57079632679489655800e+00,
)  # fmt: skip
_AT_LOW: Final = (
    2.26987774529616870924e-17, 3.06161699786838301793e-17, 1.39033110312309984516e-17, 6.12323399573676603587e-17,
)  # fmt: skip
_PI_LOW: Final = 1.2246467991473531772e-16


def _high(value: float) -> int:
    """Returns the upper half of the bits of a double."""
    return int(struct.unpack("<q", struct.pack("<d", value))[0]) >> 32


def _of_high(bits: int) -> float:
    """Returns the double of upper bits, the lower of which are 0."""
    return float(struct.unpack("<d", struct.pack("<q", bits << 32))[0])


def cube_root(value: float) -> float:
    """Returns the cube root."""
    if value == 0 or not math.isfinite(value):
        return value
    size = abs(value)
    if size < 2.0**-1022:
        t = _of_high(_high(size * 2.0**54) // 3 + 696_219_795)
    else:
        t = _of_high(_high(size) // 3 + 715_094_163)
    r = t * t / size
    s = 19 / 35 + r * t
    t *= 5 / 14 + (45 / 28) / (s + 99 / 70 + (-864 / 1225) / s)
    t = _of_high(_high(t) + 1)
    s = t * t
    r = size / s
    r = (r - t) / (t + t + r)
    return math.copysign(t + t * r, value)


def arc_tangent(value: float) -> float:
    """Returns the arc tangent."""
    if value != value:
        return value
    size = abs(value)
    if size >= 2.0**66:
        return math.copysign(_AT_HIGH[3] + _AT_LOW[3], value)
    if size < 0.4375:
        if size < 2.0**-29:
            return value
        place, x = -1, value
    elif size < 0.6875:
        place, x = 0, (2.0 * size - 1.0) / (2.0 + size)
    elif size < 1.1875:
        place, x = 1, (size - 1.0) / (size + 1.0)
    elif size < 2.4375:
        place, x = 2, (size - 1.5) / (1.0 + 1.5 * size)
    else:
        place, x = 3, -1.0 / size
    z = x * x
    w = z * z
    odd = z * (_AT[0] + w * (_AT[2] + w * (_AT[4] + w * (_AT[6] + w * (_AT[8] + w * _AT[10])))))
    even = w * (_AT[1] + w * (_AT[3] + w * (_AT[5] + w * (_AT[7] + w * _AT[9]))))
    if place < 0:
        return x - x * (odd + even)
    return math.copysign(_AT_HIGH[place] - ((x * (odd + even) - _AT_LOW[place]) - x), value)


def arc_tangent_of(y: float, x: float) -> float:
    """Returns the angle of a point."""
    if x != x or y != y or x == 0 or y == 0 or not (math.isfinite(x) and math.isfinite(y)):
        return math.atan2(y, x)
    if x == 1.0:
        return arc_tangent(y)
    exponents = (_high(abs(y)) - _high(abs(x))) >> 20
    if exponents > 60:
        z = math.pi / 2 + 0.5 * _PI_LOW
    elif x < 0 and exponents < -60:
        z = 0.0
    else:
        z = arc_tangent(abs(y / x))
    if x > 0:
        return math.copysign(z, y)
    return math.pi - (z - _PI_LOW) if y > 0 else (z - _PI_LOW) - math.pi


def hypotenuse(x: float, y: float) -> float:
    """Returns the length of the hypotenuse."""
    a, b = max(abs(x), abs(y)), min(abs(x), abs(y))
    if not math.isfinite(x) or not math.isfinite(y):
        return math.hypot(x, y)
    if b == 0 or _high(a) - _high(b) > 0x3C00000:
        return a + b
    scale = 1.0
    if a > 2.0**500:
        a, b, scale = a * 2.0**-600, b * 2.0**-600, 2.0**600
    elif b < 2.0**-500:
        a, b, scale = a * 2.0**600, b * 2.0**600, 2.0**-600
    w = a - b
    if w > b:
        t1 = _of_high(_high(a))
        t2 = a - t1
        return scale * math.sqrt(t1 * t1 - (b * (-b) - t2 * (a + t1)))
    doubled = a + a
    y1 = _of_high(_high(b))
    y2 = b - y1
    t1 = _of_high(_high(doubled))
    t2 = doubled - t1
    return scale * math.sqrt(t1 * y1 - (w * (-w) - (t1 * y2 + t2 * b)))


def tangent_hyperbolic(value: float) -> float:
    """Returns the hyperbolic tangent."""
    if value != value:
        return value
    size = abs(value)
    if size >= 22:
        return math.copysign(1.0, value)
    if size < 2.0**-55:
        return value
    if size >= 1:
        z = 1.0 - 2.0 / (math.expm1(2.0 * size) + 2.0)
    else:
        t = math.expm1(-2.0 * size)
        z = -t / (t + 2.0)
    return math.copysign(z, value)


def sine_hyperbolic(value: float) -> float:
    """Returns the hyperbolic sine."""
    size = abs(value)
    if not math.isfinite(value) or size < 2.0**-28:
        return value
    half = math.copysign(0.5, value)
    if size < 22:
        t = math.expm1(size)
        return half * (2.0 * t - t * t / (t + 1.0)) if size < 1 else half * (t + t / (t + 1.0))
    try:
        return half * math.exp(size) if size < 709.78 else half * math.exp(0.5 * size) * math.exp(0.5 * size)
    except OverflowError:
        return math.copysign(math.inf, value)


def cosine_hyperbolic(value: float) -> float:
    """Returns the hyperbolic cosine."""
    size = abs(value)
    if not math.isfinite(value):
        return size
    if size < 0.5 * math.log(2.0):
        t = math.expm1(size)
        return 1.0 + (t * t) / (2.0 * (1.0 + t))
    if size < 22:
        t = math.exp(size)
        return 0.5 * t + 0.5 / t
    try:
        return 0.5 * math.exp(size) if size < 709.78 else 0.5 * math.exp(0.5 * size) * math.exp(0.5 * size)
    except OverflowError:
        return math.inf
