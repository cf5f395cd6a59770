"""ZoneId, ZoneOffset and ZoneRules."""

from typing import Any, Final
from zoneinfo import available_timezones

from findling.script.api.declare import java_class
from findling.script.api.objects import compare
from findling.script.api.temporal import conversions as to
from findling.script.api.temporal.amounts import Duration
from findling.script.api.temporal.local_time import SECOND
from findling.script.api.temporal.printing_zones import zone_name
from findling.script.api.temporal.zones import (
    SHORT_IDS,
    UTC,
    ZoneId,
    ZoneOffset,
    ZoneRules,
    standard_offset,
    valid_offsets,
    zone_by,
    zone_named,
)
from findling.script.api.values.maps import HashMap, UnmodifiableMap
from findling.script.api.values.sets import HashSet
from findling.script.api.values.throwing import thrown


def _of_offset(prefix: str, offset: ZoneOffset) -> ZoneId:
    if prefix not in ("", "GMT", "UTC", "UT"):
        raise thrown("IllegalArgumentException", f"prefix should be GMT, UTC or UT, is: {prefix}")
    return zone_named(prefix + (offset.id if offset.seconds else "")) if prefix else offset


def _display_name(zone: ZoneId, style: Any, locale: Any) -> str:
    name = zone_name(zone, None, "FULL" if style.name.startswith("FULL") else "SHORT")
    return name.replace(" Standard Time", " Time") if style.name.startswith("FULL") else name


def _saving(rules: ZoneRules, moment: Any) -> Duration:
    zone = rules.zone
    return Duration((zone.offset_at(moment.seconds).seconds - standard_offset(zone, moment.seconds).seconds) * SECOND)


_ZONE: Final[dict[str, Any]] = {
    "const Map SHORT_IDS": UnmodifiableMap(HashMap(SHORT_IDS)),
    "static Set getAvailableZoneIds()": lambda: HashSet(sorted(available_timezones())),
    "static ZoneId of(String)": zone_named,
    "static ZoneId of(String,Map)": zone_by,
    "static ZoneId ofOffset(String,ZoneOffset)": _of_offset,
    "static ZoneId from(TemporalAccessor)": to.to_zone,
    "String getId()": lambda zone: zone.id,
    "String getDisplayName(TextStyle,Locale)": _display_name,
    "ZoneId normalized()": ZoneId.normalized,
    "static ZoneId systemDefault()": lambda: zone_named("UTC"),
    "ZoneRules getRules()": ZoneRules,
}
_OFFSET: Final[dict[str, Any]] = {
    "const ZoneOffset MAX": ZoneOffset(64_800),
    "const ZoneOffset MIN": ZoneOffset(-64_800),
    "const ZoneOffset UTC": UTC,
    "static ZoneOffset from(TemporalAccessor)": to.to_offset,
    "int compareTo(def)": compare,
    "int getTotalSeconds()": lambda offset: offset.seconds,
    "static ZoneOffset of(String)": ZoneOffset.of_text,
    "static ZoneOffset ofHours(int)": ZoneOffset.of_parts,
    "static ZoneOffset ofHoursMinutes(int,int)": ZoneOffset.of_parts,
    "static ZoneOffset ofHoursMinutesSeconds(int,int,int)": ZoneOffset.of_parts,
    "static ZoneOffset ofTotalSeconds(int)": ZoneOffset.of_seconds,
}
_RULES: Final[dict[str, Any]] = {
    "Duration getDaylightSavings(Instant)": _saving,
    "ZoneOffset getOffset(Instant)": lambda rules, moment: rules.zone.offset_at(moment.seconds),
    "ZoneOffset getStandardOffset(Instant)": lambda rules, moment: standard_offset(rules.zone, moment.seconds),
    "List getValidOffsets(LocalDateTime)": lambda rules, local: valid_offsets(rules.zone, local.seconds()),
    "boolean isDaylightSavings(Instant)": lambda rules, moment: bool(_saving(rules, moment).nanos),
    "boolean isFixedOffset()": lambda rules: rules.zone.is_fixed,
    "boolean isValidOffset(LocalDateTime,ZoneOffset)": lambda rules, local, offset: (
        offset in valid_offsets(rules.zone, local.seconds())
    ),
    "static ZoneRules of(ZoneOffset)": ZoneRules,
}

CLASSES: Final = (
    java_class("ZoneId", "Object", _ZONE, python=(ZoneId,)),
    java_class("ZoneOffset", "ZoneId TemporalAccessor TemporalAdjuster Comparable", _OFFSET, python=(ZoneOffset,)),
    java_class("ZoneRules", "Object", _RULES, python=(ZoneRules,)),
)
