"""Java's view of strings: sequences of UTF-16 units.

A string in which each unit is a character of its own, surrogates too, is called spread.
"""


def spread(text: str) -> str:
    """Returns the string with a character for each UTF-16 unit."""
    if text.isascii() or max(text) < "\U00010000":
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    return "".join(chr(units[at] | units[at + 1] << 8) for at in range(0, len(units), 2))


def joined(units: str) -> str:
    """Returns a spread string with its pairs of surrogates put together."""
    return units if units.isascii() else units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def utf16_length(text: str) -> int:
    """Returns the number of UTF-16 units."""
    return len(text) if text.isascii() else len(spread(text))
