"""The places at which a text may be broken, found from any place in it; not thread-safe, for some remember places.

All places are UTF-16 units. Both ends of a text are breaks.
"""

import cython
from cython.cimports.findling.kernels.text.sentences import sentence_end


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def count_up_to(places: cython.const[cython.int][::1], place: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Returns how many of some increasing places are not behind a place."""
    low: cython.Py_ssize_t = 0
    high: cython.Py_ssize_t = places.shape[0]
    middle: cython.Py_ssize_t
    while low < high:
        middle = (low + high) >> 1
        if places[middle] <= place:
            low = middle + 1
        else:
            high = middle
    return low


@cython.cclass
class Breaks:
    """The breaks of one text."""

    @cython.ccall
    def following(self, place: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Returns the first break behind `place`; the end of the text at the end of the text."""
        raise NotImplementedError

    @cython.ccall
    def preceding(self, place: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Returns the last break before `place`; the start of the text at the start of the text."""
        raise NotImplementedError


@cython.cclass
class ListedBreaks(Breaks):
    """Breaks that are known. ends: (n,) int32, all but the start of the text, increasing, the end of the text last"""

    def __init__(self, ends) -> None:
        self.ends = ends

    @cython.ccall
    def following(self, place: cython.Py_ssize_t) -> cython.Py_ssize_t:
        at: cython.Py_ssize_t = count_up_to(self.ends, place)
        n: cython.Py_ssize_t = self.ends.shape[0]
        return 0 if n == 0 else self.ends[at if at < n else n - 1]

    @cython.ccall
    def preceding(self, place: cython.Py_ssize_t) -> cython.Py_ssize_t:
        at: cython.Py_ssize_t = count_up_to(self.ends, place - 1)
        return self.ends[at - 1] if at > 0 else 0


@cython.cclass
class SentenceBreaks(Breaks):
    """The breaks between sentences.

    As Java's iterator it remembers the last break that it found, and goes on from there if that is before the place
    asked for; if not, it goes back to where a sentence may begin, which need not be a break.

    classes, table: as sentence_ends has them; breaks: (n_breaks,) int32, the start of the text and what sentence_ends
    finds; restarts: for stops within sentences, (n_restarts,) int32: where what is behind one ends, increasing, and
    where is started from
    """

    def __init__(self, classes, table, breaks, restart_ends, restart_starts) -> None:
        self.classes = classes
        self.table = table
        self.breaks = breaks
        self.restart_ends = restart_ends
        self.restart_starts = restart_starts
        self.known = -1

    @cython.ccall
    def following(self, place: cython.Py_ssize_t) -> cython.Py_ssize_t:
        found: cython.Py_ssize_t = self.known if 0 <= self.known < place else self.behind(place + 1)
        while found <= place and found < self.classes.shape[0]:
            found = self.next_break(found)
        self.known = found
        return found

    @cython.ccall
    def preceding(self, place: cython.Py_ssize_t) -> cython.Py_ssize_t:
        next: cython.Py_ssize_t = self.known if 0 <= self.known < place else self.behind(place)
        found: cython.Py_ssize_t = next
        while next < place:
            found = next
            next = self.next_break(next)
        self.known = found
        return found

    @cython.cfunc
    def next_break(self, start: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Returns where the sentence ends that begins at a place before the end."""
        at: cython.Py_ssize_t = count_up_to(self.breaks, start)
        if at < self.breaks.shape[0] and self.breaks[at - 1] == start:
            return self.breaks[at]
        return sentence_end(
            cython.address(self.classes[0]), start, self.classes.shape[0], cython.address(self.table[0])
        )

    @cython.cfunc
    def behind(self, place: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Returns where to go on from to find breaks at and behind a place that is not the start."""
        at: cython.Py_ssize_t = count_up_to(self.breaks, place - 1)
        before: cython.Py_ssize_t = self.breaks[at - 1] if at > 0 else 0
        at = count_up_to(self.restart_ends, place)
        if at == 0 or self.restart_ends[at - 1] <= before:
            return before
        return self.restart_starts[at - 1]


@cython.cclass
class BoundedBreaks(Breaks):
    """Breaks around places that are asked for in order, `preceding` a place first, then `following` it.

    They make pieces of at most a length: of sentences, and of words where a sentence is too long.

    main: of sentences; make_words: returns those of words; most: the length; n: that of the text
    Source: Elasticsearch's BoundedBreakIteratorScanner.
    """

    def __init__(self, main: Breaks, make_words, most: cython.Py_ssize_t, n: cython.Py_ssize_t) -> None:
        self.main = main
        self.inner = None
        self.make_inner = make_words
        self.most = most
        self.n = n
        self.low = self.high = -1
        self.end = 0

    @cython.ccall
    def preceding(self, place: cython.Py_ssize_t) -> cython.Py_ssize_t:
        start: cython.Py_ssize_t
        room: cython.Py_ssize_t
        if self.low < place < self.high:
            start = self.end
            self.end = self.high
        else:
            start = self.main.preceding(place)
            self.end = self.window_end(start, place)
            self.low, self.high = start, self.end
        if self.end - start > self.most:
            # words to the left, then as many to the right as there is room for
            if place - self.most > start:
                start = max(start, self.words().preceding(place - self.most))
            room = max(0, self.most - (place - start))
            if place + room < self.high:
                self.end = min(self.high, self.words().following(place + room))
        return start

    @cython.cfunc
    def window_end(self, start: cython.Py_ssize_t, place: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Returns where the last sentence ends that still fits, or the first one if none does."""
        target: cython.Py_ssize_t = place + max(0, self.most - (place - start))
        end: cython.Py_ssize_t = self.n if target + 1 > self.n else self.main.preceding(target + 1)
        if end != start:
            return end
        return self.n if target >= self.n else self.main.following(target)

    @cython.cfunc
    def words(self) -> Breaks:
        if self.inner is None:
            self.inner = self.make_inner()
        return self.inner

    @cython.ccall
    def following(self, place: cython.Py_ssize_t) -> cython.Py_ssize_t:
        return self.end


@cython.cclass
class ValueBreaks(Breaks):
    """The breaks within each of the values of a text, and between them.

    starts: (n_values,) int32, where each begins, one separator behind the one before; make: returns the breaks of one
    """

    def __init__(self, starts, make) -> None:
        self.starts = starts
        self.made = [None] * len(starts)
        self.make = make

    @cython.ccall
    def following(self, place: cython.Py_ssize_t) -> cython.Py_ssize_t:
        at: cython.Py_ssize_t = self.at(place)
        return self.starts[at] + self.breaks_of(at).following(place - self.starts[at])

    @cython.ccall
    def preceding(self, place: cython.Py_ssize_t) -> cython.Py_ssize_t:
        at: cython.Py_ssize_t = self.at(place - 1)
        return self.starts[at] + self.breaks_of(at).preceding(place - self.starts[at])

    @cython.cfunc
    def at(self, place: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Returns the number of the value that a place is in."""
        found: cython.Py_ssize_t = count_up_to(self.starts, place)
        return found - 1 if found > 0 else 0

    @cython.cfunc
    def breaks_of(self, value: cython.Py_ssize_t) -> Breaks:
        if self.made[value] is None:
            self.made[value] = self.make(value)
        return self.made[value]
