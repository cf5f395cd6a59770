"""java.time.chrono.IsoChronology."""

from typing import Any, ClassVar, Final

from findling.base.dates.calendar import is_leap
from findling.script.api.values.java_object import JavaObject


class IsoChronology(JavaObject):
    """The calendar of ISO 8601."""

    java_class: ClassVar[str] = "java.time.chrono.IsoChronology"

    def is_leap(self, year: int) -> bool:
        """Whether a year has 366 days."""
        return is_leap(year)

    def compare_to(self, other: Any) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IsoChronology)

    def __hash__(self) -> int:
        return hash(IsoChronology)

    def __str__(self) -> str:
        return "ISO"


ISO: Final = IsoChronology()
