"""Finds the documents with a phrase in one segment: intersects docs, then compares the positions of what is left."""

from collections import Counter

import numpy as np

from findling.base.runs import distinct
from findling.kernels.columns import sets
from findling.kernels.search import intersection, phrase, phrase_topk
from findling.kernels.search.cursor import ScoredTerm

_ANY_DOC = 2**31 - 1
_READ = 4_000_000
"""Docs whose positions are read at once, for each part."""
_COMPARED = 4_000_000
"""Docs whose positions are compared between two checks, for each pair of parts: each may have to wait for the other."""


def find_phrase(parts, offsets, slop=0, check=None):
    """Returns the docs with a phrase and its frequency in each: (n,) int32 increasing and (n,) float32.

    parts: for each part of the phrase its alternatives: at least two lists of at least one ScoredTerm (weights play no
        part) of fields that have positions, each part of one field
    offsets: position of each part in the phrase; increasing, with gaps where tokens were removed
    slop: how many moves of parts are allowed; above 0 a match counts 1 / (1 + moves)
    check: raises if the search has to stop; asked between windows of docs
    """
    if slop == 0 and all(len(part) == 1 and part[0].field is parts[0][0].field for part in parts):
        return _find_exact([part[0] for part in parts], offsets)
    docs = _with_repetitions(parts, _common_docs(parts))
    freqs = np.zeros(len(docs), np.float32)
    if len(docs) == 0:
        return docs, freqs
    places, groups = np.array(offsets, np.int32), None if slop == 0 else _groups(parts)
    window, step = max(_READ // len(parts), 1), max(_COMPARED // len(parts) ** 2, 1)
    for first in range(0, len(docs), window):
        starts, positions = _positions(parts, docs[first : first + window])
        for start in range(first, min(first + window, len(docs)), step):
            if check is not None:
                check()
            out = freqs[start : min(start + step, first + window)]
            some = np.ascontiguousarray(starts[:, start - first : start - first + len(out) + 1])
            _count(positions, some, places, groups, slop, out)
    found = freqs > 0
    return docs[found], freqs[found]


def _count(positions, starts, places, groups, slop, out):
    """Counts the phrase in some docs; groups: of the parts, None if they have to stand just so"""
    if groups is None:
        phrase.exact_freqs(positions, starts, places, np.zeros(len(places), np.int64), out)
    else:
        phrase.sloppy_freqs(positions, starts, places, groups, slop, np.zeros((2, len(places)), np.int64), out)


def _find_exact(terms, offsets):
    size = min(term.doc_freq for term in terms)
    docs, freqs = np.empty(size, np.int32), np.empty(size, np.float32)
    n = phrase_topk.find_exact((terms, offsets), _ANY_DOC, docs, freqs)
    return docs[:n], freqs[:n]


def _common_docs(parts):
    """Returns the docs that have an alternative of every part."""
    # the kernel reads terms of one field
    single = [part[0] for part in parts if len(part) == 1 and part[0].field is parts[0][0].field]
    docs = None
    if single:
        docs = np.empty(min(term.doc_freq for term in single), np.int32)
        docs = docs[: intersection.intersect_terms(single, docs)]
    for part in parts:
        if len(part) > 1 or part[0].field is not parts[0][0].field:
            either = _docs_of_any(part)
            docs = either if docs is None else _intersect(docs, either)
    return docs


def _with_repetitions(parts, docs):
    """Returns those of the docs that have each word as often as the phrase has it: each part has a place of its own."""
    often = Counter(_key(part[0]) for part in parts if len(part) == 1)
    terms = {_key(part[0]): part[0] for part in parts if len(part) == 1}
    for key, times in often.items():
        if times > 1 and len(docs):
            term = terms[key]
            first, freqs = np.empty(len(docs), np.int64), np.empty(len(docs), np.int32)
            phrase.locate_positions(term, term.field.positions[0], docs, first, freqs)
            docs = docs[freqs >= times]
    return docs


def _key(term):
    """Returns what tells a term from others: its blocks are its own."""
    return id(term.field), term.first_block, term.end_block


def _docs_of_any(terms):
    docs = np.empty(0, np.int32)
    for term in terms:
        own = np.empty(term.doc_freq, np.int32)
        intersection.intersect_terms([term], own)
        out = np.empty(len(docs) + len(own), np.int32)
        docs = out[: sets.union_sorted(docs, own, out)]
    return docs


def _intersect(left, right):
    out = np.empty(min(len(left), len(right)), np.int32)
    return out[: sets.intersect_sorted(left, right, out)]


def _positions(parts, docs):
    """Returns starts (n_parts, n_docs + 1) int64 and positions of all parts in `docs`, as phrase.py wants them."""
    starts = np.zeros((len(parts), len(docs) + 1), np.int64)
    arrays = []
    rows = {}
    total = 0
    for row, part in zip(starts, parts, strict=True):
        known = rows.get(_key(part[0])) if len(part) == 1 else None
        if known is not None:
            row[:] = known  # a word that is repeated is read once
            continue
        if len(part) == 1:
            rows[_key(part[0])] = row
        # as in Lucene the first part leads, and counts once for each of its alternatives that stands at a place
        freqs, positions = positions_of_any(part, docs, len(arrays) == 0)
        np.cumsum(freqs, out=row[1:])
        row += total
        total += len(positions)
        arrays.append(positions)
    return starts, np.concatenate(arrays)


def positions_of_any(terms, docs, repeated):
    """Returns how many positions each doc has, and the positions, those of several terms in order.

    repeated: whether a position of several of the terms comes several times
    """
    found = [positions_of(term, docs) for term in terms]
    if len(found) == 1:
        return found[0]
    owners = np.concatenate([np.repeat(np.arange(len(docs)), freqs) for freqs, _ in found])
    positions = np.concatenate([positions for _, positions in found])
    keys = owners.astype(np.int64) << 32 | positions
    keys = np.sort(keys) if repeated else distinct(keys)
    return np.bincount(keys >> 32, minlength=len(docs)), (keys & 0xFFFFFFFF).astype(np.int32)


def positions_of(term: ScoredTerm, docs):
    """Returns how many positions a term has in each of `docs`, (n,) int32, and all of these positions, int32."""
    position_start, words, word_start = term.field.positions
    first, freqs = np.empty(len(docs), np.int64), np.empty(len(docs), np.int32)
    phrase.locate_positions(term, position_start, docs, first, freqs)
    positions = np.empty(int(freqs.sum(dtype=np.int64)), np.int32)
    phrase.read_positions(words, word_start, first, freqs, True, positions)
    return freqs, positions


def _groups(parts):
    """Returns a number per part, (n_parts,) int32, the same for parts that have a term in common."""
    groups = list(range(len(parts)))
    owners = {}
    for i, part in enumerate(parts):
        for term in part:
            owner = owners.setdefault((term.first_block, term.end_block), i)
            if groups[owner] != groups[i]:
                old, new = groups[i], groups[owner]
                groups = [new if group == old else group for group in groups[: i + 1]] + groups[i + 1 :]
    return np.array(groups, np.int32)
