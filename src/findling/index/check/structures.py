"""Whether the arrays of a segment fit each other: what no checksum tells, and a fault of the writer would do.

Each check yields what is wrong, in a few words. They run only over segments whose checksums are right.
"""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from findling.codec.bitmap import Bitmap
from findling.codec.ids import HashedIds
from findling.codec.postings.postings import TermsReader
from findling.codec.segment_reader import SegmentReader

Check = Callable[[SegmentReader], Iterator[str]]
_TERMS_AT_ONCE = 50_000


def structure_faults(reader: SegmentReader) -> Iterator[tuple[str, str]]:
    """Yields what of the segment, and what is wrong with it."""
    for name, check in _OF_DOCUMENTS.items():
        for fault in _guarded(partial(check, reader)):
            yield name, fault
    for field in sorted(reader.fields):
        for of_field in _OF_FIELDS:
            for fault in _guarded(partial(of_field, reader, field)):
                yield field, fault


def _guarded(check: Callable[[], Iterator[str]]) -> Iterator[str]:
    try:
        yield from check()
    except Exception as error:  # whatever a reader makes of arrays that do not fit
        yield f"{type(error).__name__}: {error}"


def _ids(reader: SegmentReader) -> Iterator[str]:
    ids = reader.ids.strings()
    if len(ids) != reader.max_doc:
        yield f"{len(ids)} ids for {reader.max_doc} documents"
        return
    docs = _roots(reader)
    found = reader.ids.lookup(HashedIds(ids.take(docs.astype(np.int64))))
    wrong = int((found < docs).sum())
    if wrong:
        yield f"{wrong} ids are not found where they are"


def _roots(reader: SegmentReader) -> NDArray[np.int32]:
    return np.arange(reader.max_doc, dtype=np.int32) if reader.roots is None else reader.roots.to_docs()


def _nesting(reader: SegmentReader) -> Iterator[str]:
    roots = _roots(reader)
    if reader.max_doc and (not len(roots) or roots[-1] != reader.max_doc - 1):
        yield "nested documents without a root"


def _sources(reader: SegmentReader) -> Iterator[str]:
    docs = sum(reader.source.frame_docs())
    if docs != reader.max_doc:
        yield f"{docs} sources for {reader.max_doc} documents"
    for number in range(reader.source.n_frames):
        reader.source.content(number)


def _numbers(reader: SegmentReader) -> Iterator[str]:
    for name, numbers in (("sequence", reader.seq_nos), ("term", reader.primary_terms), ("version", reader.versions)):
        values = np.asarray(numbers)
        if len(values) != reader.max_doc or (len(values) and int(values.min()) < 0):
            yield f"{name} numbers of {len(values)} documents, the least {values.min()}"


def _postings(reader: SegmentReader, field: str) -> Iterator[str]:
    terms = reader.terms(field)
    if terms is None:
        return
    spelled = terms.terms(range(terms.n_terms))
    if any(later <= earlier for earlier, later in pairwise(spelled)):
        yield "terms are not sorted"
    sums = [0, 0]
    for low in range(0, terms.n_terms, _TERMS_AT_ONCE):
        yield from _some_postings(terms, low, min(low + _TERMS_AT_ONCE, terms.n_terms), reader.max_doc, sums)
    if sums[0] != terms.sum_doc_freq or (terms.has_freqs and sums[1] != terms.sum_total_term_freq):
        yield f"postings of {sums} where {[terms.sum_doc_freq, terms.sum_total_term_freq]} are told of"


def _some_postings(terms: TermsReader, low: int, high: int, max_doc: int, sums: list[int]) -> Iterator[str]:
    docs, freqs = terms.decode_range(low, high)
    sums[0] += len(docs)
    sums[1] += int(freqs.sum(dtype=np.int64))
    if not len(docs):
        return
    if int(docs.min()) < 0 or int(docs.max()) >= max_doc:
        yield "documents that the segment does not have"
    starts = np.cumsum(terms.doc_freq_range(low, high))[:-1]
    steps = np.diff(docs)
    steps[starts - 1] = 1  # from one term to the next
    if len(steps) and int(steps.min()) <= 0:
        yield "documents of a term are not in order"
    if int(freqs.min()) < 1:
        yield "a frequency of less than one"
    if terms.has_positions:
        yield from _positions(terms, low, int(freqs.sum(dtype=np.int64)))


