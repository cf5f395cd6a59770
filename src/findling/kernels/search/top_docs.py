"""TopDocs: the k best documents of a search so far, over any number of segments, and the score to beat."""

import cython
import numpy as np

if not cython.compiled:

    class HeapState:
        """The struct of top_docs.pxd."""

    Heap = HeapPointer = HeapState


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def is_worse(heap: HeapPointer, a: cython.Py_ssize_t, b: cython.Py_ssize_t) -> cython.bint:
    """Returns whether entry a ranks behind entry b: lower score, or the same score and a higher doc."""
    if heap.scores[a] == heap.scores[b]:
        return heap.docs[a] > heap.docs[b]
    return heap.scores[a] < heap.scores[b]


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def swap(heap: HeapPointer, a: cython.Py_ssize_t, b: cython.Py_ssize_t) -> cython.void:
    """Exchanges two entries."""
    score: cython.float = heap.scores[a]
    doc: cython.longlong = heap.docs[a]
    heap.scores[a] = heap.scores[b]
    heap.docs[a] = heap.docs[b]
    heap.scores[b] = score
    heap.docs[b] = doc


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def sift_up(heap: HeapPointer) -> cython.void:
    """Restores the heap of which only the last entry may be out of place; the worst entry is on top."""
    child: cython.Py_ssize_t = heap.n - 1
    while child > 0 and is_worse(heap, child, (child - 1) >> 1):
        swap(heap, child, (child - 1) >> 1)
        child = (child - 1) >> 1


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def sift_down(heap: HeapPointer) -> cython.void:
    """Restores the heap of which only the top may be out of place."""
    parent: cython.Py_ssize_t = 0
    child: cython.Py_ssize_t
    while 2 * parent + 1 < heap.n:
        child = 2 * parent + 1
        if child + 1 < heap.n and is_worse(heap, child + 1, child):
            child += 1
        if not is_worse(heap, child, parent):
            break
        swap(heap, child, parent)
        parent = child


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def push(heap: HeapPointer, score: cython.float, doc: cython.longlong) -> cython.void:
    """Offers a document whose score is above the heap's threshold; docs come in increasing order."""
    if heap.has_after and (score > heap.after_score or (score == heap.after_score and doc <= heap.after_doc)):
        return
    if heap.n < heap.k:
        heap.scores[heap.n] = score
        heap.docs[heap.n] = doc
        heap.n += 1
        sift_up(heap)
    elif score > heap.scores[0]:
        heap.scores[0] = score
        heap.docs[0] = doc
        sift_down(heap)
    if heap.n == heap.k and heap.scores[0] > heap.threshold:
        heap.threshold = heap.scores[0]


@cython.cclass
class TopDocs:
    """Collects the k best (score, doc) pairs; equal scores rank by doc.

    Segments are searched in the order of their doc bases, so a later document never displaces an equal one, and a bound
    that only reaches `threshold` need not be looked at.

    k: number of documents to keep, at least 1
    min_score: documents that score below do not take part
    after: (score, doc) of the last hit of the previous page, doc counted over the shard; what ranks behind takes part
    total, total_is_exact: hits counted so far, and whether none was left out of the count
    """

    def __init__(self, k: cython.Py_ssize_t, min_score=None, after=None) -> None:
        self.scores = np.empty(max(k, 1), np.float32)
        self.docs = np.empty(max(k, 1), np.int64)
        if not cython.compiled:
            self.heap = HeapState()
        self.heap.k = max(k, 1)
        self.heap.n = 0
        self.heap.threshold = -np.inf
        if min_score is not None:
            self.heap.threshold = np.nextafter(np.float32(min_score), np.float32(-np.inf))
        self.heap.has_after = after is not None
        if after is not None:
            self.heap.after_score = after[0] if cython.compiled else np.float32(after[0])
            self.heap.after_doc = after[1]
        if cython.compiled:
            self.heap.scores = cython.address(self.scores[0])
            self.heap.docs = cython.address(self.docs[0])
        else:
            self.heap.scores = self.scores
            self.heap.docs = self.docs
        self.total = 0
        self.total_is_exact = True

    @property
    def threshold(self):
        """The score that a document must exceed to get in; -inf while anything does."""
        return self.heap.threshold

    @property
    def k(self) -> int:
        """How many documents are kept."""
        return self.heap.k

    @cython.cfunc
    def pointer(self) -> HeapPointer:
        if cython.compiled:
            return cython.address(self.heap)
        else:
            return self.heap

    def __len__(self) -> int:
        return self.heap.n

    def offer(self, docs: cython.const[cython.int][::1], scores: cython.const[cython.float][::1], doc_base) -> None:
        """Offers a segment's scored documents; does not count them.

        docs: (n,) int32, increasing; scores: (n,) float32
        """
        i: cython.Py_ssize_t
        base: cython.longlong = doc_base
        heap: HeapPointer = self.pointer()
        with cython.nogil:
            for i in range(docs.shape[0]):
                if scores[i] > heap.threshold:
                    push(heap, scores[i], base + docs[i])

    def offer_wide(self, docs: cython.const[cython.longlong][::1], scores: cython.const[cython.float][::1]) -> None:
        """Offers scored documents by their shard-wide docs, (n,) int64, increasing; does not count them."""
        i: cython.Py_ssize_t
        heap: HeapPointer = self.pointer()
        with cython.nogil:
            for i in range(docs.shape[0]):
                if scores[i] > heap.threshold:
                    push(heap, scores[i], docs[i])

    def ranked(self):
        """Returns the documents best first: (n,) int64 shard-wide docs and (n,) float32 scores."""
        heap: HeapPointer = self.pointer()
        n: cython.Py_ssize_t = heap.n
        i: cython.Py_ssize_t
        with cython.nogil:
            while heap.n > 1:  # the worst of what is left goes to the end
                swap(heap, 0, heap.n - 1)
                heap.n -= 1
                sift_down(heap)
            heap.n = n
        docs, scores = np.array(self.docs[:n]), np.array(self.scores[:n])
        for i in range(n // 2):  # worst first, the entries are a heap again
            swap(heap, i, n - 1 - i)
        return docs, scores
