"""Similarities that scripts compute: their definition, and the checks that a script must pass.

Mirrors Elasticsearch's ScriptedSimilarity and the checks of its SimilarityService.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

import numpy as np

from findling.base.errors import IllegalArgumentError
from findling.base.field_lengths import FIELD_LENGTHS
from findling.base.java_numbers import java_float
from findling.mapping.script_text import shown_script
from findling.script.contexts.similarity import SIMILARITY, WEIGHT, DocPart, FieldPart, QueryPart, TermPart
from findling.script.definition import ScriptDefinition, parse_definition
from findling.script.language import CompiledScript
from findling.script.service import UNCHECKED

Part = tuple[str, float]
# what the checks pretend: statistics of a field and a term, norms and frequencies
_QUERY: Final = QueryPart(2.0)
_FIELD: Final = FieldPart(1100, 2000, 3000)
_TERM: Final = TermPart(100, 130)
_LENGTH: Final = 20
_FREQS: Final = range(1, 11)


@dataclass(frozen=True, slots=True)
class Scripted:
    """Scores by a script, of which a second one may compute the part that is the same for all documents."""

    script: ScriptDefinition
    weight_script: ScriptDefinition | None
    compiled: CompiledScript = field(compare=False, repr=False)
    compiled_weight: CompiledScript | None = field(compare=False, repr=False)

    def bind(self, query: QueryPart, of_field: FieldPart, term: TermPart) -> BoundScript:
        """Returns the script of one term. Raises ScriptError."""
        parts = {"query": query, "field": of_field, "term": term}
        weight = 1.0 if self.compiled_weight is None else self.compiled_weight.execute(parts)
        return BoundScript(self, {"weight": weight, **parts})

    def describe(self) -> str:
        """Returns what explanations call it."""
        weight = "null" if self.weight_script is None else shown_script(self.weight_script)
        return f"ScriptedSimilarity(weightScript=[{weight}], script=[{shown_script(self.script)}])"


class BoundScript:
    """A scripted similarity with the statistics of a term. For one search."""

    def __init__(self, model: Scripted, variables: Mapping[str, Any]) -> None:
        self._model = model
        self._variables = variables
        self.summary = f"score from {model.describe()} computed from:"

    def score(self, freq: float, length: int) -> float:
        """Returns the score of a document, in single precision. Raises ScriptError."""
        found: Any = self._model.compiled.execute({**self._variables, "doc": DocPart(length, freq)})
        with np.errstate(over="ignore"):
            return float(np.float32(found))

    def parts(self, freq: float, length: int) -> list[Part]:
        """Returns what a score was computed from: names and values, of which counts are int."""
        query, of_field, term = (self._variables[name] for name in ("query", "field", "term"))
        return [
            ("weight", float(self._variables["weight"])),
            ("query.boost", query.boost),
            ("field.docCount", of_field.doc_count),
            ("field.sumDocFreq", of_field.sum_doc_freq),
            ("field.sumTotalTermFreq", of_field.sum_total_term_freq),
            ("term.docFreq", term.doc_freq),
            ("term.totalTermFreq", term.total_term_freq),
            ("doc.freq", freq),
            ("doc.length", length),
        ]

    def explained(self, freq: int, length: int) -> str:
        """Returns a score and its parts, one a line."""
        lines = [f"{java_float(self.score(freq, length))} = {self.summary}"]
        lines += [f"  {_shown(value)} = {name}" for name, value in self.parts(freq, length)]
        return "\n".join(lines) + "\n"


def _shown(value: float) -> str:
    return str(value) if isinstance(value, int) else java_float(value)


def read_scripted(definition: Mapping[str, object]) -> Scripted:
    """Reads flat settings with `script` and, perhaps, `weight_script`.

    Raises IllegalArgumentError, ScriptError, ResourceNotFoundError.
    """
    script, weight = _script("script", definition), _script("weight_script", definition)
    parsed = parse_definition(script)
    compiled = UNCHECKED.compile(parsed, SIMILARITY)
    parsed_weight = parse_definition(weight) if weight else None
    compiled_weight = UNCHECKED.compile(parsed_weight, WEIGHT) if parsed_weight else None
    model = Scripted(parsed, parsed_weight, compiled, compiled_weight)
    _check(model.bind(_QUERY, _FIELD, _TERM))
    return model


def _script(name: str, definition: Mapping[str, object]) -> dict[str, Any]:
    """Returns a script of flat settings as an object, whose values are texts."""
    found: dict[str, Any] = {}
    for key, value in definition.items():
        first, *inner = key.split(".")
        if first != name or not inner:
            continue
        place = found
        for part in inner[:-1]:
            place = place.setdefault(part, {})
        place[inner[-1]] = _as_text(value)
    return found


def _as_text(value: object) -> Any:
    if isinstance(value, list):
        return [_as_text(each) for each in value]
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _check(script: BoundScript) -> None:
    """Raises IllegalArgumentError for scores that Lucene's searches would not bear."""
    by_freq = [script.score(freq, _LENGTH) for freq in _FREQS]
    _check_positive(script, by_freq)
    for freq, (before, score) in enumerate(pairwise(by_freq), _FREQS[1]):
        if score < before:
            rule = "not decrease when term frequency increases"
            raise _fault(rule, script.explained, (freq - 1, _LENGTH), (freq, _LENGTH))
    lengths = [int(length) for length in FIELD_LENGTHS[1:]]
    by_norm = [script.score(1, length) for length in lengths]
    for at in range(1, len(by_norm)):
        if by_norm[at] > by_norm[at - 1]:
            raise _fault("not increase when norm increases", script.explained, (1, lengths[at - 1]), (1, lengths[at]))


def _check_positive(script: BoundScript, scores: list[float]) -> None:
    for freq, score in zip(_FREQS, scores, strict=True):
        if score < 0:
            raise IllegalArgumentError(
                f"Similarities should not return negative scores:\n{script.explained(freq, _LENGTH)}"
            )


def _fault(rule: str, explained: Callable[[int, int], str], *places: tuple[int, int]) -> IllegalArgumentError:
    shown = "\n".join(explained(*place) for place in places)
    return IllegalArgumentError(f"Similarity scores should {rule}:\n{shown}")
