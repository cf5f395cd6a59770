"""The `path_hierarchy` tokenizer: /a, /a/b and /a/b/c of /a/b/c."""

import re
from collections.abc import Sequence
from typing import Final

from findling.analysis.catalogue import register
from findling.analysis.match_tokenizer import MatchTokenizer
from findling.analysis.params import Params
from findling.analysis.token_stream import TokenStream
from findling.analysis.tokenizer import Tokenizer
from findling.base.errors import IllegalArgumentError

MAX_CHARACTERS: Final = 1 << 20
"""Of all paths of one text: a text of n parts has n paths, each with those above it."""
_SHORT: Final = 1_000


class PathHierarchyTokenizer(MatchTokenizer):
    """Each path with the paths above it, one position after the other as in Elasticsearch 9.

    replacement: stands for the delimiter in the tokens
    skip: leading parts (reversed: trailing parts) left out
    reverse: a/b/c, b/c, c instead
    Source: Lucene's PathHierarchyTokenizer and ReversePathHierarchyTokenizer.
    """

    def __init__(self, delimiter: str, replacement: str, skip: int, reverse: bool) -> None:
        self.delimiter = delimiter
        self.replacement = replacement
        self.skip = skip
        self.reverse = reverse
        mark = re.escape(delimiter)
        self._part = re.compile(f"[^{mark}]*{mark}|[^{mark}]+" if reverse else f"{mark}[^{mark}]*|[^{mark}]+")

    @property
    def may_fail(self) -> bool:
        return True

    def matches(self, text: str) -> list[tuple[int, int]]:
        paths = self._paths(text)
        if len(text) > _SHORT and sum(end - start for start, end in paths) > MAX_CHARACTERS:
            raise IllegalArgumentError(
                f"[path_hierarchy] makes more than [{MAX_CHARACTERS}] characters of paths of a text of [{len(text)}] "
                f"characters with [{len(paths)}] parts"
            )
        return paths

    def _paths(self, text: str) -> list[tuple[int, int]]:
        parts = [match.span() for match in self._part.finditer(text)]
        if self.reverse:
            parts = parts[: max(len(parts) - self.skip, 0)]
            return [(start, parts[-1][1]) for start, _ in parts]
        parts = parts[self.skip :]
        return [(parts[0][0], end) for _, end in parts]

    def tokenize(self, values: Sequence[str], offsets: bool = False, types: bool = False) -> TokenStream:
        stream = super().tokenize(values, offsets, types)
        if self.replacement == self.delimiter:
            return stream
        return stream.with_terms([term.replace(self.delimiter, self.replacement) for term in stream.terms])


@register("tokenizer", "path_hierarchy", "PathHierarchy")
def path_hierarchy_tokenizer(params: Params, registry: object) -> Tokenizer:
    """delimiter: `/`; replacement: the delimiter; skip: 0; reverse: false; buffer_size changes nothing."""
    delimiter = params.text("delimiter") or "/"
    replacement = params.text("replacement") or delimiter
    if len(delimiter) != 1:
        raise IllegalArgumentError("delimiter must be a one char value")
    if len(replacement) != 1:
        raise IllegalArgumentError("replacement must be a one char value")
    return PathHierarchyTokenizer(delimiter, replacement, params.integer("skip", 0), params.boolean("reverse", False))
