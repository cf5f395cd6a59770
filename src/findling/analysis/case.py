"""Upper and lower case as Java's Character has them: one character to one character, whatever stands around it."""


def lower(text: str) -> str:
    """Returns the text in lower case, each character by itself (no final sigma, dotted capital I is a plain i)."""
    lowered = text.lower()
    if lowered.isascii() or ("\u0130" not in text and "\u03a3" not in text):
        return lowered
    return text.replace("\u0130", "i").replace("\u03a3", "\u03c3").lower()


def upper(text: str) -> str:
    """Returns the text in upper case, leaving characters alone whose upper case is several characters."""
    raised = text.upper()
    if len(raised) == len(text):
        return raised
    return "".join(char if len(char.upper()) > 1 else char.upper() for char in text)
