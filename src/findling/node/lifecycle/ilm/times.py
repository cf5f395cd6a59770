"""Durations as policies show them."""

from findling.base.units import parse_time_ms


def shown_time(text: str, name: str) -> str:
    """Returns a duration as policies show it: "10s" as it is, "0" with a unit. Raises IllegalArgumentError.

    name: of the member, for the error text
    """
    milliseconds = parse_time_ms(text, name)
    shown = text.strip().lower().replace(" ", "")
    return f"{milliseconds}ms" if shown.lstrip("-").isdigit() else shown
