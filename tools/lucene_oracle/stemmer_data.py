"""Writes the data of stemmers, analysis/data/rslp.json and kstem.json.xz, from the lists that Lucene carries.

Usage: python -m tools.lucene_oracle.stemmer_data JAR
"""

import json
import lzma
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from .lucene import compiled, java

DATA = Path(__file__).parents[2] / "src" / "findling" / "analysis" / "data"
RSLP = {
    "portuguese": "org/apache/lucene/analysis/pt/portuguese.rslp",
    "galician": "org/apache/lucene/analysis/gl/galician.rslp",
}
HEADER = re.compile(r'\{\s*"([^"]*)",\s*(\d+),\s*([01]),\s*\{(.*)\},')
RULE = re.compile(r'\{\s*"([^"]*)",\s*(\d+)(?:,\s*"([^"]*)")?(?:,\s*\{(.*)\})?\s*\}')


def rslp_steps(text: str) -> dict[str, Any]:
    """Returns the steps of an RSLP file."""
    steps: dict[str, Any] = {}
    for line in map(str.strip, text.splitlines()):
        if line.startswith("#") or not line:
            continue
        if header := HEADER.fullmatch(line):
            name, least, whole, conditions = header.groups()
            rules: list[Any] = []
            steps[name] = {
                "min": int(least),
                "whole_words": whole == "1",
                "conditions": words(conditions),
                "rules": rules,
            }
        elif rule := RULE.match(line):
            suffix, least, new, exceptions = rule.groups()
            rules.append([suffix, int(least), new or "", words(exceptions or "")])
    return steps


def words(listed: str) -> list[str]:
    """Returns the words of a list in quotes."""
    return re.findall(r'"([^"]*)"', listed)


def write_rslp(jar: Path) -> None:
    """Writes the rules of RSLP."""
    with zipfile.ZipFile(jar) as archive:
        steps = {language: rslp_steps(archive.read(name).decode()) for language, name in RSLP.items()}
    (DATA / "rslp.json").write_text(
        json.dumps(steps, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8"
    )


def write_kstem(jar: Path) -> None:
    """Writes the dictionary of the Krovetz stemmer."""
    with tempfile.TemporaryDirectory() as classes:
        compiled(jar, Path(classes))
        done = subprocess.run(java(jar, Path(classes), "Dictionaries"), check=True, capture_output=True, text=True)
    read = json.loads(done.stdout)
    ordered = {
        "exceptions": sorted(read["exceptions"]),
        "roots": dict(sorted(read["roots"].items())),
        "words": sorted(read["words"]),
    }
    (DATA / "kstem.json.xz").write_bytes(lzma.compress(json.dumps(ordered, separators=(",", ":")).encode(), preset=9))


if __name__ == "__main__":
    write_rslp(Path(sys.argv[1]))
    write_kstem(Path(sys.argv[1]))
