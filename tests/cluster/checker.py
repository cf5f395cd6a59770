"""Judges a history: is there an order of all operations that explains what every client saw?

Each document is a register whose writes have sequence numbers, which say the order. So it is enough to see that the
order agrees with the clock: what ended before another began comes before it. That is linearizability where the order of
versions is known (the idea of elle); operations of unknown outcome may have been done or not.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from tests.cluster.history import Event, History


def faults_of_registers(history: History) -> list[str]:
    """Returns what no order of reads and writes explains."""
    by_key: dict[str, list[Event]] = defaultdict(list)
    for event in history.of("write", "read", "increment"):
        by_key[event.key].append(event)
    return [fault for key, events in by_key.items() for fault in _register(key, events)]


def _register(key: str, events: list[Event]) -> list[str]:
    faults = []
    known: dict[int, int | None] = {}
    unsure = {event.value for event in events if event.outcome == "unknown" and event.kind != "read"}
    done = sorted((event for event in events if event.outcome == "ok"), key=lambda event: event.started)
    for event in done:
        if event.kind != "read" and known.setdefault(event.seq_no, event.value) != event.value:
            faults.append(f"{key}: two writes have the number {event.seq_no}")
    for event in done:
        if event.kind == "read" and event.value is not None:
            if event.seq_no in known and known[event.seq_no] != event.value:
                faults.append(f"{key}: {event.value} was read under the number of {known[event.seq_no]}")
            if event.seq_no not in known and event.value not in unsure:
                faults.append(f"{key}: {event.value} was read, and never written")
            known.setdefault(event.seq_no, event.value)
    return faults + _against_time(key, done)


def _against_time(key: str, done: list[Event]) -> list[str]:
    """Returns the operations that come before what had ended when they began."""
    faults = []
    ended = sorted(done, key=lambda event: event.ended)
    newest, place = -1, 0
    for event in done:
        while place < len(ended) and ended[place].ended < event.started:
            newest = max(newest, ended[place].seq_no)
            place += 1
        if event.kind == "read" and event.seq_no < newest:
            faults.append(f"{key}: number {event.seq_no} was read after {newest} was seen")
        if event.kind != "read" and event.seq_no <= newest:
            faults.append(f"{key}: number {event.seq_no} was given after {newest} was seen")
    return faults


def faults_of_counters(history: History, final: Mapping[str, int]) -> list[str]:
    """Returns the counters whose value is not the number of increments."""
    faults = []
    for key in {event.key for event in history.of("increment")}:
        sure = sum(event.outcome == "ok" for event in history.of("increment") if event.key == key)
        unsure = sum(event.outcome == "unknown" for event in history.of("increment") if event.key == key)
        if not sure <= final.get(key, 0) <= sure + unsure:
            faults.append(f"{key}: is {final.get(key)} after {sure} increments and {unsure} of unknown outcome")
    return faults


def faults_of_set(history: History, final: Iterable[str]) -> list[str]:
    """Returns the inserted documents that are lost, and those that nobody inserted."""
    there = set(final)
    sure = {event.key for event in history.of("insert") if event.outcome == "ok"}
    tried = {event.key for event in history.of("insert")}
    failed = {event.key for event in history.of("insert") if event.outcome == "failed"}
    lost = [f"{key}: was acknowledged and is lost" for key in sorted(sure - there)]
    invented = [f"{key}: is there, and nobody inserted it" for key in sorted(there - tried)]
    return lost + invented + [f"{key}: is there, and was refused" for key in sorted(there & failed)]


def faults_of_copies(copies: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Returns how copies differ. copies: by node, documents by id"""
    names = list(copies)
    faults = []
    for name in names[1:]:
        if copies[name] != copies[names[0]]:
            different = [key for key in copies[name].keys() | copies[names[0]].keys()
                         if copies[name].get(key) != copies[names[0]].get(key)]  # fmt: skip
            faults.append(f"copies of {names[0]} and {name} differ in {len(different)} documents: {different[:3]}")
    return faults
