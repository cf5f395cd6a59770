"""The `lowercase` tokenizer: runs of letters, in lower case."""

from collections.abc import Sequence

from findling.analysis.case import lower
from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.token_stream import TokenStream
from findling.analysis.tokenizer import Tokenizer
from findling.analysis.tokenizers.runs import LETTERS, RunTokenizer


class LowercaseTokenizer(RunTokenizer):
    """The `letter` tokenizer and the `lowercase` filter in one."""

    def __init__(self) -> None:
        super().__init__(LETTERS)

    def tokenize(self, values: Sequence[str], offsets: bool = False, types: bool = False) -> TokenStream:
        stream = super().tokenize(values, offsets, types)
        return stream.with_terms([lower(term) for term in stream.terms])


@register("tokenizer", "lowercase")
def lowercase_tokenizer(params: Params, registry: object) -> Tokenizer:
    """Runs of letters, in lower case."""
    return LowercaseTokenizer()
