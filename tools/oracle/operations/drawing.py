"""What all kinds of requests are drawn with."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

PREFIX = "opsx"


class Request(NamedTuple):
    """One request; the body is text, so that it may be broken JSON."""

    method: str
    path: str
    body: str | None = None

    @property
    def line(self) -> str:
        """As a line of a scenario."""
        return f"{self.method} {self.path} {(self.body or '').replace(chr(10), chr(92) + 'n')}".strip()


Drawing = Callable[[random.Random], Request]


def request(method: str, path: str, body: Any = None) -> Request:
    return Request(method, path, None if body is None else body if isinstance(body, str) else json.dumps(body))


def chance(rng: random.Random, share: float) -> bool:
    return rng.random() < share


def query_of(rng: random.Random, known: Mapping[str, Sequence[Any]], share: float = 0.15, odd: float = 0.04) -> str:
    """Returns some parameters of a URL, now and then with odd values or unknown names."""
    chosen = [(name, rng.choice(values)) for name, values in known.items() if chance(rng, share)]
    if chosen and chance(rng, odd):
        chosen[-1] = (chosen[-1][0], rng.choice(["", "x", "-1", "1.5", "true,false", "null"]))
    if chance(rng, odd):
        chosen.append(("unknown_one", "1"))
    return "".join("?&"[n > 0] + f"{name}={quote(str(value), safe='*,-_.:')}" for n, (name, value) in enumerate(chosen))


def some(rng: random.Random, values: Sequence[Any], least: int = 1, most: int = 3) -> list[Any]:
    return rng.sample(list(values), min(len(values), rng.randint(least, most)))


def pick(rng: random.Random, weighted: Sequence[tuple[Drawing, int]]) -> Request:
    return rng.choices([one for one, _ in weighted], [weight for _, weight in weighted])[0](rng)


def broken(rng: random.Random, text: str) -> str:
    """Returns a body that is cut, doubled or has a wrong character."""
    at = rng.randrange(len(text) + 1)
    return rng.choice([text[:at], text + text, text[:at] + rng.choice('{}[],:"x') + text[at:], "[" + text + "]", ""])
