"""What analysis makes of a text, token by token and step by step: the answer of `_analyze`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from findling.analysis.analyzer import POSITION_INCREMENT_GAP, Analyzer, corrected
from findling.analysis.catalogue import Kind
from findling.analysis.chain import chained
from findling.analysis.char_filter import Corrections
from findling.analysis.growth import Growth
from findling.analysis.params import Params
from findling.analysis.registry import AnalysisRegistry
from findling.analysis.token_filter import Token, to_tokens
from findling.analysis.token_stream import TokenStream
from findling.analysis.tokenizers.keyword import KeywordTokenizer
from findling.base.errors import ActionRequestValidationError, IllegalArgumentError, TokenLimitError
from findling.base.work.current import checked

OFFSET_GAP: Final = 1
MAX_TOKEN_COUNT: Final = 10_000
_FIRST_LENGTH: Final = 4_000
_BYTES_PER_SHOWN: Final = 800
"""Of a token with all its attributes."""


def analyze_detail(
    registry: AnalysisRegistry,
    request: Mapping[str, object],
    analyzer: Analyzer | None = None,
    has_index: bool = True,
    max_token_count: int = MAX_TOKEN_COUNT,
) -> dict[str, Any]:
    """Returns the response of `_analyze`.

    request: its body: text, analyzer or tokenizer, filter and char_filter (names or definitions) or normalizer,
        explain, attributes
    analyzer: the analyzer or normalizer of the field that the request names
    has_index: whether the registry is that of an index, which the wording of errors depends on
    max_token_count: `index.analyze.max_token_count`
    Raises IllegalArgumentError, TokenLimitError, ActionRequestValidationError.
    """
    texts = _texts(request, has_index)
    chosen = _Chooser(registry, has_index).choose(request, analyzer)
    _check_beginning(chosen, texts, max_token_count)
    printer = _Printer(chosen.position_increment_gap, max_token_count)
    if not request.get("explain"):
        return {"tokens": printer.tokens(chosen.stream(texts, offsets=True, types=True))}
    printer.attributes = {str(name).lower() for name in _listed(request.get("attributes"))}
    printer.extended = True
    if chosen.component_names is None:
        tokens = printer.tokens(
            chosen.stream(texts, offsets=True, types=True), knows_keywords(chosen), knows_payloads(chosen)
        )
        return {"detail": {"custom_analyzer": False, "analyzer": {"name": chosen.name, "tokens": tokens}}}
    return {"detail": {"custom_analyzer": True, **_steps(chosen, texts, printer)}}


def _texts(request: Mapping[str, object], has_index: bool) -> list[str]:
    """Returns the texts to analyse. Raises ActionRequestValidationError."""
    text = request.get("text")
    texts = [str(item) for item in text] if isinstance(text, (list, tuple)) else [] if text is None else [str(text)]
    problems = [] if texts else ["text is missing"]
    normalizer, tokenizer = request.get("normalizer"), request.get("tokenizer")
    if normalizer is not None and not has_index:
        problems.append("index is required if normalizer is specified")
    if normalizer is not None and (tokenizer is not None or request.get("analyzer") is not None):
        problems.append("tokenizer/analyze should be null if normalizer is specified")
    if request.get("analyzer") is not None and tokenizer is not None:
        problems.append("tokenizer should be null if analyzer is specified")
    if problems:
        listed = "".join(f"{number}: {problem};" for number, problem in enumerate(problems, 1))
        raise ActionRequestValidationError(f"Validation Failed: {listed}")
    return texts


def _check_beginning(analyzer: Analyzer, texts: Sequence[str], limit: int) -> None:
    """Raises TokenLimitError as soon as a beginning of the texts has twice the tokens that all may have.

    So a text of any length costs no more than one that is just too long. Twice, because a text may have fewer tokens
    than a beginning of it: what is markup or one match to its end is cut there.
    """
    length = _FIRST_LENGTH
    while length < sum(map(len, texts)):
        beginning, left = [], length
        for text in texts:
            beginning.append(text[:left])
            left -= len(beginning[-1])
            if left <= 0:
                break
        if analyzer.stream(beginning).n_tokens > 2 * limit:
            raise _too_many(limit)
        length *= 4


def _too_many(limit: int) -> TokenLimitError:
    return TokenLimitError(
        f"The number of tokens produced by calling _analyze has exceeded the allowed maximum of [{limit}]. This limit "
        "can be set by changing the [index.analyze.max_token_count] index level setting."
    )


def chosen_analyzer(registry: AnalysisRegistry, request: Mapping[str, object]) -> Analyzer:
    """Returns the analyzer that a request describes as `_analyze` takes it. Raises IllegalArgumentError."""
    return _Chooser(registry, True).choose(request, None)


@dataclass(frozen=True, slots=True)
class _Chooser:
    """Finds or makes the analyzer that a request asks for."""

    registry: AnalysisRegistry
    has_index: bool

    def choose(self, request: Mapping[str, object], field_analyzer: Analyzer | None) -> Analyzer:
        """Returns the analyzer. Raises IllegalArgumentError."""
        if (name := request.get("analyzer")) is not None:
            return self._analyzer(str(name))
        if (name := request.get("normalizer")) is not None:
            return self._normalizer(str(name))
        parts = {kind: _listed(request.get(kind)) for kind in ("filter", "char_filter")}
        if request.get("tokenizer") is not None:
            return self._ad_hoc(request["tokenizer"], parts)
        if any(parts.values()):
            return self._ad_hoc(None, parts)
        return field_analyzer or self.registry.analyzer("default")

    def _analyzer(self, name: str) -> Analyzer:
        if not self.registry.has_analyzer(name):
            raise IllegalArgumentError(f"failed to find {'' if self.has_index else 'global '}analyzer [{name}]")
        return self.registry.analyzer(name)

    def _normalizer(self, name: str) -> Analyzer:
        try:
            return self.registry.normalizer(name)
        except IllegalArgumentError:
            raise IllegalArgumentError(f"failed to find normalizer under [{name}]") from None

    def _ad_hoc(self, tokenizer: object, parts: Mapping[str, list[Any]]) -> Analyzer:
        """Returns an analyzer of parts given by name or definition; without a tokenizer, a normalizer."""
        char_filters = [self._part("char_filter", part) for part in parts["char_filter"]]
        filters = [self._part("filter", part) for part in parts["filter"]]
        if tokenizer is None:
            for kind, chosen in (("filter", filters), ("char filter", char_filters)):
                for name, part in chosen:
                    if not part.normalizes:
                        raise IllegalArgumentError(f"Custom normalizer may not use {kind} [{name}]")
        name, made = ("keyword", KeywordTokenizer()) if tokenizer is None else self._part("tokenizer", tokenizer)
        return Analyzer(
            "__custom__",
            made,
            chained(made, [part for _, part in char_filters], filters),
            [part for _, part in char_filters],
            POSITION_INCREMENT_GAP,
            {
                "char_filter": [name for name, _ in char_filters],
                "tokenizer": [name],
                "filter": [name for name, _ in filters],
            },
        )

    def _part(self, kind: Kind, given: object) -> tuple[str, Any]:
        """Returns (name, component) of a name or a definition."""
        if isinstance(given, Mapping):
            type_name = Params("", given).text("type")
            if type_name is None:
                raise IllegalArgumentError(f"Missing [type] setting for anonymous {kind}: {dict(given)}")
            return f"__anonymous__{type_name}", self.registry.make(kind, f"__anonymous__{type_name}", given)
        found = self.registry.component(kind, str(given))
        if found is None:
            raise IllegalArgumentError(f"failed to find {'' if self.has_index else 'global '}{kind} under [{given}]")
        return str(given), found


def _listed(value: object) -> list[object]:
    """Returns a list of what may be given as one."""
    return [] if value is None else list(value) if isinstance(value, (list, tuple)) else [value]


def knows_payloads(analyzer: Analyzer, n_filters: int | None = None) -> bool:
    """Tells whether one of the first filters attaches payloads, so that tokens show them."""
    return any(token_filter.attaches_payloads for token_filter in analyzer.filters[:n_filters])


def knows_keywords(analyzer: Analyzer, n_filters: int | None = None) -> bool:
    """Tells whether one of the first filters marks keywords or heeds the mark, so that tokens show it."""
    return any(token_filter.heeds_keywords for token_filter in analyzer.filters[:n_filters])


def _steps(analyzer: Analyzer, texts: Sequence[str], printer: "_Printer") -> dict[str, object]:
    """Returns what each component of a custom analyzer makes of the texts."""
    names = analyzer.component_names or {}
    corrections: list[Corrections] = []
    char_filters = []
    for name, char_filter in zip(names["char_filter"], analyzer.char_filters, strict=True):
        texts, correction = char_filter.apply(texts, True)
        corrections.append(correction)
        char_filters.append({"name": name, "filtered_text": list(texts)})
    stream = corrected(analyzer.tokenizer.tokenize(texts, offsets=True, types=True), corrections)
    tokenizer = {"name": names["tokenizer"][0], "tokens": printer.tokens(stream)}
    filters = []
    growth = Growth(len(analyzer.filters))
    for number, (name, token_filter) in enumerate(zip(names["filter"], analyzer.filters, strict=True), 1):
        stream = token_filter.apply(stream)
        growth.note(number, _BYTES_PER_SHOWN * stream.n_tokens)
        known = knows_keywords(analyzer, number), knows_payloads(analyzer, number)
        filters.append({"name": name, "tokens": printer.tokens(stream, *known)})
    return {"charfilters": char_filters, "tokenizer": tokenizer, "tokenfilters": filters}


@dataclass(slots=True)
class _Printer:
    """Prints tokens as JSON objects.

    attributes: the further attributes to show, in lower case; all if there are none
    extended: whether to show further attributes
    """

    gap: int
    max_token_count: int
    attributes: set[str] | None = None
    extended: bool = False

    def tokens(self, stream: TokenStream, keywords: bool = False, payloads: bool = False) -> list[dict[str, object]]:
        """Returns the tokens of all values one after the other, as the values of one field.

        keywords, payloads: whether to show these attributes
        Raises TokenLimitError.
        """
        if stream.n_tokens > self.max_token_count:
            raise _too_many(self.max_token_count)
        printed: list[dict[str, Any]] = []
        position = offset = 0
        finals = np.zeros(stream.n_values, np.int32) if stream.final_offsets is None else stream.final_offsets
        ends = stream.end_positions.tolist()
        for tokens, end, final in zip(to_tokens(stream), ends, finals.tolist(), strict=True):
            for token in checked(tokens):
                moved = replace(
                    token, position=token.position + position, start=token.start + offset, end=token.end + offset
                )
                printed.append(self._token(moved, keywords, payloads))
            position += end + self.gap
            offset += final + OFFSET_GAP
        return printed

    def _token(self, token: Token, keywords: bool, payloads: bool) -> dict[str, object]:
        shown = {
            "token": token.term,
            "start_offset": token.start,
            "end_offset": token.end,
            "type": token.type,
            "position": token.position,
        }
        if token.length > 1 and not self.extended:
            shown["positionLength"] = token.length
        if not self.extended:
            return shown
        further: dict[str, Any] = {"bytes": hexadecimal(token.term.encode("utf-8", "replace"))}
        if keywords:
            further["keyword"] = token.keyword
        if payloads:
            further["payload"] = None if token.payload is None else hexadecimal(token.payload)
        further |= {"positionLength": token.length, "termFrequency": 1}
        return shown | {
            name: value for name, value in further.items() if not self.attributes or name.lower() in self.attributes
        }


def hexadecimal(content: bytes) -> str:
    """Returns bytes as Lucene prints them."""
    return "[" + " ".join(f"{byte:x}" for byte in content) + "]"
