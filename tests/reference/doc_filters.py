"""Filters of every kind that the search kernels ask about documents, and which documents they let through."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from findling.codec.bitmap import Bitmap
from findling.kernels.search.doc_filter import ColumnTable, DocFilter
from tests.reference.packed_segments import PackedSegments

_DTYPES = ("uint8", "uint16", "uint32", "uint64", "float32", "float64")

# (kind, ...) as filter_of takes them
filters = st.one_of(
    st.tuples(st.just("bits"), st.sampled_from([0.0, 0.1, 0.9])),
    st.tuples(st.just("term"), st.integers(0, 11)),
    st.tuples(st.just("ordinals"), st.integers(0, 11)),
    st.tuples(
        st.just("range"),
        st.sampled_from(_DTYPES),
        st.sampled_from([None, 0.7]),
        st.booleans(),
        st.sampled_from([-np.inf, -1, 3, 3.5, 40, 10**30]),
        st.sampled_from([np.inf, 90, 20.25, 3, 2]),
    ),
)


def filter_of(snapshot: PackedSegments, spec: tuple[Any, ...]) -> tuple[DocFilter, list[np.ndarray]]:
    """Returns a filter and, for each segment, which documents it lets through, (max_doc,) bool."""
    sizes = [len(packed.docs) for packed in snapshot.fields]
    rng = np.random.default_rng(5)
    if spec[0] == "bits":
        masks = [rng.random(size) < spec[1] for size in sizes]
        made = DocFilter(len(sizes))
        for i, mask in enumerate(masks):
            if mask.any():
                made.set_bits(i, Bitmap.from_mask(mask).words)
        return made, masks
    if spec[0] == "term":
        masks = [_mask(size, packed.postings[spec[1]]) for size, packed in zip(sizes, snapshot.fields, strict=True)]
        return DocFilter(len(sizes), snapshot.states(spec[1])), masks
    if spec[0] == "ordinals":
        return _equal(snapshot, spec[1], sizes)
    return _between(sizes, rng, *spec[1:])


def _mask(size: int, docs: Any) -> np.ndarray:
    mask = np.zeros(size, np.bool_)
    mask[list(docs)] = True
    return mask


def _equal(snapshot: PackedSegments, number: int, sizes: list[int]) -> tuple[DocFilter, list[np.ndarray]]:
    """Every second segment has several ordinals per document, the others one of the term or none."""
    columns, masks = [], []
    for i, (packed, size) in enumerate(zip(snapshot.fields, sizes, strict=True)):
        mask = _mask(size, packed.postings[number])
        masks.append(mask)
        if i % 2 == 0:
            columns.append((np.where(mask, number + 1, 0).astype(np.uint8), None, None, False, 0, 1, 0, 0, None))
            continue
        ords = [sorted({term for _, term in tokens}) for tokens in packed.docs]
        starts = np.cumsum([0, *map(len, ords)]).astype(np.int32)
        columns.append(
            (np.array([number for found in ords for number in found], np.uint16), starts, None, False, 0, 1, 0, 0, None)
        )
    return ColumnTable(columns).equal(snapshot.states(number)), masks


def _between(
    sizes: list[int], rng: Any, dtype: str, share: float | None, several: bool, low: float, high: float
) -> tuple[DocFilter, list[np.ndarray]]:
    columns, masks = [], []
    is_double = dtype.startswith("float")
    base, step = (0, 1) if is_double else (-3, 2)
    for size in sizes:
        counts = rng.integers(0, 3, size) if several else np.ones(size, np.int64)
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        stored = rng.integers(0, 50, int(starts[-1])).astype(dtype)
        presence = None if share is None else rng.random(size) < share
        values = stored.astype(np.float64) * step + base
        inside = np.concatenate([[0], np.cumsum((values >= low) & (values <= high))])
        mask = inside[starts[1:]] > inside[starts[:-1]]
        masks.append(mask if presence is None else mask & presence)
        words = None if presence is None else Bitmap.from_mask(presence).words
        limits = (values.min().item(), values.max().item()) if len(values) else (0, 0)
        if not is_double:
            limits = (int(limits[0]), int(limits[1]))
        columns.append(
            (stored, starts if several else None, words, is_double, base, step, *limits, None) if size else None
        )
    return ColumnTable(columns).between(low, high), masks


def filters_of(
    snapshot: PackedSegments, drawn: Sequence[tuple[tuple[Any, ...], bool]]
) -> tuple[list[tuple[DocFilter, bool]], list[np.ndarray]]:
    """Returns filters, each with whether it excludes, and the documents of each segment that pass: (max_doc,) bool."""
    made, masks = [], [np.ones(len(packed.docs), np.bool_) for packed in snapshot.fields]
    for spec, excludes in drawn:
        one, passing = filter_of(snapshot, spec)
        made.append((one, excludes))
        masks = [mask & (own != excludes) for mask, own in zip(masks, passing, strict=True)]
    return made, masks
