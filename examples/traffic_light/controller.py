"""The controller: decides the phase, says it every half second, and takes its timing from its shadow.

python -m examples.traffic_light.controller --node crossing --mqtt-port 1883
"""

import argparse
import threading
import time

from examples.traffic_light.device import Device, Json
from examples.traffic_light.phases import ALL_RED, TIMED_BY, TIMING, following, sound_timing

BEAT_S = 0.5


class Controller:
    """Goes round the phases. It needs no hub: what it was told last is kept by its edge."""

    def __init__(self, node: str, mqtt_port: int) -> None:
        self._timing = dict(TIMING)
        self._changed = threading.Event()
        self._device = Device("controller", node, mqtt_port, self._delta)

    def _delta(self, delta: Json) -> None:
        """Takes a timing as far as it is safe; it counts from the next phase on."""
        self._timing.update(sound_timing(delta.get("timing") or {}))
        self._changed.set()

    def run(self) -> None:
        """Runs until the process ends."""
        phase, until = ALL_RED, time.monotonic() + self._timing["clear_s"]
        self._device.report({"timing": self._timing})
        while True:
            self._device.tell("phase", {"phase": phase})
            if self._changed.is_set():
                self._changed.clear()
                self._device.report({"timing": self._timing})
            time.sleep(max(0.0, min(BEAT_S, until - time.monotonic())))
            if time.monotonic() >= until:
                phase = following(phase)
                until = time.monotonic() + self._timing[TIMED_BY[phase]]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--node", required=True)
    parser.add_argument("--mqtt-port", type=int, required=True)
    options = parser.parse_args()
    Controller(options.node, options.mqtt_port).run()
