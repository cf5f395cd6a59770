"""java.util.Random: a linear congruential generator of 48 bits, the same numbers for the same seed."""

import math
import secrets
from typing import ClassVar, Final

from findling.script.api.values.java_object import JavaObject, wrapped_int, wrapped_long
from findling.script.api.values.throwing import thrown
from findling.script.numbers import to_float

_MULTIPLIER: Final = 0x5DEECE66D
_MASK: Final = (1 << 48) - 1


class JavaRandom(JavaObject):
    """A generator of random numbers."""

    java_class: ClassVar[str] = "java.util.Random"

    def __init__(self, seed: int | None = None) -> None:
        self.set_seed(secrets.randbits(48) if seed is None else seed)

    def set_seed(self, seed: int) -> None:
        """Begins anew."""
        self._seed = (seed ^ _MULTIPLIER) & _MASK
        self._gaussian: float | None = None

    def next(self, bits: int) -> int:
        """Returns so many bits as an int."""
        self._seed = (self._seed * _MULTIPLIER + 0xB) & _MASK
        return wrapped_int(self._seed >> (48 - bits))

    def next_any_int(self) -> int:
        """Returns any int."""
        return self.next(32)

    def next_int(self, bound: int) -> int:
        """Returns an int from 0 to below a bound."""
        if bound <= 0:
            raise thrown("IllegalArgumentException", "bound must be positive")
        bits = self.next(31)
        if bound & (bound - 1) == 0:
            return wrapped_int(bound * bits >> 31)
        value = bits % bound
        while bits - value + bound - 1 >= 1 << 31:
            bits = self.next(31)
            value = bits % bound
        return value

    def next_long(self) -> int:
        """Returns any long."""
        return wrapped_long((self.next(32) << 32) + self.next(32))

    def next_boolean(self) -> bool:
        """Returns true or false."""
        return self.next(1) != 0

    def next_double(self) -> float:
        """Returns a double from 0 to below 1."""
        return float(((self.next(26) << 27) + self.next(27)) * 2.0**-53)

    def next_float(self) -> float:
        """Returns a float from 0 to below 1."""
        return to_float(self.next(24) / (1 << 24))

    def next_gaussian(self) -> float:
        """Returns a normally distributed double (Marsaglia's polar method)."""
        if self._gaussian is not None:
            value, self._gaussian = self._gaussian, None
            return value
        while True:
            one, two = 2 * self.next_double() - 1, 2 * self.next_double() - 1
            size = one * one + two * two
            if 0 < size < 1:
                scale = math.sqrt(-2 * math.log(size) / size)
                self._gaussian = two * scale
                return one * scale

    def fill(self, target: list[int]) -> None:
        """Fills an array with bytes."""
        bits = 0
        for place in range(len(target)):
            bits = self.next(32) if place % 4 == 0 else bits >> 8
            target[place] = ((bits & 0xFF) + 128) % 256 - 128
