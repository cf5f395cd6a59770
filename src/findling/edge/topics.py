"""Topics of MQTT and subjects of NATS: `findling/NODE/DEVICE/temperature` is `findling.NODE.DEVICE.temperature`."""

from collections.abc import Sequence
from typing import Final

from findling.base.errors import IllegalArgumentError

ROOT: Final = "findling"
STORED: Final = "$MQTT.msgs."
"""What NATS puts before the subjects of messages that it keeps for MQTT."""


def topic_of(subject: str) -> str:
    """Returns the topic that NATS made a subject of: levels with a dot have `//` there, an empty level is `/`."""
    return "/".join("" if token == "/" else token.replace("//", ".") for token in subject.split("."))


def device_topic(subject: str, node: str) -> tuple[str, str] | None:
    """Returns device and topic below it of a stored message's subject, None if it is no event of a device."""
    parts = topic_of(subject.removeprefix(STORED)).split("/", 3)
    if len(parts) != 4 or parts[0] != ROOT or parts[1] != node or not parts[2] or not parts[3]:
        return None
    return parts[2], parts[3]


class TopicFilter:
    """A filter of topics as in MQTT: `+` stands for one level, `#` at the end for any number of them, also none."""

    def __init__(self, text: str) -> None:
        """Raises IllegalArgumentError."""
        self.text = text
        self._levels = text.split("/")
        for place, level in enumerate(self._levels):
            whole = level in ("+", "#") or not set(level) & {"+", "#"}
            if not text or not whole or (level == "#" and place + 1 < len(self._levels)):
                raise IllegalArgumentError(f"[{text}] is no filter of topics")

    def matches(self, topic: str) -> bool:
        return _matches(self._levels, topic.split("/"))

    def __repr__(self) -> str:
        return f"TopicFilter({self.text!r})"


def _matches(wanted: Sequence[str], levels: Sequence[str]) -> bool:
    for place, level in enumerate(wanted):
        if level == "#":
            return True
        if place >= len(levels) or level not in ("+", levels[place]):
            return False
    return len(wanted) == len(levels)