def _positions(terms: TermsReader, low: int, count: int) -> Iterator[str]:
    for stream in ("positions", "starts", "lengths") if terms.has_offsets else ("positions",):
        values = terms.read_stream(stream, low, count)
        if len(values) != count or (count and int(values.min()) < 0):
            yield f"{stream} of {len(values)} of {count} places"


def _norms(reader: SegmentReader, field: str) -> Iterator[str]:
    norms = reader.norms(field)
    if norms is not None and norms.shape != (reader.max_doc,):
        yield f"norms of {norms.shape} for {reader.max_doc} documents"


def _presence(reader: SegmentReader, field: str) -> Iterator[str]:
    present = reader.presence(field)
    told = reader.fields[field].value_count
    if present is not None and present.count() != told:
        yield f"{present.count()} documents with a value where {told} are told of"


def _values(reader: SegmentReader, field: str) -> Iterator[str]:
    everyone = np.arange(reader.max_doc, dtype=np.int32)
    numbers = reader.numeric(field)
    if numbers is not None:
        values, owners = numbers.values(everyone)
        if len(values) != numbers.count:
            yield f"{len(values)} numbers where {numbers.count} are told of"
        yield from _starts(numbers.starts, reader.max_doc, len(numbers.stored))
        yield from _owners(owners, reader.presence(field))
    if reader.fields[field].structures.doc_values == "ordinals":
        column = reader.ordinals(field)
        if column is not None:
            yield from _starts(column.starts, reader.max_doc, len(column.ords))
            ords, owners = column.values(everyone)
            if len(ords) and (int(ords.min()) < 0 or int(ords.max()) >= column.dictionary.n_terms):
                yield "ordinals of no term"
            yield from _owners(owners, reader.presence(field))


def _starts(starts: NDArray[np.int32] | None, max_doc: int, n_values: int) -> Iterator[str]:
    if starts is None:
        if n_values != max_doc:
            yield f"values of {n_values} documents instead of {max_doc}"
    elif len(starts) != max_doc + 1 or int(starts[-1]) != n_values or (np.diff(starts) < 0).any():
        yield "values do not begin where they should"


def _owners(owners: NDArray[np.int32], presence: Bitmap | None) -> Iterator[str]:
    if presence is not None and len(owners) and not presence.test(owners).all():
        yield "values of documents that are told to have none"


def _vectors(reader: SegmentReader, field: str) -> Iterator[str]:
    column = reader.vectors(field)
    if column is None:
        return
    docs = column.docs
    if len(docs) != len(column.matrix) or (np.diff(docs) <= 0).any() or (len(docs) and int(docs[-1]) >= reader.max_doc):
        yield "vectors do not fit their documents"
    if column.matrix.dtype.kind == "f" and not np.isfinite(column.matrix).all():
        yield "a vector that is not of numbers"
    yield from _graph(reader, field, len(column.matrix))


def _graph(reader: SegmentReader, field: str, n_rows: int) -> Iterator[str]:
    graph = reader.graph(field)
    if graph is None:
        return
    if len(graph.links) != n_rows or len(graph.tops) != n_rows or not -1 <= graph.entry < n_rows:
        yield f"a graph of {len(graph.links)} rows over {n_rows} vectors"
        return
    for name, links in (("links", graph.links), ("upper links", graph.upper)):
        if len(links) and (
            int(links[:, 0].min()) < 0
            or int(links[:, 0].max()) >= links.shape[1]
            or int(links[:, 1:].min()) < 0
            or int(links[:, 1:].max()) >= n_rows
        ):
            yield f"{name} to no vector"


_OF_DOCUMENTS: dict[str, Check] = {
    "_id": _ids,
    "_roots": _nesting,
    "_source": _sources,
    "_seq_no, _primary_term, _version": _numbers,
}
_OF_FIELDS: tuple[Callable[[SegmentReader, str], Iterator[str]], ...] = (
    _postings, _norms, _presence, _values, _vectors,
)  # fmt: skip
