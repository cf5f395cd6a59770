"""Reads vector tiles, from the words of the specification: layers, features with properties, drawn in pixels."""

import struct
from collections.abc import Iterator
from typing import Any


def layers_of(tile: bytes) -> dict[str, list[dict[str, Any]]]:
    """Returns name -> features, each with its kind, its paths of points and its properties."""
    found = {}
    for number, layer in _fields(tile):
        assert number == 3
        members = list(_fields(layer))
        keys = [value.decode() for number, value in members if number == 3]
        values = [_value(value) for number, value in members if number == 4]
        named = {number: value for number, value in members if number in (1, 5, 15)}
        assert named[15] == 2
        features = [_feature(dict(_fields(value)), keys, values) for number, value in members if number == 2]
        found[named[1].decode()] = [{**feature, "extent": named[5]} for feature in features]
    return found


def _feature(members: dict[int, Any], keys: list[str], values: list[Any]) -> dict[str, Any]:
    tags = list(_varints(members.get(2, b"")))
    properties = {keys[key]: values[value] for key, value in zip(tags[::2], tags[1::2], strict=True)}
    return {"kind": members[3], "paths": _paths(list(_varints(members[4]))), "properties": properties}


def _paths(commands: list[int]) -> list[list[tuple[int, int]]]:
    paths: list[list[tuple[int, int]]] = []
    x = y = place = 0
    while place < len(commands):
        kind, count = commands[place] & 7, commands[place] >> 3
        place += 1
        for _ in range(count if kind in (1, 2) else 0):
            dx, dy = ((step >> 1) ^ -(step & 1) for step in commands[place : place + 2])
            x, y, place = x + dx, y + dy, place + 2
            if kind == 1:
                paths.append([])
            paths[-1].append((x, y))
        if kind == 7:
            paths[-1].append(paths[-1][0])
    return paths


def _value(raw: bytes) -> Any:
    ((number, value),) = _fields(raw)
    if number == 1:
        return value.decode()
    if number == 3:
        return struct.unpack("<d", value)[0]
    return bool(value) if number == 7 else value - (1 << 64) * (value >> 63)


def _fields(raw: bytes) -> Iterator[tuple[int, Any]]:
    place = 0
    while place < len(raw):
        key, place = _varint(raw, place)
        if key & 7 == 0:
            value: Any
            value, place = _varint(raw, place)
        else:
            size, place = (8, place) if key & 7 == 1 else _varint(raw, place)
            value, place = raw[place : place + size], place + size
        yield key >> 3, value


def _varints(raw: bytes) -> Iterator[int]:
    place = 0
    while place < len(raw):
        value, place = _varint(raw, place)
        yield value


def _varint(raw: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = raw[place]
        place += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, place
