"""The rules of the crossing: which lamps are on in which phase, what follows what, and what a light obeys."""

from dataclasses import dataclass
from typing import Final

RED: Final = "red"
AMBER: Final = "amber"
GREEN: Final = "green"
FLASHING: Final = "flashing amber"

ALL_RED: Final = "all_red"
FAIL_SAFE: Final = "fail_safe"

# phase -> lamps of the main road and of the side road
LAMPS: Final = {
    "main_green": (GREEN, RED),
    "main_amber": (AMBER, RED),
    "clear_to_side": (RED, RED),
    "side_green": (RED, GREEN),
    "side_amber": (RED, AMBER),
    "clear_to_main": (RED, RED),
    ALL_RED: (RED, RED),
    # who has priority passes with care, who has not must stop
    FAIL_SAFE: (FLASHING, RED),
}
RING: Final = ("main_green", "main_amber", "clear_to_side", "side_green", "side_amber", "clear_to_main")
TIMED_BY: Final = {
    "main_green": "main_green_s",
    "main_amber": "amber_s",
    "clear_to_side": "clear_s",
    "side_green": "side_green_s",
    "side_amber": "amber_s",
    "clear_to_main": "clear_s",
    ALL_RED: "clear_s",
}
BOUNDS: Final = {"main_green_s": (0.5, 120), "side_green_s": (0.5, 120), "amber_s": (0.5, 10), "clear_s": (0.5, 10)}
TIMING: Final = {"main_green_s": 6.0, "side_green_s": 4.0, "amber_s": 2.0, "clear_s": 1.0}


def following(phase: str) -> str:
    """Returns the phase that comes after one. After all red, and after a failure, the main road begins."""
    return RING[(RING.index(phase) + 1) % len(RING)] if phase in RING else RING[0]


def sound_timing(wanted: dict[str, object]) -> dict[str, float]:
    """Returns of what is wanted what is safe: known times, within their bounds."""
    made = {}
    for name, (least, most) in BOUNDS.items():
        value = wanted.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most:
            made[name] = float(value)
    return made


@dataclass
class Head:
    """What a light shows. It obeys only what is safe after what it shows; it never jumps from green to green.

    phase: the one that is shown; silence_s: after how long without a word of the controller it saves itself
    """

    silence_s: float
    phase: str = FAIL_SAFE
    heard_at: float = 0.0

    def told(self, phase: str, now: float) -> None:
        """Takes a word of the controller. Whatever is not allowed here is answered with the fail-safe."""
        self.heard_at = now
        self.phase = phase if self._allows(phase) else FAIL_SAFE

    def tick(self, now: float) -> None:
        """Saves itself if the controller has been silent for too long."""
        if now - self.heard_at > self.silence_s:
            self.phase = FAIL_SAFE

    def _allows(self, phase: str) -> bool:
        if phase == self.phase:
            return True
        if self.phase == FAIL_SAFE:
            return LAMPS.get(phase) == (RED, RED)
        return phase == following(self.phase)
