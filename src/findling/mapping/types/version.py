"""version: software versions that sort by Semantic Versioning's precedence."""

import re
from typing import Final

from findling.mapping.field_type import FieldType, register
from findling.mapping.parsed_batch import FieldStructures
from findling.mapping.synthetic_values import SourceOrder
from findling.mapping.traits import TermTraits
from findling.mapping.types.keyword import check_term
from findling.mapping.types.text_value import text_of

NUMBER: Final = r"(?:0|[1-9][0-9]*)"
IDENTIFIER: Final = rf"(?:{NUMBER}|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)"
LEGAL = re.compile(
    rf"({NUMBER})\.({NUMBER})\.({NUMBER})(?:-({IDENTIFIER}(?:\.{IDENTIFIER})*))?(\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?\Z",
    re.ASCII,
)
VALID, INVALID = b"\x01", b"\x02"
PRERELEASE, RELEASE = b"\x01", b"\x02"
NUMERIC, ALPHANUMERIC, END = b"\x01", b"\x02", b"\x00"


def encode_version(text: str) -> bytes:
    """Returns a term that sorts as the version does; texts that are no versions come after all that are.

    Numbers carry their length in front, pre-release identifiers their kind; a release comes after its pre-releases.
    """
    match = LEGAL.match(text)
    if match is None or max(map(len, re.findall("[0-9]+", text))) > 255:
        return INVALID + text.encode("utf-8", "replace")
    term = VALID + b"".join(_number(part) for part in match.group(1, 2, 3))
    if match[4] is None:
        term += RELEASE
    else:
        term += PRERELEASE + b"".join(map(_identifier, match[4].split("."))) + END
    return term + (match[5] or "").encode()


def _number(digits: str) -> bytes:
    return bytes([len(digits)]) + digits.encode()


def _identifier(text: str) -> bytes:
    return NUMERIC + _number(text) if text.isdigit() else ALPHANUMERIC + text.encode() + END


def decode_version(term: bytes) -> str:
    """Returns the text that encode_version made a term of."""
    if term[:1] != VALID:
        return term[1:].decode("utf-8", "replace")
    numbers, at = [], 1
    for _ in range(3):
        digits, at = _read_number(term, at)
        numbers.append(digits)
    text = ".".join(numbers)
    is_prerelease, at = term[at : at + 1] == PRERELEASE, at + 1
    if is_prerelease:
        identifiers, at = _read_identifiers(term, at)
        text += "-" + ".".join(identifiers)
    return text + term[at:].decode()


def _read_number(term: bytes, at: int) -> tuple[str, int]:
    end = at + 1 + term[at]
    return term[at + 1 : end].decode(), end


def _read_identifiers(term: bytes, at: int) -> tuple[list[str], int]:
    identifiers = []
    while term[at : at + 1] != END:
        if term[at : at + 1] == NUMERIC:
            identifier, at = _read_number(term, at + 1)
        else:
            end = term.index(END, at + 1)
            identifier, at = term[at + 1 : end].decode(), end + 1
        identifiers.append(identifier)
    return identifiers, at + 1


@register
class VersionFieldType(FieldType):
    """Terms in order of precedence, so that range queries, sorting and aggregations need nothing else."""

    type_name = "version"
    family = "version"
    terms = TermTraits(characters=True, encoded=True)
    enumerates_terms = True
    in_all_fields = True

    def configure(self) -> None:
        self.structures = FieldStructures("term", index="docs", doc_values="ordinals")

    @property
    def has_doc_values(self) -> bool:
        return True

    def parse_value(self, value: object) -> bytes:
        return check_term(self.name, encode_version(text_of(value)))

    def index_term(self, value: object) -> bytes:
        return encode_version(text_of(value))

    @property
    def source_order(self) -> SourceOrder:
        return "distinct" if self.has_doc_values else "kept"

    def from_term(self, term: bytes) -> str:
        return decode_version(term)
