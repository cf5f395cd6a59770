"""Compares Findling's analysis with what Lucene made of the same texts; run as a program it prints the agreement per
component.

Usage: python -m tests.golden.analysis.agreement [part of a case's name]; with such a part it also prints the first
differences
"""

import hashlib
import json
import lzma
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from findling.analysis.detail import hexadecimal
from findling.analysis.registry import AnalysisRegistry
from findling.analysis.resources import AnalysisResources
from findling.analysis.token_stream import TokenStream, type_name
from findling.base.errors import FindlingError

HERE = Path(__file__).parent
KINDS = ("char_filter", "tokenizer", "filter", "stemmer", "analyzer")
ATTRIBUTES = ("terms", "start offsets", "end offsets", "position increments", "position lengths", "types", "payloads")
Columns = list[list[Any]]


@dataclass(frozen=True)
class Golden:
    """What Lucene says of one analyzer.

    analysis: index settings that define the analyzer "tested"
    texts: of each text the columns of its tokens in the order of ATTRIBUTES, empty if there are no tokens; there is one
        of payloads only if some token has one
    """

    name: str
    component: str
    analysis: dict[str, Any]
    texts: list[Columns]

    @property
    def has_payloads(self) -> bool:
        """Tells whether there is a column of payloads."""
        return any(len(columns) == len(ATTRIBUTES) for columns in self.texts)


@cache
def texts() -> list[str]:
    """Returns all texts, in the order of the golden files."""
    lines = (HERE / "texts" / "languages.tsv").read_text(encoding="utf-8").splitlines()
    hard: list[str] = json.loads((HERE / "texts" / "hard.json").read_text(encoding="utf-8"))
    return [line.split("\t", 1)[1] for line in lines] + hard


@cache
def golden_cases(kind: str) -> list[Golden]:
    """Returns the cases of one golden file. Raises ValueError if the texts are others."""
    content = json.loads(lzma.decompress((HERE / f"{kind}.json.xz").read_bytes()))
    if content["texts_sha256"] != hashlib.sha256("\0".join(texts()).encode()).hexdigest():
        raise ValueError(f"{kind}.json.xz was made of other texts: run tools/lucene_oracle again")
    return [
        Golden(name, case["component"], case["analysis"], case["texts"])
        for name, case in sorted(content["cases"].items())
    ]


def columns_of(stream: TokenStream, payloads: bool = False) -> list[Columns]:
    """Returns the columns of the tokens of each value."""
    assert stream.start_offsets is not None
    assert stream.end_offsets is not None
    assert stream.type_ids is not None
    lengths = [1] * stream.n_tokens if stream.position_lengths is None else stream.position_lengths.tolist()
    values: list[list[tuple[Any, ...]]] = [[] for _ in range(stream.n_values)]
    last = [-1] * stream.n_values
    columns = (
        stream.value_ids,
        stream.term_ids,
        stream.start_offsets,
        stream.end_offsets,
        stream.positions,
        stream.type_ids,
    )
    attached = [None] * stream.n_tokens if stream.payloads is None else stream.payloads.tolist()
    for (value, term, start, end, position, kind), length, payload in zip(
        zip(*(c.tolist() for c in columns), strict=True), lengths, attached, strict=True
    ):
        token = (stream.terms[term], start, end, position - last[value], length, type_name(kind))
        values[value].append((*token, None if payload is None else hexadecimal(payload)) if payloads else token)
        last[value] = position
    return [[list(column) for column in zip(*tokens, strict=True)] for tokens in values]


def analyzed(case: Golden) -> list[Columns]:
    """Returns what Findling makes of the texts. Raises FindlingError if it does not know the analyzer."""
    settings = dict(case.analysis)
    registry = AnalysisRegistry.from_settings(settings, settings.pop("index", {}), AnalysisResources(HERE / "config"))
    return columns_of(registry.analyzer("tested").stream(texts(), offsets=True, types=True), case.has_payloads)


@dataclass(frozen=True)
class Difference:
    """One text on which Findling and Lucene differ.

    number: of the text
    """

    case: str
    number: int
    attribute: str
    ours: Any
    lucene: Any

    def __str__(self) -> str:
        text = texts()[self.number]
        first = f"{self.case} text {self.number} {self.attribute}: {text[:80]!r}"
        return f"{first}\n    ours   {self.ours}\n    lucene {self.lucene}"


def differences(case: Golden) -> Iterator[Difference]:
    """Yields the differences of one case, at most one per text."""
    for number, (ours, theirs) in enumerate(zip(analyzed(case), case.texts, strict=True)):
        if ours != theirs:
            yield _difference(case, number, ours, theirs)


def _difference(case: Golden, number: int, ours: Columns, theirs: Columns) -> Difference:
    """Returns the first attribute that differs, cut to its surroundings."""
    if not ours or not theirs:
        return Difference(case.name, number, "terms", ours[:1], theirs[:1])
    which = next(index for index, (left, right) in enumerate(zip(ours, theirs, strict=True)) if left != right)
    left, right = ours[which], theirs[which]
    at = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    window = slice(max(at - 2, 0), at + 3)
    return Difference(case.name, number, ATTRIBUTES[which], left[window], right[window])


def report(part: str = "") -> Iterator[str]:
    """Yields the lines of the report: texts that agree per component, and differences if a part of a name is given."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for kind in KINDS:
        for case in golden_cases(kind):
            if part not in case.name:
                continue
            try:
                found = list(differences(case))
            except FindlingError as error:
                counts[case.component][2] += 1
                yield f"{case.name}: {error}"
                continue
            counts[case.component][0] += len(case.texts) - len(found)
            counts[case.component][1] += len(case.texts)
            yield from map(str, found[:8] if part else [])
    for component, (agreeing, total, missing) in sorted(counts.items()):
        share = f"{100 * agreeing / total:6.2f} % of {total}" if total else "missing"
        yield f"{component:40} {share}{f', {missing} cases missing' if total and missing else ''}"


if __name__ == "__main__":
    print(*report(*sys.argv[1:2]), sep="\n")
