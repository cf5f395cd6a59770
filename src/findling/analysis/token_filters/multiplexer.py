"""The `multiplexer` filter: several chains of filters side by side."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from findling.analysis.catalogue import register
from findling.analysis.chain import Front, behind
from findling.analysis.params import Params
from findling.analysis.token_filter import NeighbourFilter, Token, TokenFilter, to_tokens
from findling.analysis.token_stream import TokenStream
from findling.base.errors import IllegalArgumentError
from findling.base.work.current import check_work, checked

if TYPE_CHECKING:
    from findling.analysis.registry import AnalysisRegistry

Chain = tuple[tuple[str, TokenFilter], ...]


@dataclass(frozen=True)
class MultiplexerFilter(TokenFilter):
    """Gives at each token's position what each chain makes of the token, equal terms once.

    Source: Elasticsearch's documentation and its MultiplexerTokenFilterFactory.

    chains: filters that see one token at a time
    """

    parses_synonyms = False

    chains: tuple[Chain, ...]
    preserve_original: bool = True

    @property
    def needs_types(self) -> bool:  # type: ignore[override]
        return any(token_filter.needs_types for chain in self.chains for _, token_filter in chain)

    @property
    def needs_offsets(self) -> bool:  # type: ignore[override]
        return any(token_filter.needs_offsets for chain in self.chains for _, token_filter in chain)

    @property
    def attaches_payloads(self) -> bool:  # type: ignore[override]
        return any(token_filter.attaches_payloads for chain in self.chains for _, token_filter in chain)

    @property
    def updateable(self) -> bool:  # type: ignore[override]
        return any(token_filter.updateable for chain in self.chains for _, token_filter in chain)

    def after(self, front: Front) -> "MultiplexerFilter":
        return replace(self, chains=tuple(behind(front, chain) for chain in self.chains))

    def apply(self, stream: TokenStream) -> TokenStream:
        single = _one_by_one(stream)
        sides = [to_tokens(single)] if self.preserve_original else []
        for chain in self.chains:
            side = single
            for _, token_filter in chain:
                check_work()
                side = token_filter.apply(side)
            sides.append(to_tokens(side))
        return _SideBySide(sides).apply(stream)


def _one_by_one(stream: TokenStream) -> TokenStream:
    """Returns each token as a value of its own."""
    n = stream.n_tokens
    zeros = np.zeros(n, np.int32)
    return replace(
        stream,
        value_ids=np.arange(n, dtype=np.int32),
        positions=zeros,
        end_positions=zeros + 1,
        final_offsets=None if stream.end_offsets is None else stream.end_offsets,
    )


class _SideBySide(NeighbourFilter):
    """Replaces the tokens, one after the other, with what stands for them on each side."""

    def __init__(self, sides: list[list[list[Token]]]) -> None:
        self._tokens = zip(*sides, strict=True)

    def filter_value(self, tokens: list[Token], end_position: int, final_offset: int) -> tuple[list[Token], int]:
        out: dict[tuple[int, str], Token] = {}
        for token in checked(tokens):
            for made in (made for side in next(self._tokens) for made in side):
                placed = replace(made, position=token.position + made.position)
                out.setdefault((placed.position, placed.term), placed)
        return sorted(out.values(), key=lambda token: token.position), end_position


@register("filter", "multiplexer", preconfigured=False)
def multiplexer_filter(params: Params, registry: "AnalysisRegistry") -> TokenFilter:
    """filters: names, or names joined by commas, a chain each; preserve_original: true."""
    listed = params.lines("filters")
    if listed is None:
        raise IllegalArgumentError("The [filters] parameter must be specified for a multiplexer")
    chains = []
    for names in listed:
        chain = []
        for name in filter(None, map(str.strip, names.split(","))):
            found = registry.component("filter", name)
            if found is None:
                raise IllegalArgumentError(
                    f"Multiplexing filter [{params.name}] refers to undefined tokenfilter [{name}]"
                )
            chain.append((name, found))
        chains.append(tuple(chain))
    return MultiplexerFilter(tuple(chains), params.boolean("preserve_original", True))
