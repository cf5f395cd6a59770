"""java.util.BitSet: the bits of one Python integer."""

from typing import ClassVar

from findling.script.api.objects import list_text
from findling.script.api.values.java_object import JavaObject, wrapped_int, wrapped_long
from findling.script.api.values.throwing import thrown
from findling.script.faults import JavaError

MOST_BITS = 1 << 24
"""More than that a script may not have: memory would go."""


class BitSet(JavaObject):
    """Bits that are set or not.

    words: how many longs there are room for
    """

    java_class: ClassVar[str] = "java.util.BitSet"

    def __init__(self, size: int = 64, bits: int = 0) -> None:
        if size < 0:
            raise thrown("NegativeArraySizeException", f"nbits < 0: {size}")
        self.bits = bits
        self.words = max((size + 63) // 64, (bits.bit_length() + 63) // 64)

    def change(self, start: int, end: int, how: str) -> None:
        """Sets, clears or flips the bits of a range. Raises IndexOutOfBoundsException."""
        self.check(start, end)
        mask = ((1 << (end - start)) - 1) << start
        if how == "set":
            self.bits |= mask
        elif how == "clear":
            self.bits &= ~mask
        else:
            self.bits ^= mask
        needed = (self.bits.bit_length() + 63) // 64
        if needed > self.words:
            self.words = max(2 * self.words, needed)

    def change_one(self, place: int, how: str) -> None:
        """Sets, clears or flips one bit. Raises IndexOutOfBoundsException."""
        if place < 0:
            raise thrown("IndexOutOfBoundsException", f"bitIndex < 0: {place}")
        self.change(place, place + 1, how)

    def check(self, start: int, end: int) -> None:
        """Raises IndexOutOfBoundsException for a range that is none."""
        if start < 0:
            raise thrown("IndexOutOfBoundsException", f"fromIndex < 0: {start}")
        if end < 0:
            raise thrown("IndexOutOfBoundsException", f"toIndex < 0: {end}")
        if start > end:
            raise thrown("IndexOutOfBoundsException", f"fromIndex: {start} > toIndex: {end}")
        if end > MOST_BITS:
            raise JavaError("java.lang.OutOfMemoryError", "Java heap space")

    def get(self, index: int) -> bool:
        """Whether a bit is set."""
        return bool(self.bits >> index & 1)

    def next(self, start: int, wanted: bool) -> int:
        """Returns the first place from a start on where a bit is or is not set, -1 if there is none."""
        if start < 0:
            raise thrown("IndexOutOfBoundsException", f"fromIndex < 0: {start}")
        rest = self.bits >> start
        if not wanted:
            rest = ~rest
        return start + (rest & -rest).bit_length() - 1 if rest else -1

    def previous(self, start: int, wanted: bool) -> int:
        """Returns the last place up to a start where a bit is or is not set, -1 if there is none."""
        if start < 0:
            if start == -1:
                return -1
            raise thrown("IndexOutOfBoundsException", f"fromIndex < -1: {start}")
        mask = (1 << (start + 1)) - 1
        rest = self.bits & mask if wanted else ~self.bits & mask
        return rest.bit_length() - 1

    def longs(self) -> list[int]:
        """Returns the bits as longs, the lowest first."""
        count = (self.bits.bit_length() + 63) // 64
        return [wrapped_long(self.bits >> 64 * place & ((1 << 64) - 1)) for place in range(count)]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, BitSet) and other.bits == self.bits

    def __hash__(self) -> int:
        return hash(self.bits)

    def java_hash(self) -> int:
        result = 1234
        for place, word in reversed(list(enumerate(self.longs()))):
            result ^= word * (place + 1)
        bits = result & ((1 << 64) - 1)
        return wrapped_int(bits >> 32 ^ bits)

    def __str__(self) -> str:
        text = list_text([place for place in range(self.bits.bit_length()) if self.get(place)])
        return f"{{{text[1:-1]}}}"
