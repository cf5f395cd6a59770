"""What a campaign shows once its events have arrived: a full disk of the edge, and a key that is revoked."""

import time
from typing import Any

from tests.edge.places import Places

_RATE = 200
_QUIET_S = 15.0


def full_disk(places: Places, count: int = 2000) -> dict[str, Any]:
    """Fills the edge's disk while a device publishes, and makes room again once that is said on the hub."""
    known = places.count()
    places.fill()
    began = time.monotonic()
    places.publish(1, count, _RATE, "full")
    while not _backlog(places).get("disk_full"):
        time.sleep(0.2)
    said_s = time.monotonic() - began
    time.sleep(count / _RATE)  # it could have published all by now
    is_held_back = places.is_publishing
    blocked = _backlog(places).get("blocked", 0)
    places.make_room()
    room = time.monotonic()
    places.finish()
    recovered_s = places.caught_up(known + count, room)
    return {
        "said_after_s": round(said_s, 1),
        "held_back": is_held_back,
        "blocked": blocked,
        "recovered_s": round(recovered_s, 1),
        "lost": known + count - places.count(),
    }


def revoked(places: Places) -> dict[str, Any]:
    """Revokes the edge's key while a device publishes.

    Returns after how long the hub took its last event, and let it in no more.
    """
    known, count = places.count(), 100_000
    places.publish(1, count, _RATE, "revoked")
    while places.count() < known + _RATE:
        time.sleep(0.1)
    said = _turned_away(places)
    places.ask("POST", "/_edge/nodes/n1/_revoke")
    asked = last = time.monotonic()
    known, out = places.count(), None
    while time.monotonic() - last < _QUIET_S or out is None:
        if (now := places.count()) != known:
            known, last = now, time.monotonic()
        if out is None and _turned_away(places) > said:
            out = time.monotonic()
        time.sleep(0.05)
    return {
        "last_event_after_s": round(last - asked, 2),
        "turned_away_after_s": round(out - asked, 2),
        "still_publishes": places.is_publishing,
    }


def _turned_away(places: Places) -> int:
    """Returns how often the hub has told the edge's nats-server that it may not come in."""
    log = places.directory / "n1" / "edge" / "nats" / "nats-server.log"
    return log.read_text(encoding="utf-8").count("Authorization Violation")


def _backlog(places: Places) -> dict[str, Any]:
    found: dict[str, Any] = places.ask("GET", "/_edge/nodes/n1").get("backlog", {})
    return found
