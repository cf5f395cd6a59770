"""Merges stored sources: what came in is packed again, better and once; frames that a merge packed are copied."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, compress, groupby

import numpy as np
from numpy.typing import NDArray

from findling.codec.segment import SegmentWriter
from findling.codec.segment_reader import SegmentReader
from findling.codec.stored.source_frames import SEPARATOR, FramePacker, train_dictionary
from findling.codec.stored.source_writer import FRAME_BYTES, SMALL_FRAME_BYTES, write_source

_DICTIONARY_BYTES = 112 << 10
_LEVEL = 3
_SAMPLE_BYTES = 1 << 20
_WORTH_A_DICTIONARY = 4 << 20
"""Sources that take less, compressed, get none of their own."""
_MIXED = 64
"""Documents of sorted segments that are taken together."""
_MOST_PARTS = 16
"""With more dictionaries than that to copy, all is packed again with one."""

_Part = tuple[SegmentReader, NDArray[np.bool_]]


def merge_sources(
    writer: SegmentWriter,
    readers: Sequence[SegmentReader],
    masks: Sequence[NDArray[np.bool_]],
    segments: NDArray[np.intp] | None = None,
) -> None:
    """Writes the sources of the documents that stay.

    masks: of each reader, (max_doc,) bool
    segments: the reader that each document that stays comes from; None: all of one come before those of the next
    """
    if segments is not None:
        dictionary = _dictionary(readers, [False] * len(readers))
        write_source(writer, [(dictionary, _packed(_mixed(readers, masks, segments), dictionary))])
        return
    copied = [bool(mask.all()) and _packed_well(reader) for reader, mask in zip(readers, masks, strict=True)]
    if sum(len(reader.source.parts) for reader in compress(readers, copied)) > _MOST_PARTS:
        copied = [False] * len(copied)
    dictionary = _dictionary(readers, copied)
    write_source(writer, _parts(list(zip(readers, masks, strict=True)), copied, dictionary))


def _packed_well(reader: SegmentReader) -> bool:
    source = reader.source
    return not source.is_hasty and bool(source.parts) and all(dictionary for dictionary, _ in source.parts)


def _dictionary(readers: Sequence[SegmentReader], copied: Sequence[bool]) -> bytes:
    """Returns the dictionary for what is packed again: its own, or if that is little, one that is there already."""
    again = [reader for reader, copy in zip(readers, copied, strict=True) if not copy]
    if sum(reader.source.nbytes for reader in again) >= _WORTH_A_DICTIONARY:
        return train_dictionary(_samples(again), _DICTIONARY_BYTES)
    largest = max(compress(readers, copied), key=lambda reader: reader.source.nbytes, default=None)
    return b"" if largest is None else largest.source.parts[-1][0]


def _samples(readers: Sequence[SegmentReader]) -> list[bytes]:
    """Returns documents of frames from all over, about _SAMPLE_BYTES of them."""
    frames = [(reader.source, number) for reader in readers for number in range(reader.source.n_frames)]
    found: list[bytes] = []
    size = 0
    for place in np.random.default_rng(0).permutation(len(frames)).tolist():
        source, number = frames[place]
        documents = source.content(number).split(SEPARATOR)
        found += filter(None, documents)
        size += sum(map(len, documents))
        if size >= _SAMPLE_BYTES:
            break
    return found


def _parts(
    parts: Sequence[_Part], copied: Sequence[bool], dictionary: bytes
) -> Iterator[tuple[bytes, Iterable[tuple[bytes, int]]]]:
    """Yields dictionary and frames of each part of the merged sources."""
    for copy, group in groupby(zip(copied, parts, strict=True), lambda pair: pair[0]):
        members = [part for _, part in group]
        if copy:
            for reader, _ in members:
                yield from _copies(reader)
        else:
            yield dictionary, _packed_again(members, dictionary)


def _copies(reader: SegmentReader) -> Iterator[tuple[bytes, Iterable[tuple[bytes, int]]]]:
    reader.segment.check("_source/frames")
    source, counts = reader.source, reader.source.frame_docs()
    for dictionary, frames in source.parts:
        yield dictionary, ((source.raw(number).tobytes(), counts[number]) for number in frames)


def _packed_again(members: Sequence[_Part], dictionary: bytes) -> Iterator[tuple[bytes, int]]:
    return _packed(chain.from_iterable(_remaining(reader, mask) for reader, mask in members), dictionary)


def _packed(contents: Iterable[bytes], dictionary: bytes) -> Iterator[tuple[bytes, int]]:
    packer = FramePacker(_LEVEL, dictionary)
    for content in _pieces(contents, SMALL_FRAME_BYTES if dictionary else FRAME_BYTES):
        yield packer.pack(content), content.count(SEPARATOR) + 1


def _mixed(
    readers: Sequence[SegmentReader], masks: Sequence[NDArray[np.bool_]], segments: NDArray[np.intp]
) -> Iterator[bytes]:
    """Yields the documents of several segments, each in its order, mixed as `segments` says, some at a time."""
    ways = [_documents(reader, mask) for reader, mask in zip(readers, masks, strict=True)]
    for start in range(0, len(segments), _MIXED):
        chosen = map(ways.__getitem__, segments[start : start + _MIXED].tolist())
        yield SEPARATOR.join(map(next, chosen))


def _documents(reader: SegmentReader, mask: NDArray[np.bool_]) -> Iterator[bytes]:
    return chain.from_iterable(content.split(SEPARATOR) for content in _remaining(reader, mask))


def _remaining(reader: SegmentReader, mask: NDArray[np.bool_]) -> Iterator[bytes]:
    """Yields the content of each frame without the documents that are left out."""
    all_stay, first = bool(mask.all()), 0
    for number, n_docs in enumerate(reader.source.frame_docs()):
        stay = mask[first : first + n_docs]
        first += n_docs
        if all_stay:
            yield reader.source.content(number)
        elif stay.any():
            yield SEPARATOR.join(compress(reader.source.content(number).split(SEPARATOR), stay.tolist()))


def _pieces(contents: Iterable[bytes], frame_bytes: int) -> Iterator[bytes]:
    """Joins and cuts contents to the size of a frame."""
    rest: bytes | None = None
    for content in contents:
        rest = content if rest is None else rest + SEPARATOR + content
        start = 0
        while (end := rest.find(SEPARATOR, start + frame_bytes)) >= 0:
            yield rest[start:end]
            start = end + 1
        rest = rest[start:]
    if rest is not None:
        yield rest
