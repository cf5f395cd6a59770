"""Upper and lower case as Java's Character has them: one character to one character, whatever stands around it."""


def lower(text: str) -> str:
    """Returns the text in lower case, each character by itself (no final sigma, dotted capital I is a plain i)."""
    lowered = text.lower()
    if lowered.isascii() or ("\u0130" not in text and "\u03a3" not in text):
        return lowered
    return text.replace("\u0130", "i").replace("\u03a3", "\u03c3").lower()


def lower_many(texts: list[str]) -> list[str]:
    """Returns many texts in lower case."""
    joined = "\n".join(texts)
    if "\u0130" in joined or "\u03a3" in joined or joined.count("\n") != len(texts) - 1:
        return list(map(lower, texts))
    return joined.lower().split("\n")


def upper(text: str) -> str:
    """Returns the text in upper case, each character by one character; ß has none and stays."""
    raised = text.upper()
    return raised if len(raised) == len(text) else "".join(map(_upper_character, text))


def _upper_character(character: str) -> str:
    """Returns the single character that is the upper case, which Greek vowels with a iota have as their title case."""
    raised = character.upper() if len(character.upper()) == 1 else character.title()
    return raised if len(raised) == 1 else character
