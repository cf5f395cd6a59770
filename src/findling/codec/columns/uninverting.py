"""Ordinals of an analysed field, made from its postings when a query first asks for them (`fielddata` of text)."""

from typing import Final

import numpy as np

from findling.base.work.current import expect_memory
from findling.codec.bitmap import Bitmap
from findling.codec.columns.ordinals import OrdinalColumn
from findling.codec.postings.postings import TermsReader

_BYTES_ON_THE_WAY: Final = 24


def uninverted(terms: TermsReader, max_doc: int, presence: Bitmap | None) -> OrdinalColumn:
    """Returns the distinct terms of every document, as ordinals into the field's dictionary.

    Takes time and 4 bytes of memory for each posting, and more on the way.
    """
    expect_memory(_BYTES_ON_THE_WAY * terms.sum_doc_freq, "<fielddata>")
    lists = [terms.docs(ord_) for ord_ in range(terms.n_terms)]
    docs = np.concatenate(lists) if lists else np.empty(0, np.int32)
    ords = np.repeat(np.arange(len(lists), dtype=np.uint32), [len(found) for found in lists])
    starts = np.zeros(max_doc + 1, np.int32)
    np.cumsum(np.bincount(docs, minlength=max_doc), out=starts[1:])
    return OrdinalColumn(ords[np.argsort(docs, kind="stable")], starts, terms, presence)
