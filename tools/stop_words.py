"""Writes analysis/data/stop_words.json from the stop word lists in Lucene's analysis-common.

Usage: python tools/stop_words.py DIRECTORY, which holds the files below org/apache/lucene/analysis of the jar

The lists are Snowball's (BSD) and Jacques Savoy's (BSD), collected by Lucene (Apache 2.0).
"""

import json
import sys
from pathlib import Path

OUTPUT = Path(__file__).parent.parent / "src" / "findling" / "analysis" / "data" / "stop_words.json"
# files whose comments begin with a bar, several words per line
SNOWBALL = ("danish", "dutch", "finnish", "french", "german", "hungarian", "italian", "norwegian", "portuguese")
SNOWBALL += ("russian", "spanish", "swedish")
PLAIN = {
    "arabic": "ar",
    "armenian": "hy",
    "basque": "eu",
    "bengali": "bn",
    "brazilian": "br",
    "bulgarian": "bg",
    "catalan": "ca",
    "cjk": "cjk",
    "czech": "cz",
    "estonian": "et",
    "galician": "gl",
    "greek": "el",
    "hindi": "hi",
    "indonesian": "id",
    "irish": "ga",
    "latvian": "lv",
    "lithuanian": "lt",
    "persian": "fa",
    "romanian": "ro",
    "serbian": "sr",
    "sorani": "ckb",
    "thai": "th",
    "turkish": "tr",
}


def snowball_words(text: str) -> list[str]:
    """Returns the words of a list in Snowball's format."""
    return [word for line in text.splitlines() for word in line.partition("|")[0].split()]


def plain_words(text: str) -> list[str]:
    """Returns the words of a list with one word per line and comments after #."""
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def main(directory: Path) -> None:
    """Reads the lists and writes them as one JSON object."""
    lists = {
        name: snowball_words((directory / "snowball" / f"{name}_stop.txt").read_text(encoding="utf-8"))
        for name in SNOWBALL
    }
    for name, folder in PLAIN.items():
        lists[name] = plain_words((directory / folder / "stopwords.txt").read_text(encoding="utf-8"))
    shown = {name: " ".join(dict.fromkeys(lists[name])) for name in sorted(lists)}
    OUTPUT.write_text(json.dumps(shown, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
