"""The `html_strip` char filter."""

import re
from collections.abc import Iterable
from html.entities import name2codepoint

from findling.analysis.catalogue import register
from findling.analysis.char_filter import CharFilter, Moves
from findling.analysis.params import Params
from findling.analysis.text_batch import utf16_length

INLINE_ELEMENTS = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "basefont",
        "bdo",
        "big",
        "cite",
        "code",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "input",
        "kbd",
        "label",
        "q",
        "s",
        "samp",
        "select",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "textarea",
        "tt",
        "u",
        "var",
    ]
)
_ENTITIES = {name: chr(code) for name, code in name2codepoint.items()} | {"apos": "'", "nbsp": " "}
_ENTITIES |= {name.upper(): _ENTITIES[name] for name in ("amp", "copy", "gt", "lt", "quot", "reg")}

_NAME = r"[^\W\d][-.:\w]*"
_ATTRIBUTES = r"""(?:(?:=\s*+|\s++)(?:"[^"]*"|'[^']*'|[^>"'/]|/(?!>))*+)?"""
_CHARACTERS = "|".join(sorted(_ENTITIES, key=len, reverse=True))
_MARKUP = re.compile(
    rf"""
      (?P<comment><!--.*?(?:-->|\Z))
    | <!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)
    | (?P<declaration><![^>]*>|<\?[^>]*[/?]>)
    | (?P<hidden><\s*(?P<hidden_name>script|style){_ATTRIBUTES}>
        (?:<!--.*?-->|.)*?(?P<hidden_end></\s*(?P=hidden_name)\s*>|\Z))
    | (?P<tag><\s*(?P<start_name>{_NAME}){_ATTRIBUTES}/?>|</\s*(?P<end_name>{_NAME})\s*>
        |<(?:\s*|/\s*)(?P<last_name>{_NAME})\Z)
    | &(?:(?P<entity>{_CHARACTERS})|\#x(?P<hex>[0-9a-f]{{1,5}}|10[0-9a-f]{{4}})|\#(?P<decimal>[0-9]{{1,7}}))(?:;|\Z)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


class HtmlStripCharFilter(CharFilter):
    """Takes out HTML elements and decodes entities; block elements leave a line feed.

    Source: Lucene's HTMLStripCharFilter.

    escaped_tags: elements that stay
    """

    def __init__(self, escaped_tags: Iterable[str] = ()) -> None:
        self.escaped_tags = frozenset(tag.lower() for tag in escaped_tags)

    def affects(self, text: str) -> bool:
        return "<" in text or "&" in text

    def filter(self, text: str) -> tuple[str, Moves]:
        moves = Moves()
        out: list[str] = []
        at = 0
        n_out = 0
        difference = 0
        for match in _MARKUP.finditer(text):
            for start, end, new in self._replacements(match):
                kept = text[at:start]
                out += (kept, new)
                n_out += utf16_length(kept) + utf16_length(new)
                difference += utf16_length(text[start:end]) - utf16_length(new)
                moves.add(n_out, difference)
                at = end
        out.append(text[at:])
        return "".join(out), moves

    def _replacements(self, match: re.Match[str]) -> list[tuple[int, int, str]]:
        """Returns what of the match is replaced by what: (start, end, new text)."""
        start, end = match.span()
        if match["cdata"] is not None:
            return [(start, match.start("cdata"), ""), (match.end("cdata"), end, "")]
        if match["comment"] is not None or match["declaration"] is not None:
            return [(start, end, "")]
        if match["hidden"] is not None:
            if match["hidden_name"].lower() in self.escaped_tags:
                return []
            return [(start, end, "\n" if match["hidden_end"] else "")]
        if match["tag"] is not None:
            return self._tag(match, (match["start_name"] or match["end_name"] or match["last_name"]).lower())
        character = _character(match)
        return [] if character is None else [(start, end, character)]

    def _tag(self, match: re.Match[str], name: str) -> list[tuple[int, int, str]]:
        """Returns the replacement of a tag."""
        if name in self.escaped_tags:
            return []
        return [(*match.span(), "" if name in INLINE_ELEMENTS else "\n")]


def _character(match: re.Match[str]) -> str | None:
    """Returns what a character reference stands for; None if it is no character."""
    if match["entity"] is not None:
        return _ENTITIES.get(match["entity"])
    code = int(match["hex"], 16) if match["hex"] is not None else int(match["decimal"])
    if code > 0x10FFFF:
        return None
    return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)


@register("char_filter", "html_strip")
def html_strip_char_filter(params: Params, registry: object) -> CharFilter:
    """escaped_tags: none."""
    return HtmlStripCharFilter(params.texts("escaped_tags", []) or [])
