"""java.util.UUID."""

import hashlib
import re
import uuid
from typing import ClassVar, Final

from findling.script.api.values.java_object import JavaObject, long_hash, wrapped_long
from findling.script.api.values.throwing import thrown

_TEXT: Final = re.compile(r"([0-9a-fA-F]+)-([0-9a-fA-F]+)-([0-9a-fA-F]+)-([0-9a-fA-F]+)-([0-9a-fA-F]+)")


class Uuid(JavaObject):
    """A UUID: its upper and lower 64 bits as longs."""

    java_class: ClassVar[str] = "java.util.UUID"

    def __init__(self, most: int, least: int) -> None:
        self.most = most
        self.least = least

    @classmethod
    def of_int(cls, bits: int) -> "Uuid":
        """Returns that of 128 bits."""
        return cls(wrapped_long(bits >> 64), wrapped_long(bits & ((1 << 64) - 1)))

    @classmethod
    def random(cls) -> "Uuid":
        """Returns a random one."""
        return cls.of_int(uuid.uuid4().int)

    @classmethod
    def of_text(cls, text: str) -> "Uuid":
        """Returns that of a text. Raises IllegalArgumentException."""
        if len(text) > 36:
            raise thrown("IllegalArgumentException", "UUID string too large")
        found = _TEXT.fullmatch(text)
        if found is None:
            raise thrown("IllegalArgumentException", f"Invalid UUID string: {text}")
        parts = [int(part, 16) for part in found.groups()]
        most = (parts[0] & 0xFFFFFFFF) << 32 | (parts[1] & 0xFFFF) << 16 | parts[2] & 0xFFFF
        return cls(wrapped_long(most), wrapped_long((parts[3] & 0xFFFF) << 48 | parts[4] & 0xFFFFFFFFFFFF))

    @classmethod
    def of_bytes(cls, name: list[int]) -> "Uuid":
        """Returns that of the MD5 of bytes."""
        digest = bytearray(hashlib.md5(bytes(byte & 0xFF for byte in name), usedforsecurity=False).digest())
        digest[6] = digest[6] & 0x0F | 0x30
        digest[8] = digest[8] & 0x3F | 0x80
        return cls.of_int(int.from_bytes(digest, "big"))

    def version(self) -> int:
        """Returns its version."""
        return self.most >> 12 & 0xF

    def variant(self) -> int:
        """Returns its variant."""
        top = self.least >> 61 & 7
        return 0 if top < 4 else 2 if top < 6 else top

    def _time_based(self) -> None:
        if self.version() != 1:
            raise thrown("UnsupportedOperationException", "Not a time-based UUID")

    def timestamp(self) -> int:
        """Returns its time."""
        self._time_based()
        return (self.most & 0xFFF) << 48 | (self.most >> 16 & 0xFFFF) << 32 | (self.most >> 32 & 0xFFFFFFFF)

    def clock_sequence(self) -> int:
        """Returns its clock sequence."""
        self._time_based()
        return self.least >> 48 & 0x3FFF

    def node(self) -> int:
        """Returns its node."""
        self._time_based()
        return self.least & 0xFFFFFFFFFFFF

    def compare_to(self, other: object) -> int:
        assert isinstance(other, Uuid)
        left, right = (self.most, self.least), (other.most, other.least)
        return (left > right) - (left < right)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Uuid) and (self.most, self.least) == (other.most, other.least)

    def __hash__(self) -> int:
        return hash((self.most, self.least))

    def java_hash(self) -> int:
        return long_hash(self.most ^ self.least)

    def __str__(self) -> str:
        digits = f"{self.most & ((1 << 64) - 1):016x}{self.least & ((1 << 64) - 1):016x}"
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
