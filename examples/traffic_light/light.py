"""The light: shows the phase that its shadow says, as far as that is safe, and saves itself when nobody speaks.

python -m examples.traffic_light.light --node mast --mqtt-port 1884 --silence 3
"""

import argparse
import queue
import time

from examples.traffic_light.device import Device, Json
from examples.traffic_light.phases import LAMPS, Head

TICK_S = 0.1


class Light:
    """A mast with a head for each road."""

    def __init__(self, node: str, mqtt_port: int, silence_s: float) -> None:
        self._head = Head(silence_s)
        self._told: queue.Queue[Json] = queue.Queue()
        self._device = Device("light", node, mqtt_port, self._told.put)

    def run(self) -> None:
        """Runs until the process ends."""
        beat, shown = 0, ""
        while True:
            try:
                said = self._told.get(timeout=TICK_S)
            except queue.Empty:
                said = {}
            now = time.monotonic()
            if "beat" in said:  # what has none is no new word: it was said before this light came back
                beat = said["beat"]
                self._head.told(said.get("phase", self._head.phase), now)
            self._head.tick(now)
            if self._head.phase != shown:
                shown = self._head.phase
                main, side = LAMPS[shown]
                self._device.tell("shown", {"phase": shown, "main": main, "side": side})
            if said:
                self._device.report({"phase": shown, "beat": beat})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--node", required=True)
    parser.add_argument("--mqtt-port", type=int, required=True)
    parser.add_argument("--silence", type=float, default=3.0, help="seconds without a word before it saves itself")
    options = parser.parse_args()
    Light(options.node, options.mqtt_port, options.silence).run()
