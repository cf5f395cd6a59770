"""Removes objects that nothing needs any more."""

import time
from dataclasses import dataclass
from typing import Final

from findling.published.place import SEGMENTS, Place

DEFAULT_AGE_S: Final = 24 * 3600


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What cleaning found. kept, removed: objects; young: not named, but too young; sizes in bytes"""

    kept: int
    young: int
    removed: int
    removed_bytes: int


def clean(place: Place, age_s: float = DEFAULT_AGE_S, dry_run: bool = False) -> Cleaned:
    """Removes the objects that the manifest does not name and that are older than an age. Raises PlaceError.

    age_s: longer than any publication takes, and than readers need to bring what a manifest names that has just been
    replaced
    The listing comes first: whatever is named afterwards was named then, or is younger.
    """
    with place.told("could not list objects"):
        there = list(place.blobs.list(SEGMENTS))
    oldest = time.time() - age_s
    named = place.read().manifest.objects()
    idle = [blob for blob in there if blob.name not in named]
    old = [blob for blob in idle if blob.modified_s <= oldest]
    if old and not dry_run:
        with place.told("could not remove objects"):
            place.blobs.delete([blob.name for blob in old])
    return Cleaned(len(there) - len(idle), len(idle) - len(old), len(old), sum(blob.size for blob in old))
