"""Murmur3 (x86, 32 bits): of texts as Elasticsearch's document routing computes it, and of bytes."""

from collections.abc import Sequence

import cython
import numpy as np


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def mix_block(block: cython.uint) -> cython.uint:
    """Returns the contribution of four bytes to the hash."""
    low_bits: cython.uint = 0xFFFFFFFF
    first: cython.uint = 0xCC9E2D51
    second: cython.uint = 0x1B873593
    block = (block * first) & low_bits
    block = ((block << 15) | (block >> 17)) & low_bits
    return (block * second) & low_bits


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def finish(hashed: cython.uint) -> cython.uint:
    """Spreads the last bits over the whole hash."""
    low_bits: cython.uint = 0xFFFFFFFF
    first: cython.uint = 0x85EBCA6B
    second: cython.uint = 0xC2B2AE35
    hashed ^= hashed >> 16
    hashed = (hashed * first) & low_bits
    hashed ^= hashed >> 13
    hashed = (hashed * second) & low_bits
    return hashed ^ (hashed >> 16)


def hash_units(
    units: cython.const[cython.ushort][::1],
    starts: cython.const[cython.longlong][::1],
    out: cython.uint[::1],
) -> None:
    """Hashes each text's UTF-16 code units as little-endian bytes, seed 0.

    units: (n_units,) uint16, the texts one after the other; starts: (n + 1,) int64 into units; out: (n,) uint32
    """
    text: cython.Py_ssize_t
    i: cython.Py_ssize_t
    first: cython.Py_ssize_t
    end: cython.Py_ssize_t
    hashed: cython.uint
    block: cython.uint
    low_bits: cython.uint = 0xFFFFFFFF
    added: cython.uint = 0xE6546B64
    with cython.nogil:
        for text in range(starts.shape[0] - 1):
            first = starts[text]
            end = starts[text + 1]
            hashed = 0
            i = first
            while i + 1 < end:
                block = cython.cast(cython.uint, units[i])
                block |= cython.cast(cython.uint, units[i + 1]) << 16
                hashed ^= mix_block(block)
                hashed = ((hashed << 13) | (hashed >> 19)) & low_bits
                hashed = (hashed * 5 + added) & low_bits
                i += 2
            if i < end:
                hashed ^= mix_block(cython.cast(cython.uint, units[i]))
            out[text] = finish(hashed ^ cython.cast(cython.uint, 2 * (end - first)))


def hash_bytes(
    blob: cython.const[cython.uchar][::1],
    starts: cython.const[cython.longlong][::1],
    seed: cython.uint,
    out: cython.uint[::1],
) -> None:
    """Hashes strings of bytes.

    blob: (n_bytes,) uint8, the strings one after the other; starts: (n + 1,) int64 into blob; out: (n,) uint32
    """
    string: cython.Py_ssize_t
    i: cython.Py_ssize_t
    end: cython.Py_ssize_t
    hashed: cython.uint
    block: cython.uint
    low_bits: cython.uint = 0xFFFFFFFF
    added: cython.uint = 0xE6546B64
    with cython.nogil:
        for string in range(starts.shape[0] - 1):
            i = starts[string]
            end = starts[string + 1]
            hashed = seed
            while i + 4 <= end:
                block = cython.cast(cython.uint, blob[i]) | (cython.cast(cython.uint, blob[i + 1]) << 8)
                block |= cython.cast(cython.uint, blob[i + 2]) << 16
                block |= cython.cast(cython.uint, blob[i + 3]) << 24
                hashed ^= mix_block(block)
                hashed = ((hashed << 13) | (hashed >> 19)) & low_bits
                hashed = (hashed * 5 + added) & low_bits
                i += 4
            if i < end:
                block = 0
                if i + 2 < end:
                    block = cython.cast(cython.uint, blob[i + 2]) << 16
                if i + 1 < end:
                    block |= cython.cast(cython.uint, blob[i + 1]) << 8
                hashed ^= mix_block(block | cython.cast(cython.uint, blob[i]))
            out[string] = finish(hashed ^ cython.cast(cython.uint, end - starts[string]))


def hash_strings(strings: Sequence[bytes], seed: int) -> np.ndarray:
    """Returns the Murmur3 hash of each string of bytes, (n,) uint32. seed: 32 bits, unsigned"""
    found = [bytes(string) for string in strings]
    starts = np.zeros(len(found) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, found), np.int64, len(found)), out=starts[1:])
    out = np.empty(len(found), np.uint32)
    hash_bytes(np.frombuffer(b"".join(found) or b"\0", np.uint8), starts, seed, out)
    return out


def hash_texts(texts: Sequence[str]) -> np.ndarray:
    """Returns the signed Murmur3 hash of each text, (n,) int32.

    Source: org.elasticsearch.cluster.routing.Murmur3HashFunction: the bytes are the UTF-16 code units, low byte first.
    """
    encoded = [text.encode("utf-16-le", "surrogatepass") for text in texts]
    starts = np.zeros(len(encoded) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)) // 2, out=starts[1:])
    units = np.frombuffer(b"".join(encoded), "<u2").astype(np.uint16, copy=False)
    out = np.empty(len(encoded), np.uint32)
    hash_units(units, starts, out)
    return out.view(np.int32)
