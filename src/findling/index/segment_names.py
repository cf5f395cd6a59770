"""Names of segments: numbers that only grow, so that no name is used twice in a shard."""

SUFFIX = ".seg"
LIVE_SUFFIX = ".liv"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def segment_name(number: int) -> str:
    """Returns the name of the segment of a number: `_` and the number in base 36."""
    text = ""
    while True:
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
        if not number:
            return f"_{text}"


def live_file_name(segment: str, generation: int) -> str:
    """Returns the name of the live docs of a segment in the commit point of a generation."""
    return f"{segment}_{generation}{LIVE_SUFFIX}"
