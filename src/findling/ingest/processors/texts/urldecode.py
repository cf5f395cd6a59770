"""urldecode: texts of URLs as they are meant."""

import re
from typing import Final

from findling.base.errors import IllegalArgumentError
from findling.ingest.processor import Making, register
from findling.ingest.text_processor import FieldOptions, TextProcessor

_ESCAPES: Final = re.compile(r"(?:%(?:[0-9a-fA-F]{2})?)+")
_BROKEN: Final = re.compile(r"%(?![0-9a-fA-F]{2})")


class UrlDecodeProcessor(TextProcessor):
    """Decodes %20 and +. Source: java.net.URLDecoder."""

    kind = "urldecode"

    def value_of(self, text: str) -> str:
        plain = text.replace("+", " ")
        if "%" not in plain:
            return plain
        broken = _BROKEN.search(plain)
        if broken is not None:
            raise _fault(plain[broken.end() : broken.end() + 2])
        return _ESCAPES.sub(lambda found: _decoded(found[0]), plain)


def _decoded(escapes: str) -> str:
    return bytes.fromhex(escapes.replace("%", "")).decode("utf-8", "replace")


def _fault(digits: str) -> IllegalArgumentError:
    if len(digits) < 2:
        return IllegalArgumentError("URLDecoder: Incomplete trailing escape (%) pattern")
    wrong = digits[0] if digits[0] not in "0123456789abcdefABCDEF" else digits[1]
    return IllegalArgumentError(
        f'URLDecoder: Illegal hex characters in escape (%) pattern - not a hexadecimal digit: "{wrong}" = {ord(wrong)}'
    )


@register("urldecode")
def make_urldecode(making: Making) -> UrlDecodeProcessor:
    """Reads {"urldecode": {"field": "url"}}."""
    return UrlDecodeProcessor(FieldOptions(making.configuration))
