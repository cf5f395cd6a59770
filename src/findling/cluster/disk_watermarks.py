"""The disk watermarks: how full a disk may be, as a share of it or as bytes that must stay free."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from findling.base.errors import IllegalArgumentError, ParseError
from findling.base.settings import Setting, parse_bool, parse_text
from findling.base.units import parse_bytes
from findling.cluster.state import ClusterState

_PREFIX: Final = "cluster.routing.allocation.disk."
_DEFAULTS: Final = {"low": ("85%", "200gb"), "high": ("90%", "150gb"), "flood_stage": ("95%", "100gb")}
_SHOWN: Final = {"low": "low", "high": "high", "flood_stage": "flood stage"}


def parse_watermark(key: str, value: object) -> tuple[float | None, int]:
    """Returns (share of the disk that may be used, 0), or (None, bytes that must stay free).

    "85%", "0.85" and "500mb" are understood. Raises IllegalArgumentError.
    """
    text = str(value)
    share = _share(text)
    if share is not None:
        return share, 0
    try:
        return None, parse_bytes(text, key)
    except (ParseError, IllegalArgumentError) as error:
        reason = f"unable to parse [{key}={text}] as either percentage or bytes"
        raise IllegalArgumentError(reason) from ParseError(reason, cause=error.reason)


def _share(text: str) -> float | None:
    try:
        number = float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        return None
    return number if 0 <= number <= 1 else None


def parse_headroom(key: str, value: object) -> int:
    """Returns the bytes that are enough to be free, however large the disk; -1: no such limit."""
    return -1 if str(value) == "-1" else parse_bytes(str(value), key)


@dataclass(frozen=True, slots=True)
class Watermark:
    """One watermark.

    share: of the disk that may be used; None if bytes were given
    bytes_free: that must stay free; with a share, what is enough in any case (-1: no such limit)
    """

    text: str
    share: float | None
    bytes_free: int

    def least_free(self, total_bytes: int) -> int:
        """Returns the bytes of a disk that must be free."""
        if self.share is None:
            return self.bytes_free
        free = int(total_bytes * (1 - self.share))
        return free if self.bytes_free < 0 else min(free, self.bytes_free)


@dataclass(frozen=True, slots=True)
class DiskWatermarks:
    """The three watermarks; `enabled` false: nothing follows from them."""

    enabled: bool
    low: Watermark
    high: Watermark
    flood_stage: Watermark

    @classmethod
    def of(cls, state: ClusterState) -> Self:
        """Returns the watermarks of the cluster's settings. Raises IllegalArgumentError if they contradict."""
        given = {**state.persistent, **state.transient}
        enabled = parse_bool("", given.get(f"{_PREFIX}threshold_enabled", "true"))
        marks = {name: _watermark(given, name) for name in _DEFAULTS}
        _check(marks)
        return cls(enabled, **marks)


def _watermark(given: Mapping[str, object], name: str) -> Watermark:
    default, headroom = _DEFAULTS[name]
    key = f"{_PREFIX}watermark.{name}"
    text = str(given.get(key, default))
    share, free = parse_watermark(key, text)
    if share is None:
        return Watermark(text, None, free)
    # the limit is for large disks, and by default only with the watermark's own default
    limit = given.get(f"{key}.max_headroom", "-1" if key in given else headroom)
    return Watermark(text, share, parse_headroom(f"{key}.max_headroom", limit))


def _check(marks: dict[str, Watermark]) -> None:
    if len({mark.share is None for mark in marks.values()}) > 1:
        low, high, flood = (f"[{_PREFIX}watermark.{name}={mark.text}]" for name, mark in marks.items())
        raise IllegalArgumentError(f"unable to consistently parse {low}, {high}, and {flood} as percentage or bytes")
    for lower, upper in (("low", "high"), ("high", "flood_stage")):
        if _fuller(marks[lower], marks[upper]):
            relation = "more" if marks[lower].share is not None else "less"
            raise IllegalArgumentError(
                f"{_SHOWN[lower]} disk watermark [{_percent(marks[lower])}] {relation} than {_SHOWN[upper]} disk "
                f"watermark [{_percent(marks[upper])}]"
            )


def _percent(mark: Watermark) -> str:
    return mark.text if mark.share is None or mark.text.endswith("%") else f"{mark.share * 100:g}%"


def _fuller(mark: Watermark, other: Watermark) -> bool:
    """Whether a watermark is reached only on a fuller disk than another."""
    if mark.share is None or other.share is None:
        return mark.bytes_free < other.bytes_free
    return mark.share > other.share


SETTINGS: Final = (
    Setting(f"{_PREFIX}include_relocations", parse_bool, "true"),
    Setting(f"{_PREFIX}reroute_interval", parse_text, "60s"),
    Setting(f"{_PREFIX}threshold_enabled", parse_bool, "true"),
    *(Setting(f"{_PREFIX}watermark.{name}", parse_watermark, mark) for name, (mark, _) in _DEFAULTS.items()),
    *(
        Setting(f"{_PREFIX}watermark.{name}.max_headroom", parse_headroom, room)
        for name, (_, room) in _DEFAULTS.items()
    ),
    Setting(f"{_PREFIX}watermark.flood_stage.frozen", parse_watermark, "95%"),
    Setting(f"{_PREFIX}watermark.flood_stage.frozen.max_headroom", parse_headroom, "20gb"),
    Setting(f"{_PREFIX}watermark.enable_for_single_data_node", parse_bool, "true"),
)
