"""BitSet and Base64."""

import base64
from collections.abc import Callable
from typing import Any, ClassVar, Final

from findling.script.api.declare import java_class
from findling.script.api.values.bit_set import BitSet
from findling.script.api.values.java_object import JavaObject
from findling.script.api.values.strings import base64_bytes
from findling.script.api.values.throwing import thrown
from findling.script.types import BYTE, LONG, Array, array_of

_BYTES: Final = array_of(BYTE)


def _signed(data: bytes) -> Array:
    return Array(_BYTES, ((byte + 128) % 256 - 128 for byte in data))


def _unsigned(array: Array) -> bytes:
    return bytes(byte & 0xFF for byte in array)


class Encoder(JavaObject):
    """A java.util.Base64.Encoder.

    url: in the alphabet of addresses; line: length of lines, 0 for none
    """

    java_class: ClassVar[str] = "java.util.Base64$Encoder"

    def __init__(self, url: bool = False, line: int = 0, separator: bytes = b"\r\n", padded: bool = True) -> None:
        self.url = url
        self.line = line // 4 * 4
        self.separator = separator
        self.padded = padded

    def encoded(self, data: bytes) -> bytes:
        """Returns the base64 of bytes."""
        text = base64.urlsafe_b64encode(data) if self.url else base64.b64encode(data)
        text = text if self.padded else text.rstrip(b"=")
        if not self.line:
            return text
        return self.separator.join(text[at : at + self.line] for at in range(0, len(text), self.line))

    def without_padding(self) -> "Encoder":
        """Returns the same without signs of equality at the end."""
        return Encoder(self.url, self.line, self.separator, padded=False)


class Decoder(JavaObject):
    """A java.util.Base64.Decoder. mime: what is not of the alphabet is passed over."""

    java_class: ClassVar[str] = "java.util.Base64$Decoder"

    def __init__(self, url: bool = False, mime: bool = False) -> None:
        self.url = url
        self.mime = mime

    def decoded(self, text: bytes) -> bytes:
        """Returns what base64 stands for. Raises IllegalArgumentException."""
        if self.mime:
            text = bytes(byte for byte in text if chr(byte).isalnum() or byte in b"+/=")
        return base64_bytes(text, self.url)


def _into(target: Array, data: bytes) -> int:
    if len(data) > len(target):
        raise thrown("IllegalArgumentException", "Output byte array is too small for encoding all input bytes")
    target[: len(data)] = _signed(data)
    return len(data)


def _changes(how: str) -> dict[str, Any]:
    return {
        f"void {how}(int)": lambda bits, place: bits.change_one(place, how),
        f"void {how}(int,int)": lambda bits, start, end: bits.change(start, end, how),
    }


def _combined(combine: Callable[[int, int], int]) -> Callable[[BitSet, BitSet], None]:
    def run(bits: BitSet, other: BitSet) -> None:
        bits.bits = combine(bits.bits, other.bits)
        bits.words = max(bits.words, (bits.bits.bit_length() + 63) // 64)

    return run


def _of_longs(values: Array) -> BitSet:
    bits = sum((value & ((1 << 64) - 1)) << 64 * place for place, value in enumerate(values))
    return BitSet(0, bits)


def _bytes(bits: BitSet) -> Array:
    return _signed(bits.bits.to_bytes((bits.bits.bit_length() + 7) // 8, "little"))


def _clear(bits: BitSet) -> None:
    bits.bits = 0


_BIT_SET: Final[dict[str, Any]] = {
    "new()": BitSet,
    "new(int)": BitSet,
    "void and(BitSet)": _combined(lambda left, right: left & right),
    "void andNot(BitSet)": _combined(lambda left, right: left & ~right),
    "int cardinality()": lambda bits: bits.bits.bit_count(),
    "void clear()": _clear,
    "def clone()": lambda bits: BitSet(0, bits.bits),
    "boolean intersects(BitSet)": lambda bits, other: bool(bits.bits & other.bits),
    "boolean isEmpty()": lambda bits: not bits.bits,
    "int length()": lambda bits: bits.bits.bit_length(),
    "int nextClearBit(int)": lambda bits, start: bits.next(start, False),
    "int nextSetBit(int)": lambda bits, start: bits.next(start, True),
    "void or(BitSet)": _combined(lambda left, right: left | right),
    "int previousClearBit(int)": lambda bits, start: bits.previous(start, False),
    "int previousSetBit(int)": lambda bits, start: bits.previous(start, True),
    "void set(int,int,boolean)": lambda bits, start, end, on: bits.change(start, end, "set" if on else "clear"),
    "int size()": lambda bits: bits.words * 64,
    "byte[] toByteArray()": _bytes,
    "long[] toLongArray()": lambda bits: Array(array_of(LONG), bits.longs()),
    "static BitSet valueOf(long[])": _of_longs,
    "void xor(BitSet)": _combined(lambda left, right: left ^ right),
}

CLASSES: Final = (
    java_class("BitSet", "Object", _BIT_SET | _changes("set") | _changes("clear") | _changes("flip"), python=(BitSet,)),
    java_class(
        "Base64",
        "Object",
        {
            "static Base64.Decoder getDecoder()": Decoder,
            "static Base64.Encoder getEncoder()": Encoder,
            "static Base64.Decoder getMimeDecoder()": lambda: Decoder(mime=True),
            "static Base64.Encoder getMimeEncoder()": lambda: Encoder(line=76),
            "static Base64.Encoder getMimeEncoder(int,byte[])": lambda line, separator: Encoder(
                line=line, separator=_unsigned(separator)
            ),
            "static Base64.Decoder getUrlDecoder()": lambda: Decoder(url=True),
            "static Base64.Encoder getUrlEncoder()": lambda: Encoder(url=True),
        },
    ),
    java_class(
        "Base64.Decoder",
        "Object",
        {
            "int decode(byte[],byte[])": lambda decoder, text, target: _into(target, decoder.decoded(_unsigned(text))),
            "byte[] decode(String)": lambda decoder, text: _signed(decoder.decoded(text.encode("latin-1", "replace"))),
        },
        python=(Decoder,),
    ),
    java_class(
        "Base64.Encoder",
        "Object",
        {
            "int encode(byte[],byte[])": lambda encoder, data, target: _into(target, encoder.encoded(_unsigned(data))),
            "String encodeToString(byte[])": lambda encoder, data: encoder.encoded(_unsigned(data)).decode("ascii"),
            "Base64.Encoder withoutPadding()": Encoder.without_padding,
        },
        python=(Encoder,),
    ),
)
