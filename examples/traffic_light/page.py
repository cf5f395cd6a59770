"""The page: draws the crossing live (server-sent events), and lets whoever looks change the timing and break things."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from examples.traffic_light.phases import BOUNDS, sound_timing
from examples.traffic_light.street import Street

PAGE = Path(__file__).parent / "page.html"
ALIVE_S = 15.0
ASK_HUB_EVERY_S = 0.5
Json = dict[str, Any]


class State:
    """What is known of the scene. Who watches is woken by each change."""

    def __init__(self) -> None:
        self._known: Json = {"phase": None, "shown": None, "hub": None}
        self._number = 0
        self._changed = threading.Condition()

    def put(self, name: str, value: Any) -> None:
        with self._changed:
            if self._known.get(name) != value:
                self._known = {**self._known, name: value}
                self._number += 1
                self._changed.notify_all()

    def after(self, number: int, timeout_s: float) -> tuple[int, Json]:
        """Returns number and state once they are newer than a number, or the time is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._number > number, timeout_s)
            return self._number, self._known


class Watch(threading.Thread):
    """Asks the hub what it knows, again and again."""

    def __init__(self, street: Street, state: State) -> None:
        super().__init__(daemon=True)
        self._street = street
        self._state = state
        self._stopped = threading.Event()

    def run(self) -> None:
        while not self._stopped.wait(ASK_HUB_EVERY_S):
            shadow = self._street.shadow()
            state = {name: shadow["state"].get(name, {}).get("timing") for name in ("desired", "reported")}
            self._state.put("hub", {**state, "version": shadow["version"]})
            self._state.put("link", not self._street.link.is_cut)
            self._state.put("controller", self._street.is_on("controller"))

    def stop(self) -> None:
        self._stopped.set()
        self.join()


def serve(street: Street, state: State, port: int) -> ThreadingHTTPServer:
    """Returns a server of the page. `serve_forever` it."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *told: Any) -> None:
            pass

        def do_GET(self) -> None:
            if self.path == "/events":
                self._events()
            elif self.path == "/":
                self._answer(200, "text/html; charset=utf-8", PAGE.read_bytes())
            else:
                self._answer(404, "text/plain", b"not here")

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            try:
                body = json.loads(self.rfile.read(length) or b"{}")
                self._do(self.path, body)
            except (ValueError, AttributeError) as error:
                self._answer(400, "text/plain", str(error).encode())
            else:
                self._answer(200, "application/json", b"{}")

        def _do(self, path: str, body: Json) -> None:
            if path == "/timing":
                timing = sound_timing(body)
                if timing.keys() != body.keys():
                    raise ValueError(f"times are {BOUNDS}")
                street.set_timing(timing)
            elif path == "/link":
                (street.link.join if body.get("joined") else street.link.cut)()
            elif path == "/controller":
                (street.switch_on if body.get("on") else street.switch_off)("controller")
            else:
                raise ValueError(f"there is no {path}")

        def _events(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            number = -1
            try:
                while True:
                    before, (number, known) = number, state.after(number, ALIVE_S)
                    text = ": alive\n\n" if number == before else f"data: {json.dumps(known)}\n\n"
                    self.wfile.write(text.encode())
                    self.wfile.flush()
            except OSError:
                return  # nobody looks any more

        def _answer(self, status: int, kind: str, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)
