"""The documents that random bucket aggregations are about: every field has one value, several or none."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, Final

Json = dict[str, Any]

TAGS: Final = ("alpha", "beta", "gamma", "delta", "Épsilon", "a.b", "zeta eta")
WORDS: Final = ("river", "bear", "fox", "quick", "brown", "stone", "dog", "honey", "salmon", "winter", "forest", "lazy")
MAPPINGS: Final[Json] = {
    "properties": {
        "tag": {"type": "keyword"},
        "one": {"type": "keyword"},
        "n": {"type": "long"},
        "i": {"type": "integer"},
        "price": {"type": "double"},
        "half": {"type": "half_float"},
        "day": {"type": "date"},
        "year": {"type": "date", "format": "yyyy-MM-dd"},
        "fine": {"type": "date_nanos"},
        "ok": {"type": "boolean"},
        "host": {"type": "ip"},
        "title": {"type": "text"},
        "body": {"type": "text", "fielddata": True},
        "place": {"type": "geo_point"},
        "span": {"type": "integer_range"},
        "days": {"type": "date_range"},
        "hosts": {"type": "ip_range"},
        "flat": {"type": "flattened"},
        "hidden": {"type": "keyword", "doc_values": False},
        "alias": {"type": "alias", "path": "tag"},
        "parts": {
            "type": "nested",
            "properties": {
                "name": {"type": "keyword"},
                "n": {"type": "integer"},
                "inner": {"type": "nested", "properties": {"k": {"type": "keyword"}}},
            },
        },
    },
    "runtime": {
        "twice": {"type": "long", "script": {"source": "for (def v : doc['n']) { emit(v * 2) }"}},
    },
}


class Drawn(random.Random):
    """What is drawn from."""

    def maybe(self, share: float = 0.5) -> bool:
        return self.random() < share


def _several(drawn: Drawn, make: Callable[[], Any], share: float = 0.2) -> Any:
    return [make() for _ in range(drawn.randint(2, 3))] if drawn.maybe(share) else make()


def document(drawn: Drawn) -> Json:
    """Returns a document; a field has one value, several or none."""

    def day() -> str:
        month, date = drawn.randint(1, 12), drawn.randint(1, 28)
        return f"202{drawn.randint(3, 4)}-{month:02}-{date:02}T{drawn.randint(0, 23):02}:{drawn.choice('0135')}0:00Z"

    def host() -> str:
        return drawn.choice([f"10.0.{drawn.randint(0, 2)}.{drawn.randint(0, 40)}", f"2001:db8::{drawn.randint(1, 9)}"])

    def words() -> str:
        return " ".join(drawn.choices(WORDS, range(len(WORDS), 0, -1), k=drawn.randint(1, 12)))

    low = drawn.randint(-5, 40)
    makers: dict[str, Callable[[], Any]] = {
        "tag": lambda: _several(drawn, lambda: drawn.choices(TAGS, range(len(TAGS), 0, -1))[0], 0.3),
        "one": lambda: drawn.choice("uvwxyz"),
        "n": lambda: _several(drawn, lambda: drawn.choice([drawn.randint(-5, 40), drawn.randint(0, 6)])),
        "i": lambda: drawn.randint(-3, 12),
        "price": lambda: _several(drawn, lambda: drawn.choice([2.5, 7.75, -1.5, 12, 99.5, round(drawn.random(), 2)])),
        "half": lambda: drawn.choice([0.5, 1.25, 3, 1000]),
        "day": lambda: _several(drawn, day, 0.1),
        "year": lambda: day()[:10],
        "fine": lambda: f"{day()[:-1]}.{drawn.randint(0, 999999999):09}Z",
        "ok": lambda: _several(drawn, lambda: drawn.maybe()),
        "host": lambda: _several(drawn, host, 0.1),
        "title": words,
        "body": words,
        "place": lambda: _several(
            drawn, lambda: {"lat": round(drawn.uniform(40, 55), 3), "lon": round(drawn.uniform(-5, 15), 3)}, 0.1
        ),
        "span": lambda: {"gte": low, "lt": low + drawn.randint(1, 20)},
        "days": lambda: {"gte": "2024-01-10", "lte": f"2024-0{drawn.randint(2, 6)}-05"},
        "hosts": lambda: f"10.0.{drawn.randint(0, 3)}.0/{drawn.randint(20, 30)}",
        "flat": lambda: {"k": drawn.choice(["x", "y", ["x", "z"]]), "m": {"n": drawn.randint(0, 3)}},
        "hidden": lambda: "h",
        "parts": lambda: [
            {
                "name": drawn.choice("stu"),
                "n": drawn.randint(0, 9),
                **({"inner": [{"k": drawn.choice("pq")}]} if drawn.maybe(0.4) else {}),
            }
            for _ in range(drawn.randint(1, 3))
        ],
    }
    return {name: make() for name, make in makers.items() if drawn.maybe(0.85)}


def documents() -> dict[str, Json]:
    """Returns the documents by id."""
    drawn = Drawn(4711)
    return {str(i): document(drawn) for i in range(1, 121)}
