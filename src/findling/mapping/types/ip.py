"""ip: IPv4 and IPv6 addresses as 16-byte terms."""

import ipaddress
import re
import socket
from typing import Any

from findling.base.errors import IllegalArgumentError, MapperParsingError, NumberFormatError
from findling.base.java_values import shown
from findling.mapping import parameters
from findling.mapping.field_type import ColumnValues, FieldType, register
from findling.mapping.parsed_batch import FieldStructures
from findling.mapping.raw_values import distinct
from findling.mapping.synthetic_values import SourceArrays, SourceOrder
from findling.mapping.traits import ENCODED_TERMS

V4_PREFIX = bytes(10) + b"\xff\xff"
LAST = b"\xff" * 16


def address_of(text: str) -> bytes:
    """Returns the 16 bytes of an address, IPv4 mapped into IPv6; raises IllegalArgumentError."""
    try:
        if ":" in text:
            return socket.inet_pton(socket.AF_INET6, text)
        return V4_PREFIX + socket.inet_pton(socket.AF_INET, text)
    except (OSError, ValueError, UnicodeError):
        raise IllegalArgumentError(f"'{text}' is not an IP string literal.") from None


def text_of_address(address: bytes) -> str:
    """Returns an address as text, IPv4 where it is one."""
    if address[:12] == V4_PREFIX:
        return socket.inet_ntop(socket.AF_INET, address[12:])
    return ipaddress.IPv6Address(address).compressed


def network_bounds(text: str) -> tuple[bytes, bytes]:
    """Returns the first and last address of a network such as `10.0.0.0/8`; raises IllegalArgumentError."""
    base, _, length = text.partition("/")
    address = address_of(base)
    most = 32 if address[:12] == V4_PREFIX and ":" not in base else 128
    if not re.fullmatch("[+-]?[0-9]{1,9}", length):
        raise NumberFormatError.of(length)
    if not 0 <= int(length) <= most:
        raise IllegalArgumentError(
            f"Illegal prefix length [{int(length)}] in [{text}]. Must be 0-32 for IPv4 ranges, 0-128 for IPv6 ranges"
        )
    host_bits = most - int(length)
    first = int.from_bytes(address, "big") >> host_bits << host_bits
    return first.to_bytes(16, "big"), (first | ((1 << host_bits) - 1)).to_bytes(16, "big")


@register
class IpFieldType(FieldType):
    """Terms of 16 bytes, which sort as the addresses do; postings and ordinals."""

    type_name = "ip"
    family = "ip"
    terms = ENCODED_TERMS
    is_address = True
    enumerates_terms = True
    in_all_fields = True
    PARAMETERS = parameters.table(
        parameters.INDEX,
        parameters.DOC_VALUES,
        parameters.STORE,
        parameters.IGNORE_MALFORMED,
        parameters.null_value(parameters.read_string),
        parameters.SCRIPT,
        parameters.ON_SCRIPT_ERROR,
        parameters.DIMENSION,
    )

    def configure(self) -> None:
        self.null_value = self.get("null_value")
        if self.null_value is not None:
            self._check_null_value()
        self.structures = FieldStructures(
            "term",
            index="docs" if self.get("index") else "none",
            doc_values="ordinals" if self.get("doc_values") else "none",
        )

    def _check_null_value(self) -> None:
        try:
            address_of(self.null_value)
        except IllegalArgumentError as error:
            leaf = self.name.rpartition(".")[2]
            raise MapperParsingError(f"Error parsing [null_value] on field [{leaf}]: {error.reason}") from error

    def parse_column(self, values: list[Any], types: set[type]) -> ColumnValues | None:
        if types != {str}:
            return None
        try:
            return distinct(values, address_of)
        except IllegalArgumentError:
            return None

    def parse_value(self, value: object) -> bytes:
        return address_of(value if isinstance(value, str) else shown(value))

    def index_term(self, value: object) -> bytes:
        return self.parse_value(value)

    def term_bounds(self, value: object) -> tuple[bytes, bytes] | None:
        """Returns the first and last term of a network (`10.0.0.0/8`) in a term query; None for a single address."""
        return network_bounds(value) if isinstance(value, str) and "/" in value else None

    def term_begins(self, term: bytes, text: str) -> bool:
        """An address may be written as IPv4 or as IPv6, so that `::` begins all IPv4 addresses too."""
        texts = (text_of_address(term), ipaddress.IPv6Address(term).compressed)
        return any(written.startswith(text.lower()) for written in texts)

    @property
    def source_order(self) -> SourceOrder:
        return "distinct" if self.has_doc_values else "kept"

    @property
    def source_arrays(self) -> SourceArrays:
        return "given"

    def from_term(self, term: bytes) -> str:
        return text_of_address(term)

    def format_value(self, value: Any, format: str | None = None, time_zone: str | None = None) -> str:
        return text_of_address(value)
