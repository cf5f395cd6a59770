"""Writes tests/golden/similarity/scores.json: Lucene's scores by every similarity that index settings can choose.

Usage: python -m tools.lucene_oracle.similarities JAR
"""

import argparse
import json
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

from .lucene import compiled, java

GOLDEN = Path(__file__).parents[2] / "tests" / "golden" / "similarity" / "scores.json"
WORDS = ["beech", "oak", "ash", "birch", "alder", "lime", "elm", "pine"]
NORMALIZATIONS: tuple[dict[str, str], ...] = (
    {"normalization": "no"},
    {"normalization": "h1"},
    {"normalization": "h1", "normalization.h1.c": "2.5"},
    {"normalization": "h2"},
    {"normalization": "h2", "normalization.h2.c": "3.0"},
    {"normalization": "h3"},
    {"normalization": "h3", "normalization.h3.c": "40"},
    {"normalization": "z"},
    {"normalization": "z", "normalization.z.z": "0.15"},
)
QUERIES: tuple[dict[str, Any], ...] = (
    {"kind": "term", "field": "text", "terms": ["oak"]},
    {"kind": "term", "field": "text", "terms": ["beech"]},
    {"kind": "term", "field": "text", "terms": ["yew"], "boost": 2.5},
    {"kind": "phrase", "field": "text", "terms": ["oak", "ash"]},
    {"kind": "phrase", "field": "text", "terms": ["beech", "oak", "ash"], "boost": 0.3},
    {"kind": "or", "field": "text", "terms": ["oak", "yew", "pine"]},
    {"kind": "and", "field": "text", "terms": ["oak", "ash"]},
    {"kind": "synonym", "field": "text", "terms": ["oak", "yew"]},
    {"kind": "term", "field": "tag", "terms": ["red"]},
)


def documents() -> list[dict[str, str]]:
    """Returns texts of 1 to some 70 words with terms that are everywhere, common and rare."""
    found = []
    for number in range(24):
        length = 1 + number * number % 71
        text = ["beech", *(WORDS[(number * at + at * at // 3) % len(WORDS)] for at in range(1, length))]
        if number % 7 == 3:
            text[length // 2 :] = ["yew", "yew"]
        found.append({"text": " ".join(text)})
        if number % 3:
            found[-1]["tag"] = "red" if number % 2 else "green"
    return found


def definitions() -> Iterator[dict[str, str]]:
    """Yields the settings of similarities, as Elasticsearch names them."""
    for model, effect, normalization in product(("g", "if", "in", "ine"), ("b", "l"), NORMALIZATIONS):
        yield {"type": "DFR", "basic_model": model, "after_effect": effect, **normalization}
    for measure in ("standardized", "saturated", "chisquared"):
        yield {"type": "DFI", "independence_measure": measure}
    for distribution, lambda_, normalization in product(("ll", "spl"), ("df", "ttf"), NORMALIZATIONS):
        yield {"type": "IB", "distribution": distribution, "lambda": lambda_, **normalization}
    yield from ({"type": "LMDirichlet"}, {"type": "LMDirichlet", "mu": "15"})
    yield from ({"type": "LMJelinekMercer"}, {"type": "LMJelinekMercer", "lambda": "0.7"})


def lucene_scores(jar: Path, request: dict[str, Any]) -> list[Any]:
    """Returns, for each similarity and query, [document, score] of every match."""
    with tempfile.TemporaryDirectory() as classes:
        compiled(jar, Path(classes))
        command = java(jar, Path(classes), "Similarities")
        done = subprocess.run(command, input=json.dumps(request), capture_output=True, check=True, text=True)
    answer: list[Any] = json.loads(done.stdout)
    return answer


def main() -> None:
    """Writes the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("jar", type=Path)
    request = {"documents": documents(), "similarities": list(definitions()), "queries": list(QUERIES)}
    scores = lucene_scores(parser.parse_args().jar, request)
    GOLDEN.write_text(json.dumps(request | {"scores": scores}, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
