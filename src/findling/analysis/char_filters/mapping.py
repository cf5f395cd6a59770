"""The `mapping` char filter."""

import re
from collections.abc import Mapping

from findling.analysis.catalogue import register
from findling.analysis.char_filter import CharFilter
from findling.analysis.params import Params
from findling.analysis.replacing import ReplacingCharFilter
from findling.base.errors import IllegalArgumentError
from findling.base.matching import JavaPattern, Match, Re2Pattern

_FEW = 50
_ESCAPES = {"\\": "\\", "n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


class MappingCharFilter(ReplacingCharFilter):
    """Replaces strings, the longest that matches first. Source: Lucene's MappingCharFilter."""

    normalizes = True

    def __init__(self, mappings: Mapping[str, str]) -> None:
        self.mappings = dict(mappings)
        keys = sorted(mappings, key=len, reverse=True)
        pattern = "|".join(map(re.escape, keys)) if keys else r"\b\B"
        few = len(keys) <= _FEW and sum(map(len, keys)) <= _FEW * _FEW
        self.pattern = JavaPattern(re.compile(pattern), Re2Pattern(pattern), is_linear=few)

    def replacement(self, match: Match) -> str:
        return self.mappings[match[0]]


def parse_mappings(rules: list[str]) -> dict[str, str]:
    """Reads rules such as "ph => f". Raises IllegalArgumentError."""
    mappings: dict[str, str] = {}
    for rule in rules:
        key, arrow, value = rule.rpartition("=>")
        if not arrow:
            raise IllegalArgumentError(f"Invalid Mapping Rule : [{rule}]")
        left, right = _unescape(key.strip()), _unescape(value.strip())
        if left in mappings:
            raise IllegalArgumentError(f'match "{left}" was already added')
        if not left:
            raise IllegalArgumentError("cannot match the empty string")
        mappings[left] = right
    return mappings


def _unescape(text: str) -> str:
    """Returns what escapes such as \\n and \\u0020 stand for. Raises IllegalArgumentError."""
    out: list[str] = []
    at = 0
    while at < len(text):
        if text[at] != "\\":
            out.append(text[at])
            at += 1
            continue
        if at + 1 >= len(text):
            raise IllegalArgumentError(f"Invalid escaped char in [{text}]")
        code = text[at + 1]
        if code == "u":
            if at + 6 > len(text):
                raise IllegalArgumentError(f"Invalid escaped char in [{text}]")
            out.append(chr(int(text[at + 2 : at + 6], 16)))
            at += 6
        else:
            out.append(_ESCAPES.get(code, code))
            at += 2
    return "".join(out)


@register("char_filter", "mapping", preconfigured=False)
def mapping_char_filter(params: Params, registry: object) -> CharFilter:
    """mappings or mappings_path: rules such as "ph => f"."""
    rules = params.lines("mappings")
    if rules is None:
        raise IllegalArgumentError("mapping requires either `mappings` or `mappings_path` to be configured")
    return MappingCharFilter(parse_mappings(rules))
