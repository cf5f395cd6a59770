"""Centroids of t-digests: passes that merge them, and insertion of one value after the other.

Source: Dunning and Ertl, Computing Extremely Accurate Quantiles Using t-Digests (2019): passes with the scale function
k2, by which a centroid at the quantile q may have the weight total * q * (1 - q) / normalizer.
"""

import cython


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def limit(quantile: cython.double, normalizer: cython.double) -> cython.double:
    """Returns the share of all weight that a centroid at a quantile may have."""
    return quantile * (1 - quantile) / normalizer


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def least_limit(
    before: cython.double, weight: cython.double, total: cython.double, normalizer: cython.double
) -> cython.double:
    """Returns the weight that a centroid between two quantiles may have. before: weight of those to its left"""
    left: cython.double = limit(before / total, normalizer)
    right: cython.double = limit((before + weight) / total, normalizer)
    return total * (left if left < right else right)


def merge_pass(
    incoming: cython.const[cython.double][:, ::1],
    kept: cython.const[cython.double][:, ::1],
    n_kept: cython.Py_ssize_t,
    total: cython.double,
    normalizer: cython.double,
    backwards: cython.bint,
    out: cython.double[:, ::1],
) -> int:
    """Merges new centroids and kept ones into as few as may be; returns how many these are.

    incoming: (2, n) means, non-decreasing, and weights
    kept: (2, size) the same, n_kept of them; come after incoming ones of the same mean
    total: the sum of all weights
    backwards: begins with the greatest; out is in that order then
    out: (2, size) overwritten; what there is no room for goes to the last one
    """
    n_new: cython.Py_ssize_t = incoming.shape[1]
    n_all: cython.Py_ssize_t = n_new + n_kept
    new: cython.Py_ssize_t = n_new - 1 if backwards else 0
    old: cython.Py_ssize_t = n_kept - 1 if backwards else 0
    step: cython.Py_ssize_t = -1 if backwards else 1
    last: cython.Py_ssize_t = -1
    room: cython.Py_ssize_t = out.shape[1]
    before: cython.double = 0.0
    mean: cython.double
    weight: cython.double
    together: cython.double
    i: cython.Py_ssize_t
    takes_new: cython.bint
    with cython.nogil:
        for i in range(n_all):
            if new < 0 or new >= n_new:
                takes_new = False
            elif old < 0 or old >= n_kept:
                takes_new = True
            elif backwards:
                takes_new = incoming[0, new] > kept[0, old]
            else:
                takes_new = incoming[0, new] <= kept[0, old]
            if takes_new:
                mean = incoming[0, new]
                weight = incoming[1, new]
                new += step
            else:
                mean = kept[0, old]
                weight = kept[1, old]
                old += step
            # the outermost ones stay alone
            if (i > 1 and i < n_all - 1) or last == room - 1:
                together = out[1, last] + weight
                if last == room - 1 or together <= least_limit(before, together, total, normalizer):
                    out[1, last] = together
                    out[0, last] = out[0, last] + (mean - out[0, last]) * weight / together
                    continue
            if last >= 0:
                before += out[1, last]
            last += 1
            out[0, last] = mean
            out[1, last] = weight
    return last + 1


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def weighted(
    one: cython.double, weight: cython.double, other: cython.double, others_weight: cython.double
) -> cython.double:
    """Returns the average of two numbers, between them also where it is rounded."""
    average: cython.double = (one * weight + other * others_weight) / (weight + others_weight)
    low: cython.double = one if one < other else other
    high: cython.double = other if one < other else one
    return low if average < low else high if average > high else average


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def nearest_to(means: cython.double[::1], n: cython.Py_ssize_t, added: cython.double) -> cython.Py_ssize_t:
    """Returns the first of the centroids that are nearest to a value."""
    low: cython.Py_ssize_t = 0
    high: cython.Py_ssize_t = n
    place: cython.Py_ssize_t
    while low < high:
        place = (low + high) >> 1
        if means[place] < added:
            low = place + 1
        else:
            high = place
    place = low - 1 if low > 0 else 0
    while place < n - 1 and away(means[place + 1], added) < away(means[place], added):
        place += 1
    return place


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def away(one: cython.double, other: cython.double) -> cython.double:
    """Returns how far two numbers are apart."""
    return one - other if one > other else other - one


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def moved(
    means: cython.double[::1],
    counts: cython.longlong[::1],
    n: cython.Py_ssize_t,
    place: cython.Py_ssize_t,
    mean: cython.double,
    count: cython.longlong,
) -> cython.Py_ssize_t:
    """Puts a centroid, for which there is a place, behind those that are as great; returns where that is."""
    while place > 0 and means[place - 1] > mean:
        means[place] = means[place - 1]
        counts[place] = counts[place - 1]
        place -= 1
    while place < n - 1 and means[place + 1] <= mean:
        means[place] = means[place + 1]
        counts[place] = counts[place + 1]
        place += 1
    means[place] = mean
    counts[place] = count
    return place


def insert(
    means: cython.double[::1],
    counts: cython.longlong[::1],
    n: cython.Py_ssize_t,
    added: cython.double,
    weight: cython.longlong,
    total: cython.longlong,
    compression: cython.double,
) -> int:
    """Adds one value to sorted centroids, to the nearest one if that has room; returns how many there are then.

    means, counts: (size,) the n first are in use, modified; there is room for one more
    total: how many values there are so far, at least 1; a centroid at the quantile q has room for
        4 * total * q * (1 - q) / compression
    """
    i: cython.Py_ssize_t
    place: cython.Py_ssize_t
    before: cython.longlong = 0
    quantile: cython.double
    room: cython.double
    distance: cython.double
    with cython.nogil:
        i = nearest_to(means, n, added)
        distance = away(means[i], added)
        for place in range(i):
            before += counts[place]
        while i < n and away(means[i], added) == distance:
            quantile = 0.5
            if total > 1:
                quantile = (before + cython.cast(cython.double, counts[i] - 1) / 2.0) / (total - 1)
            room = cython.cast(cython.double, 4 * total) * quantile * (1 - quantile) / compression
            if cython.cast(cython.double, counts[i] + weight) <= room:
                break
            before += counts[i]
            i += 1
        if i < n and away(means[i], added) == distance:
            distance = weighted(
                means[i], cython.cast(cython.double, counts[i]), added, cython.cast(cython.double, weight)
            )
            moved(means, counts, n, i, distance, counts[i] + weight)
        else:
            n += 1
            moved(means, counts, n, n - 1, added, weight)
    return n
