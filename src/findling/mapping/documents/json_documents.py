"""The documents of a bulk request as columns of JSON values, without an object per document.

What strings and whole numbers say is taken out of the request's bytes as it stands there; only values of other kinds
are decoded, all of a batch at once. Whoever needs a document as a dict gets it decoded then.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final, Self, overload

import numpy as np
import numpy.typing as npt
import orjson

from findling.analysis.packed_strings import Bytes, PackedBytes, PackedTexts
from findling.base.work.json_decoding import decode
from findling.kernels.text import json_members
from findling.mapping.raw_values import Owners

Ints = npt.NDArray[np.int32]
Column = tuple[str, Sequence[Any], Owners]

_STRING, _ESCAPED, _WHOLE, _NULL, _OTHER = 1, 2, 3, 4, 5
"""Kinds of values, see kernels/text/json_members.py."""

_NAME, _, _START, _END, _KIND = range(5)
"""Columns of members as the kernel finds them."""
_MOST_NAMES: Final = 512
_LEAST_MEMBER_BYTES: Final = 5


class JsonDocuments(Sequence[dict[str, Any]]):
    """n JSON objects, all valid.

    sources: their bytes
    """

    def __init__(
        self,
        sources: PackedBytes,
        text: Bytes,
        names: dict[str, tuple[int, int]],
        members: Ints,
        others: Sequence[object],
    ) -> None:
        """Takes the documents as `read` found them.

        names: name -> first and last member (exclusive)
        members: (4, n_members) int32 as kernels/text/json_members.py groups them: row, start, end, kind; no values of
            kind ESCAPED any more; of kind OTHER the start is a place in `others`
        """
        self.sources = sources
        self._text = text
        self._names = names
        self._members = members
        self._others = others

    @classmethod
    def read(cls, text: Bytes, starts: Ints, ends: Ints) -> Self | None:
        """Returns the documents of some lines; None if one is no JSON object, or no plain one.

        No plain one has names with escapes, or one name twice.

        text: ends with a line feed; starts, ends: (n,) int32, the lines without line feed
        """
        names = np.full((_MOST_NAMES, 4), -1, np.int32)
        names[:, 2] = 0
        room = int((ends - starts).sum(dtype=np.int64)) // _LEAST_MEMBER_BYTES + 1
        members = np.empty((room, 5), np.int32)
        count = json_members.split_objects(text, starts, names, members)
        if count < 0:
            return None
        members = members[:count]
        decoded = _decode_others(text, members)
        if decoded is None:
            return None
        found = names[names[:, 1] >= 0, :2].tolist()
        bounds = np.zeros(len(found) + 1, np.int64)
        np.cumsum(np.bincount(members[:, _NAME], minlength=len(found)), out=bounds[1:])
        grouped = np.empty((4, count), np.int32)
        json_members.group_members(members, bounds[:-1].copy(), grouped)
        if _repeat(grouped[0], bounds):
            return None
        spelled = [text[start : start + length].tobytes().decode() for start, length in found]
        places = dict(zip(spelled, pairwise(bounds.tolist()), strict=True))
        return cls(PackedBytes.of_spans(text, starts, ends), decoded[0], places, grouped, decoded[1])

    @property
    def has_plain_names(self) -> bool:
        """Whether each name is one of a field: not dotted, which would name an object's."""
        return not any("." in name for name in self._names)

    @property
    def has_no_objects(self) -> bool:
        """Whether no value is an object or an array, in which objects might be."""
        return not any(isinstance(value, dict | list) for value in self._others)

    def columns(self) -> Iterator[Column]:
        """Yields (name, values, documents that have them) for every name that any document has, by name.

        Twice for a name that has strings and nulls and nothing else: so the strings stay packed.
        """
        for name, (low, high) in sorted(self._names.items()):
            for part in _parts(self._members[:, low:high]):
                if part.shape[1]:
                    yield name, self._values(part), part[0].copy()  # outlives the rest

    def select(self, documents: Sequence[int]) -> "JsonDocuments":
        """Returns some of the documents, whose numbers increase."""
        numbers = np.full(len(self), -1, np.int32)
        numbers[documents] = np.arange(len(documents), dtype=np.int32)
        rows = numbers[self._members[0]]
        members = _taken(self._members, np.flatnonzero(rows >= 0))
        members[0] = rows[rows >= 0]
        before = np.zeros(len(rows) + 1, np.int64)
        np.cumsum(rows >= 0, out=before[1:])
        names = {name: (int(before[low]), int(before[high])) for name, (low, high) in self._names.items()}
        return JsonDocuments(self.sources.take(np.asarray(documents)), self._text, names, members, self._others)

    def _values(self, members: Ints) -> Sequence[Any]:
        kinds = members[3]
        if (kinds == _STRING).all():
            return self._texts(members)
        values: list[Any] = [None] * len(kinds)
        for kind, convert in ((_STRING, self._texts), (_WHOLE, self._whole_numbers), (_OTHER, self._decoded)):
            places = np.flatnonzero(kinds == kind)
            if len(places) == len(kinds):
                return list(convert(members))
            for place, value in zip(places.tolist(), convert(_taken(members, places)), strict=True):
                values[place] = value
        return values

    def _texts(self, members: Ints) -> PackedTexts:
        return PackedTexts(PackedBytes.of_spans(self._text, members[1], members[2]))

    def _whole_numbers(self, members: Ints) -> list[int]:
        numbers = np.empty(members.shape[1], np.int64)
        json_members.whole_numbers(self._text, members[1], members[2], numbers)
        whole: list[int] = numbers.tolist()
        return whole

    def _decoded(self, members: Ints) -> list[object]:
        return [self._others[place] for place in members[1].tolist()]

    def __len__(self) -> int:
        return len(self.sources)

    @overload
    def __getitem__(self, at: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, at: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, at: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        if isinstance(at, slice):
            return [decode(source) for source in self.sources[at]]
        document: dict[str, Any] = decode(self.sources[at])
        return document

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return map(decode, self.sources)


def _repeat(rows: Ints, bounds: npt.NDArray[np.int64]) -> bool:
    """Tells whether some document has a name twice.

    rows: the document of each member, name by name; bounds: (n_names + 1,), the first member of each name
    """
    same = rows[1:] == rows[:-1]
    same[bounds[1:-1] - 1] = False
    return bool(same.any())


def _parts(members: Ints) -> list[Ints]:
    """Returns the members of one name, nulls apart if all others are strings."""
    nulls = members[3] == _NULL
    if not nulls.any() or not (nulls | (members[3] == _STRING)).all():
        return [members]
    return [_taken(members, np.flatnonzero(~nulls)), _taken(members, np.flatnonzero(nulls))]


def _taken(members: Ints, places: npt.NDArray[np.intp]) -> Ints:
    """Returns the members at some places, each of their numbers still in a row."""
    return np.take(members, places, axis=1)


def _decode_others(text: Bytes, members: Ints) -> tuple[Bytes, list[Any]] | None:
    """Decodes the values that are no plain strings, whole numbers or nulls, in place; None if one of them is no JSON.

    Returns the text with the decoded strings behind it, and the other values.
    """
    kinds = members[:, _KIND]
    places = np.flatnonzero((kinds == _ESCAPED) | (kinds == _OTHER))
    if not len(places):
        return text, []
    data = text.data
    spans = [data[start:end] for start, end in members[places, _START : _END + 1].tolist()]
    try:
        values = orjson.loads(b"[" + b",".join(spans) + b"]")
    except orjson.JSONDecodeError:
        return None
    escaped = kinds[places] == _ESCAPED
    strings = PackedBytes.of([value.encode() for value, is_string in zip(values, escaped, strict=True) if is_string])
    at = places[escaped]
    members[at, _START] = len(text) + strings.starts[:-1]
    members[at, _END] = len(text) + strings.starts[1:]
    members[at, _KIND] = _STRING
    at = places[~escaped]
    members[at, _START] = np.flatnonzero(~escaped)
    return np.concatenate([text, strings.blob]) if len(strings) else text, values
