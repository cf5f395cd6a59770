"""Scripts of India: letters that were put together from parts become the letters of their own.

data/indic_compositions.tsv holds the rules: script, parts, letter.

Source: Unicode 5.2, chapter 9, and http://ldc.upenn.edu/myl/IndianScriptsUnicode.html.
"""

from functools import cache
from importlib import resources


@cache
def compositions() -> dict[str, list[tuple[str, str]]]:
    """Returns (parts, letter) by the first part, longer ones first."""
    text = resources.files("findling.analysis").joinpath("data/indic_compositions.tsv").read_text(encoding="utf-8")
    rules: dict[str, list[tuple[str, str]]] = {}
    for line in text.splitlines():
        _, parts, letter = line.split("\t")
        decoded = "".join(chr(int(code, 16)) for code in parts.split())
        rules.setdefault(decoded[0], []).append((decoded, chr(int(letter, 16))))
    return rules


def normalize(word: str) -> str:
    """Returns the word with composed letters."""
    if word.isascii():
        return word
    rules, kept, at = compositions(), "", 0
    while at < len(word):
        fitting = next((rule for rule in rules.get(word[at], ()) if word.startswith(rule[0], at)), None)
        parts, letter = (word[at], word[at]) if fitting is None else fitting
        kept += letter
        at += len(parts)
    return kept
