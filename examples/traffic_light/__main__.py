"""A crossing with a controller and a light at two edges, and a page that draws it.

    python -m examples.traffic_light

Needs `findling[cluster]` and paho-mqtt; begun from the root of a checkout. It ends with Ctrl-C.
"""

import argparse
import signal
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path

from examples.traffic_light.page import State, Watch, serve
from examples.traffic_light.street import Street


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=9280, help="of the page; 0 for a free one")
    parser.add_argument("--data", type=Path, help="where servers keep their data; without it nothing is kept")
    parser.add_argument("--silence", type=float, default=3.0, help="seconds after which the light saves itself")
    options = parser.parse_args()
    for ended_by in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ended_by, signal.default_int_handler)
    with ExitStack() as stack:
        data = options.data or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        print("starting a hub and two edges ...", flush=True)
        state = State()
        street = Street(data, options.silence, state.put)
        stack.callback(street.stop)
        street.begin()
        watch = Watch(street, state)
        watch.start()
        stack.callback(watch.stop)
        server = serve(street, state, options.port)
        stack.callback(server.server_close)
        print(f"the crossing: http://127.0.0.1:{server.server_port}/   the hub: {street.hub.url}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main()
