"""Small counts with a few large ones among them, and sums over the large ones: read one by one, without NumPy."""

import cython


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def count_before(large: cython.const[cython.int][::1], number: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Returns how many of some increasing numbers are below a number."""
    low: cython.Py_ssize_t = 0
    high: cython.Py_ssize_t = large.shape[0]
    middle: cython.Py_ssize_t
    while low < high:
        middle = (low + high) >> 1
        if large[middle] < number:
            low = middle + 1
        else:
            high = middle
    return low


@cython.cclass
class SmallCounts:
    """Counts. Thread-safe.

    small: (n,) uint8, the counts, 255 for a large one
    large: (n_large,) int32, increasing, which are large; values: (n_large,) int64, what they are
    """

    def __init__(self, small, large, values) -> None:
        self.small = small
        self.large = large
        self.values = values

    @cython.ccall
    def get(self, number: cython.Py_ssize_t) -> cython.longlong:
        """Returns the count of a number in [0, n)."""
        if self.small[number] < 255:
            return int(self.small[number])
        return int(self.values[count_before(self.large, number)])


@cython.cclass
class SumsBefore:
    """Sums over some numbers. Thread-safe.

    large: (n_large,) int32, increasing, the numbers; sums: (n_large + 1,) int64, over those before each, and over all
    """

    def __init__(self, large, sums) -> None:
        self.large = large
        self.sums = sums

    @cython.ccall
    def get(self, number: cython.Py_ssize_t) -> cython.longlong:
        """Returns the sum over the numbers before this one."""
        return int(self.sums[count_before(self.large, number)])

    def add_to(self, numbers: cython.longlong[::1]) -> None:
        """Adds to each number the sum over those before it; numbers: (n,) int64, best increasing, overwritten."""
        i: cython.Py_ssize_t
        at: cython.Py_ssize_t = 0
        previous: cython.longlong = -1
        number: cython.longlong
        with cython.nogil:
            for i in range(numbers.shape[0]):
                number = numbers[i]
                if number < previous or i == 0:
                    at = count_before(self.large, number)
                while at < self.large.shape[0] and self.large[at] < number:
                    at += 1
                previous = number
                numbers[i] = number + self.sums[at]
