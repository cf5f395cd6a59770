"""The `html_strip` char filter."""

from collections.abc import Iterable

from findling.analysis.catalogue import register
from findling.analysis.char_filter import CharFilter, Moves
from findling.analysis.char_filters.html_markup import HtmlScanner, Markup
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
        for markup in HtmlScanner(text).markup():
            new = self._replacement(markup)
            if new is None:
                continue
            kept = text[at : markup.start]
            out += (kept, new)
            n_out += utf16_length(kept) + utf16_length(new)
            difference += utf16_length(text[markup.start : markup.end]) - utf16_length(new)
            moves.add(n_out, difference)
            at = markup.end
        out.append(text[at:])
        return "".join(out), moves

    def _replacement(self, markup: Markup) -> str | None:
        """Returns what stands in the place of markup; None if it stays."""
        if markup.tag is None or markup.hidden:
            return None if markup.tag in self.escaped_tags else markup.text
        if markup.tag in self.escaped_tags:
            return None
        return "" if markup.tag in INLINE_ELEMENTS else "\n"


@register("char_filter", "html_strip")
def html_strip_char_filter(params: Params, registry: object) -> CharFilter:
    """escaped_tags: none."""
    return HtmlStripCharFilter(params.texts("escaped_tags", []) or [])
