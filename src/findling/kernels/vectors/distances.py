"""How near vectors are to a query: one number for each row of a matrix, the greater the nearer.

    float dot       the sum of products                         cosine, dot product, max inner product
    float square    minus the sum of squared differences        l2 norm
    byte dot        the sum of products of whole numbers        quantized floats, bytes
    byte square     minus the sum of their squared differences
    bits            minus the number of bits that differ

The sum is multiplied by a number of all rows, then by one of the row, and one of the row is added to it: quantized
products are corrected so, and the length of a vector is divided out. Arithmetic is float32.
"""

import cython
import numpy as np

if cython.compiled:
    from cython.cimports.findling.kernels.vectors.simd_vectors import (
        findling_apart_bits,
        findling_dot,
        findling_dot_bytes,
        findling_fetch_ahead,
        findling_square,
        findling_square_bytes,
    )
else:

    class RowsState:
        """The struct of distances.pxd."""

    Rows = RowsPointer = RowsState

FLOAT_DOT = 0
FLOAT_SQUARE = 1
BYTE_DOT = 2
BYTE_SQUARE = 3
BITS = 4


def _sum_of(kind, x, y):
    """What the C functions of simd_vectors.pxd return, where they are not compiled."""
    if kind == FLOAT_DOT:
        return float(np.dot(x, y))
    if kind == FLOAT_SQUARE:
        return -float(((x - y) ** 2).sum())
    x, y = x.astype(np.int64), y.astype(np.int64)
    if kind == BYTE_DOT:
        return float((x * y).sum())
    if kind == BYTE_SQUARE:
        return -float(((x - y) ** 2).sum())
    return -float(sum((int(a) & 255 ^ int(b) & 255).bit_count() for a, b in zip(x, y, strict=True)))


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def nearness(
    rows: RowsPointer,
    floats: cython.pointer[cython.const[cython.float]],
    bytes_: cython.pointer[cython.const[cython.schar]],
    row: cython.Py_ssize_t,
) -> cython.float:
    """Returns how near a row is to a query, which is given as floats or as bytes."""
    value: cython.float
    if cython.compiled:
        if rows.kind == 0:
            value = findling_dot(floats, rows.floats + row * rows.width, rows.width)
        elif rows.kind == 1:
            value = -findling_square(floats, rows.floats + row * rows.width, rows.width)
        elif rows.kind == 2:
            value = findling_dot_bytes(bytes_, rows.bytes + row * rows.width, rows.width)
        elif rows.kind == 3:
            value = -findling_square_bytes(bytes_, rows.bytes + row * rows.width, rows.width)
        else:
            value = -findling_apart_bits(bytes_, rows.bytes + row * rows.width, rows.width)
        value = value * rows.multiplier
        if rows.scale != cython.NULL:
            value = value * rows.scale[row]
        if rows.add != cython.NULL:
            value = value + rows.add[row]
        return value
    else:
        value = np.float32(_sum_of(rows.kind, rows.matrix[row], floats)) * np.float32(rows.multiplier)
        if rows.scale is not None:
            value *= rows.scale[row]
        return float(value if rows.add is None else value + rows.add[row])


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def nearness_of(rows: RowsPointer, one: cython.Py_ssize_t, other: cython.Py_ssize_t) -> cython.float:
    """Returns how near two rows are to each other."""
    value: cython.float
    if cython.compiled:
        if rows.kind < 2:
            value = nearness(rows, rows.floats + one * rows.width, cython.NULL, other)
        else:
            value = nearness(rows, cython.NULL, rows.bytes + one * rows.width, other)
        if rows.scale != cython.NULL:
            value = value * rows.scale[one]
        if rows.add != cython.NULL:
            value = value + rows.add[one]
        return value
    else:
        value = nearness(rows, rows.matrix[one], None, other)
        value = value if rows.scale is None else value * float(rows.scale[one])
        return value if rows.add is None else value + float(rows.add[one])


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def fetch_ahead(rows: RowsPointer, row: cython.Py_ssize_t) -> cython.void:
    """Has the memory bring a row that is to be compared soon."""
    if cython.compiled:
        if rows.kind < 2:
            findling_fetch_ahead(rows.floats + row * rows.width, 4 * rows.width)
        else:
            findling_fetch_ahead(rows.bytes + row * rows.width, rows.width)


@cython.cclass
class VectorRows:
    """A matrix with what its rows are compared by. Thread-safe.

    kind: one of the five above
    matrix: (n, width) float32 or int8, C-contiguous
    multiplier: of all sums; scale, add: (n,) float32 of each row, or None
    """

    def __init__(self, kind: cython.int, matrix, multiplier: cython.float = 1.0, scale=None, add=None) -> None:
        floats: cython.const[cython.float][:, ::1]
        numbers: cython.const[cython.schar][:, ::1]
        values: cython.const[cython.float][::1]
        self.arrays = (matrix, scale, add)
        self.n = len(matrix)
        if not cython.compiled:
            self.rows = RowsState()
        self.rows.kind = kind
        self.rows.n = len(matrix)
        self.rows.width = matrix.shape[1]
        self.rows.multiplier = multiplier
        if cython.compiled:
            self.rows.floats = cython.NULL
            self.rows.bytes = cython.NULL
            self.rows.scale = cython.NULL
            self.rows.add = cython.NULL
            if self.n == 0 or matrix.shape[1] == 0:
                return
            if kind < 2:
                floats = matrix
                self.rows.floats = cython.address(floats[0, 0])
            else:
                numbers = matrix
                self.rows.bytes = cython.address(numbers[0, 0])
            if scale is not None:
                values = scale
                self.rows.scale = cython.address(values[0])
            if add is not None:
                values = add
                self.rows.add = cython.address(values[0])
        else:
            self.rows.matrix = matrix
            self.rows.scale = scale
            self.rows.add = add

    @cython.cfunc
    def pointer(self) -> RowsPointer:
        """Returns the struct."""
        return cython.address(self.rows) if cython.compiled else self.rows

    def compare(self, query, chosen, out: cython.float[::1]) -> None:
        """Writes how near rows are to a query.

        query: (width,) of the matrix's dtype
        chosen: (m,) int32, which rows; None for all
        out: (m,) float32, overwritten
        """
        i: cython.Py_ssize_t
        which: cython.const[cython.int][::1]
        floats: cython.const[cython.float][::1]
        numbers: cython.const[cython.schar][::1]
        x: cython.pointer[cython.const[cython.float]] = cython.NULL if cython.compiled else query
        b: cython.pointer[cython.const[cython.schar]] = cython.NULL if cython.compiled else query
        rows: RowsPointer = self.pointer()
        if self.n == 0 or len(query) == 0:
            return
        if cython.compiled:
            if rows.kind < 2:
                floats = query
                x = cython.address(floats[0])
            else:
                numbers = query
                b = cython.address(numbers[0])
        if chosen is None:
            with cython.nogil:
                for i in range(rows.n):
                    out[i] = nearness(rows, x, b, i)
        else:
            which = chosen
            with cython.nogil:
                for i in range(which.shape[0]):
                    out[i] = nearness(rows, x, b, which[i])
