"""The `asciifolding` filter."""

from functools import cache
from importlib import resources

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.token_filter import ExpandingFilter, Part, TermFilter, TokenFilter


@cache
def folding_table() -> dict[int, str]:
    """Returns what each character that looks like ASCII is folded to.

    The file has one line per folding: the folded text, a tab, all characters that become it.
    """
    table: dict[int, str] = {}
    text = resources.files("findling.analysis").joinpath("data/ascii_folding.tsv").read_text(encoding="utf-8")
    for line in text.rstrip("\n").split("\n"):
        folded, _, characters = line.partition("\t")
        table.update(dict.fromkeys(map(ord, characters), folded))
    return table


def fold(text: str) -> str:
    """Returns the text with letters, digits and punctuation replaced by the ASCII characters they look like."""
    return text if text.isascii() else text.translate(folding_table())


class AsciiFoldingFilter(TermFilter):
    """Letters without their accents, and the like. Source: Lucene's ASCIIFoldingFilter."""

    normalizes = True

    def term(self, term: str) -> str:
        return fold(term)


class PreservingAsciiFoldingFilter(ExpandingFilter):
    """The folded term, then the term as it was, at the same position."""

    normalizes = False

    def expand(self, term: str, keyword: bool) -> list[Part]:
        folded = fold(term)
        parts = [Part(folded, keyword=keyword)]
        return parts if folded == term else [*parts, Part(term, keyword=keyword)]


@register("filter", "asciifolding")
def asciifolding_filter(params: Params, registry: object) -> TokenFilter:
    """preserve_original: false."""
    return PreservingAsciiFoldingFilter() if params.boolean("preserve_original", False) else AsciiFoldingFilter()
