"""Writes the golden files of tests/golden/analysis.

Usage: python -m tools.lucene_oracle JAR [kind ...], with kind one of char_filter, tokenizer, filter, stemmer, analyzer
"""

import argparse
import hashlib
import json
import lzma
import re
import tempfile
import zipfile
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any

from .analyzers import analyzer_cases
from .case import Case
from .departures import DEPARTURES
from .filters import filter_cases
from .lucene import Lucene, running
from .rare_filters import rare_filter_cases
from .stemmers import stemmer_cases
from .tokenizers import char_filter_cases, tokenizer_cases

PAYLOAD = 6
GOLDEN = Path(__file__).parents[2] / "tests" / "golden" / "analysis"
LONE_SURROGATE = re.compile("[\ud800-\udfff]")  # what becomes of half a character once it is written as UTF-8
KINDS = {
    "char_filter": char_filter_cases,
    "tokenizer": tokenizer_cases,
    "filter": lambda: chain(filter_cases(), rare_filter_cases()),
    "stemmer": stemmer_cases,
    "analyzer": analyzer_cases,
}


def read_texts() -> list[str]:
    """Returns the texts: those of languages first."""
    lines = (GOLDEN / "texts" / "languages.tsv").read_text(encoding="utf-8").splitlines()
    hard: list[str] = json.loads((GOLDEN / "texts" / "hard.json").read_text(encoding="utf-8"))
    return [line.split("\t", 1)[1] for line in lines] + hard


def from_jar(described: Any, jar: zipfile.ZipFile) -> Any:
    """Returns the chain with the files that its parts take from the jar."""
    if isinstance(described, list):
        return [from_jar(part, jar) for part in described]
    if not isinstance(described, dict):
        return described
    if "from_jar" in described:
        lines = jar.read(described["from_jar"]).decode().splitlines()
        words = "\n".join(word for line in lines if (word := re.split("[#|]", line)[0].strip()))
        return {**described, "resources": {described["args"]["words"]: words}}
    return {key: from_jar(value, jar) for key, value in described.items()}


def golden(cases: Iterable[Case], texts: list[str], lucene: Lucene, jar: zipfile.ZipFile) -> dict[str, Any]:
    """Returns the golden file of some cases: of each its settings and the columns of its tokens per text.

    Payloads have a column only where some token has one.
    """
    answers: dict[str, Any] = {}
    for case in cases:
        tokens = lucene.analyze(from_jar(case.chain, jar), texts)["texts"]
        if case.departure is not None:
            tokens = [DEPARTURES[case.departure](text) for text in tokens]
        tokens = [[[LONE_SURROGATE.sub("\ufffd", token[0]), *token[1:]] for token in text] for text in tokens]
        if not any(token[PAYLOAD] for text in tokens for token in text):
            tokens = [[token[:PAYLOAD] for token in text] for text in tokens]
        columns = [[list(column) for column in zip(*text, strict=True)] for text in tokens]
        answers[case.name] = {"component": case.component, "analysis": case.analysis, "texts": columns}
    return answers


def write(kind: str, texts: list[str], lucene: Lucene, jar: zipfile.ZipFile) -> None:
    """Writes the golden file of one kind."""
    digest = hashlib.sha256("\0".join(texts).encode()).hexdigest()
    content = {"texts_sha256": digest, "cases": golden(KINDS[kind](), texts, lucene, jar)}
    raw = json.dumps(content, separators=(",", ":"), sort_keys=True).encode()
    path = GOLDEN / f"{kind}.json.xz"
    path.write_bytes(lzma.compress(raw, preset=9 | lzma.PRESET_EXTREME))
    print(f"{path.name}: {len(content['cases'])} cases, {len(raw):,} -> {path.stat().st_size:,} bytes")


def main() -> None:
    """Reads the command line and writes the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("jar", type=Path, help="a jar with lucene-core, lucene-analysis-common and Jackson")
    parser.add_argument("kinds", nargs="*", choices=[*KINDS, []], help="what to write; everything if not given")
    arguments = parser.parse_args()
    texts = read_texts()
    with (
        tempfile.TemporaryDirectory() as classes,
        zipfile.ZipFile(arguments.jar) as jar,
        running(arguments.jar.absolute(), Path(classes)) as lucene,
    ):
        for kind in arguments.kinds or KINDS:
            write(kind, texts, lucene, jar)


if __name__ == "__main__":
    main()
