"""Topics of MQTT and the filters that choose among them."""

from typing import Final

from findling.base.errors import IllegalArgumentError

ROOT: Final = "findling"
HUB: Final = "$hub"
SENSORS: Final = "$node"


def check_filter(pattern: str) -> str:
    """Returns a filter of topics. Raises IllegalArgumentError: `#` stands last, `+` and `#` are whole levels."""
    levels = pattern.split("/")
    wild = [level for level in levels if "+" in level or "#" in level]
    if not pattern or any(level not in ("+", "#") for level in wild) or "#" in levels[:-1]:
        raise IllegalArgumentError(f"[{pattern}] is no filter of topics")
    return pattern


def matches_filter(pattern: str, topic: str) -> bool:
    """Whether a filter takes a topic. What begins with `$` is taken only by a filter that begins so too."""
    if topic.startswith("$") and not pattern.startswith("$"):
        return False
    wanted, levels = pattern.split("/"), topic.split("/")
    if wanted[-1] == "#":
        wanted = wanted[:-1]
        levels = levels[: len(wanted)] if len(levels) >= len(wanted) else []
    return len(wanted) == len(levels) and all(a in ("+", b) for a, b in zip(wanted, levels, strict=True))


def own_part(topic: str, node: str) -> str:
    """Returns a topic without `findling/NODE/`, which functions need not write."""
    return topic.removeprefix(f"{ROOT}/{node}/")
