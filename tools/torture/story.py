"""What a process tells of its work, line by line, and what is known from that once it is gone."""

import os
import traceback
from collections import Counter
from collections.abc import Callable
from typing import Any

import orjson
from tools.torture.model import NOTHING, Indices, Step


def line(word: str, message: object) -> bytes:
    """Returns what `Story.hear` takes; message: a Step, or JSON."""
    return word.encode() + b" " + orjson.dumps(message.to_json() if isinstance(message, Step) else message) + b"\n"


def forked(work: Callable[[int], None]) -> bytes:
    """Runs work in a process of its own, which may be killed; returns what it wrote to the pipe that it was given."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        run_to_end(work, writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    return text


def run_to_end(work: Callable[[int], None], writer: int) -> None:
    """Does the work of a forked process; never returns."""
    try:
        work(writer)
    except BaseException:
        os.write(writer, line("failed", traceback.format_exc()[-1500:]))
    finally:
        os._exit(0)


class Story:
    """What a workload had told when it was ended.

    known: what was acknowledged; doubt: the step that may have happened; failures: what should not have been told
    counts: what was told at the end, if it came to that
    """

    def __init__(self, known: Indices = NOTHING, doubt: Step | None = None) -> None:
        self.known = known
        self.doubt = doubt
        self.steps = 0
        self.failures: list[str] = []
        self.counts: Counter[str] = Counter()
        self.found: Indices | None = None

    def hear_all(self, text: bytes) -> "Story":
        """Takes all lines that are whole."""
        for told in text.split(b"\n")[:-1]:
            self.hear(told)
        return self

    def hear(self, told: bytes) -> None:
        """Takes a line; anything else is passed over."""
        word, _, rest = told.partition(b" ")
        if word in (b"start", b"done", b"ready", b"found", b"failed", b"end"):
            self._take(word, orjson.loads(rest))

    def _take(self, word: bytes, message: Any) -> None:
        if word == b"start":
            self.doubt = Step(**message)
        elif word == b"done" and self.doubt is not None:
            self.known, self.doubt = self.doubt.applied(self.known), None
            self.steps += 1
        elif word == b"ready":
            self.found, wrong = message
            self.known = self.found
            self.failures += wrong
        elif word == b"failed":
            self.failures.append(message)
        elif word == b"end":
            self.counts.update(message)
