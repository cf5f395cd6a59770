"""One file of the translog: a header and checksummed records.

    header   16 bytes: b"FNDLTLOG", format uint32, CRC32C of the 12 bytes before
    synced   16 bytes: synced_to uint64, its CRC32C, four bytes zero; rewritten in place after every sync
    record   length uint32, CRC32C of the payload uint32, CRC32C of the 8 bytes before uint32, payload

`synced_to` tells damage from a torn tail. What lies before it had reached stable storage, may have been acknowledged: a
record there that does not check is damage and an error. What lies behind it was never acknowledged: a crash may leave
any part of it, in any order, and recovery keeps the records up to the first bad one. The slot needs no sync of its own;
a power failure that loses its last value only makes the check weaker for the last request.
"""

import os
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import google_crc32c

from findling.base.errors import TranslogCorruptedError

_MAGIC = b"FNDLTLOG"
_FORMAT = 1
_HEADER = struct.Struct("<8sI")
_SLOT = struct.Struct("<QIxxxx")
_RECORD = struct.Struct("<III")
_SLOT_OFFSET = 16
FIRST_RECORD = 32
MAX_RECORD_BYTES = (1 << 32) - 1


def encode_header() -> bytes:
    """Returns the first bytes of a new file: header and a slot that says nothing is synced but these."""
    head = _HEADER.pack(_MAGIC, _FORMAT)
    return head + struct.pack("<I", google_crc32c.value(head)) + encode_slot(FIRST_RECORD)


def encode_slot(synced_to: int) -> bytes:
    """Returns the 16 bytes that record how much of the file is on stable storage."""
    return _SLOT.pack(synced_to, google_crc32c.value(struct.pack("<Q", synced_to)))


def encode_record(payload: bytes) -> bytes:
    """Returns the record that holds `payload`; raises ValueError above 4 GB."""
    if len(payload) > MAX_RECORD_BYTES:
        raise ValueError(f"log record of {len(payload)} bytes is too large")
    head = struct.pack("<II", len(payload), google_crc32c.value(payload))
    return head + struct.pack("<I", google_crc32c.value(head)) + payload


def encode_file(payloads: Sequence[bytes]) -> bytes:
    """Returns a whole file of records, all of them synced."""
    records = b"".join(map(encode_record, payloads))
    return encode_header()[:_SLOT_OFFSET] + encode_slot(FIRST_RECORD + len(records)) + records


def write_all(fd: int, data: bytes, offset: int) -> None:
    """Writes all of `data` at `offset`, or raises OSError."""
    view = memoryview(data)
    while view:
        written = os.pwrite(fd, view, offset)
        view = view[written:]
        offset += written


def write_synced_to(fd: int, synced_to: int) -> None:
    """Notes in the file how much of it is on stable storage; not synced itself."""
    write_all(fd, encode_slot(synced_to), _SLOT_OFFSET)


def read_records(path: Path, last: bool) -> Iterator[tuple[int, bytes]]:
    """Yields (end offset, payload) of every record of the file, in order.

    last: whether the file is the newest generation, the only one that may end in a torn record
    Raises TranslogCorruptedError, naming file and offset, for damage that no crash explains.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        synced_to = _read_head(path, file.read(FIRST_RECORD))
        if not last:
            synced_to = size
        if size < synced_to:
            raise _corrupted(path, size, f"file ends here but {synced_to} bytes of it had been synced")
        offset = FIRST_RECORD
        while offset < size:
            payload = _read_payload(file.read(_RECORD.size), file, size - offset)
            if payload is None:
                if offset < synced_to:
                    raise _corrupted(path, offset, "record does not match its checksum")
                return
            offset += _RECORD.size + len(payload)
            yield offset, payload


def salvage_records(path: Path) -> Iterator[bytes | int]:
    """Yields the payload of every record of a damaged file that can be reached, and the size of what cannot be read.

    A record whose length is known is passed over; behind one whose length is damaged nothing can be found. What had
    not been synced is no loss: a crash may have left it so.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        try:
            synced_to = _read_head(path, file.read(FIRST_RECORD))
        except TranslogCorruptedError:
            synced_to = size
        file.seek(offset := FIRST_RECORD)
        while offset < size:
            head = file.read(_RECORD.size)
            payload = _read_payload(head, file, size - offset)
            length = size - offset if payload is None else _RECORD.size + len(payload)
            if payload is None and len(head) == _RECORD.size:
                told, _, checksum = _RECORD.unpack(head)
                if google_crc32c.value(head[:8]) == checksum and told <= size - offset - _RECORD.size:
                    length = _RECORD.size + told
            if payload is not None:
                yield payload
            elif offset < synced_to:
                yield length
            file.seek(offset := offset + length)
        if size < synced_to:
            yield synced_to - size


def _read_head(path: Path, head: bytes) -> int:
    """Returns how much of the file had been synced; checks the header."""
    if len(head) < FIRST_RECORD:
        raise _corrupted(path, 0, "file is shorter than its header")
    magic, version = _HEADER.unpack_from(head)
    if magic != _MAGIC or google_crc32c.value(head[:12]) != struct.unpack_from("<I", head, 12)[0]:
        raise _corrupted(path, 0, "header does not match its checksum")
    if version != _FORMAT:
        raise _corrupted(path, 8, f"format version {version} is unknown")
    synced_to, checksum = _SLOT.unpack_from(head, _SLOT_OFFSET)
    if google_crc32c.value(head[_SLOT_OFFSET : _SLOT_OFFSET + 8]) != checksum:
        raise _corrupted(path, _SLOT_OFFSET, "synced offset does not match its checksum")
    return int(synced_to)


def _read_payload(head: bytes, file: BinaryIO, remaining: int) -> bytes | None:
    """Returns the payload of the record whose head was read, None if it is not whole."""
    if len(head) < _RECORD.size:
        return None
    length, checksum, head_checksum = _RECORD.unpack(head)
    if google_crc32c.value(head[:8]) != head_checksum or length > remaining - _RECORD.size:
        return None
    payload = file.read(length)
    return payload if google_crc32c.value(payload) == checksum else None


def _corrupted(path: Path, offset: int, problem: str) -> TranslogCorruptedError:
    reason = f"translog from source [{path}] is corrupted, {problem} at offset [{offset}]"
    return TranslogCorruptedError(reason, file=str(path), offset=offset)
