"""Databases that tell where addresses are: files of MaxMind's format in a folder of the node."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.lazy import lazy_module
from findling.ingest.addresses import Address

maxminddb: Any = lazy_module("maxminddb", optional=True)

_PLACE: Final = (
    "IP", "COUNTRY_IN_EUROPEAN_UNION", "COUNTRY_ISO_CODE", "COUNTRY_NAME", "CONTINENT_CODE", "CONTINENT_NAME",
    "REGISTERED_COUNTRY_IN_EUROPEAN_UNION", "REGISTERED_COUNTRY_ISO_CODE", "REGISTERED_COUNTRY_NAME",
)  # fmt: skip
_CITY: Final = (
    *_PLACE, "REGION_ISO_CODE", "REGION_NAME", "CITY_NAME", "TIMEZONE", "LOCATION", "POSTAL_CODE", "ACCURACY_RADIUS",
)  # fmt: skip
_ASN: Final = ("IP", "ASN", "ORGANIZATION_NAME", "NETWORK")
_HIDDEN: Final = (
    "HOSTING_PROVIDER", "TOR_EXIT_NODE", "ANONYMOUS_VPN", "ANONYMOUS", "PUBLIC_PROXY", "RESIDENTIAL_PROXY",
)  # fmt: skip
_ISP: Final = (*_ASN, "ISP", "ISP_ORGANIZATION_NAME", "MOBILE_COUNTRY_CODE", "MOBILE_NETWORK_CODE")
_USUAL: Final = (
    "COUNTRY_ISO_CODE", "COUNTRY_NAME", "CONTINENT_NAME", "REGION_ISO_CODE", "REGION_NAME", "CITY_NAME", "LOCATION",
)  # fmt: skip
# end of the type that a file says it has -> all properties, those that are written by default
KINDS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "City": (_CITY, _USUAL),
    "Country": (_PLACE, ("CONTINENT_NAME", "COUNTRY_NAME", "COUNTRY_ISO_CODE")),
    "ASN": (_ASN, _ASN),
    "Anonymous-IP": (("IP", *_HIDDEN), _HIDDEN),
    "Connection-Type": (("IP", "CONNECTION_TYPE"), ("CONNECTION_TYPE",)),
    "Domain": (("IP", "DOMAIN"), ("DOMAIN",)),
    "Enterprise": ((*_CITY, *_ISP, *_HIDDEN, "DOMAIN", "USER_TYPE", "CONNECTION_TYPE"), _USUAL),
    "ISP": (_ISP, _ISP),
}
ALL: Final = tuple(sorted({name for known, _ in KINDS.values() for name in known}))
_NAMED: Final[dict[str, tuple[str, ...]]] = {
    "COUNTRY_ISO_CODE": ("country", "iso_code"),
    "COUNTRY_NAME": ("country", "names", "en"),
    "CONTINENT_CODE": ("continent", "code"),
    "CONTINENT_NAME": ("continent", "names", "en"),
    "REGISTERED_COUNTRY_ISO_CODE": ("registered_country", "iso_code"),
    "REGISTERED_COUNTRY_NAME": ("registered_country", "names", "en"),
    "CITY_NAME": ("city", "names", "en"),
    "TIMEZONE": ("location", "time_zone"),
    "POSTAL_CODE": ("postal", "code"),
    "ACCURACY_RADIUS": ("location", "accuracy_radius"),
    "ASN": ("autonomous_system_number",),
    "ORGANIZATION_NAME": ("autonomous_system_organization",),
    "ISP": ("isp",),
    "ISP_ORGANIZATION_NAME": ("organization",),
    "MOBILE_COUNTRY_CODE": ("mobile_country_code",),
    "MOBILE_NETWORK_CODE": ("mobile_network_code",),
    "CONNECTION_TYPE": ("connection_type",),
    "DOMAIN": ("domain",),
    "USER_TYPE": ("traits", "user_type"),
}


class IpDatabase:
    """An open file. kind: of those in KINDS; type: as the file says"""

    def __init__(self, path: Path) -> None:
        self._reader = maxminddb.open_database(os.fspath(path))
        self.type: str = self._reader.metadata().database_type
        self.modified = path.stat().st_mtime_ns

    def kind(self) -> str:
        """Returns what it tells. Raises IllegalArgumentError for what nobody knows."""
        for kind in sorted(KINDS, key=len, reverse=True):
            if self.type.endswith(f"-{kind}"):
                return kind
        raise IllegalArgumentError(f"Unsupported database type [{self.type}]")

    def look_up(self, address: Address, properties: tuple[str, ...]) -> dict[str, Any]:
        """Returns what is known of an address, by the names of fields; empty for nothing."""
        record, bits = self._reader.get_with_prefix_len(address)
        if not isinstance(record, Mapping):
            return {}
        found: dict[str, Any] = {}
        for name in properties:
            value = _value(name, record, address, bits)
            if value is not None:
                found[name.lower()] = value
        return found

    def close(self) -> None:
        self._reader.close()


def _value(name: str, record: Mapping[str, Any], address: Address, bits: int) -> Any:
    if name == "IP":
        return str(address)
    if name == "NETWORK":
        host_bits = address.max_prefixlen - min(bits, address.max_prefixlen)
        return f"{type(address)(int(address) >> host_bits << host_bits)}/{min(bits, address.max_prefixlen)}"
    if name == "LOCATION":
        lat, lon = (_at(record, ("location", key)) for key in ("latitude", "longitude"))
        return None if lat is None or lon is None else {"lat": lat, "lon": lon}
    if name == "REGION_ISO_CODE":
        country, region = _at(record, ("country", "iso_code")), _region(record).get("iso_code")
        return f"{country}-{region}" if country and region else None
    if name == "REGION_NAME":
        return _region(record).get("names", {}).get("en")
    if name.endswith("IN_EUROPEAN_UNION"):
        country = record.get("registered_country" if name.startswith("REG") else "country")
        return None if country is None else bool(country.get("is_in_european_union", False))
    if name in _HIDDEN:
        key = f"is_{name.lower()}"
        return bool(record.get(key, _at(record, ("traits", key))))
    path = _NAMED[name]
    value = _at(record, path)
    return _at(record, ("traits", *path)) if value is None else value


def _region(record: Mapping[str, Any]) -> Mapping[str, Any]:
    regions = record.get("subdivisions") or [{}]
    last: Mapping[str, Any] = regions[-1]
    return last


def _at(record: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        record = record.get(key) if isinstance(record, Mapping) else None
    return record


class IpDatabases:
    """The files of a folder, opened when they are wanted first, and anew when they have changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: dict[str, IpDatabase] = {}

    def get(self, name: str) -> IpDatabase | None:
        """Returns a database by the name of its file, None if there is none."""
        path = self.folder / Path(name).name
        try:
            modified = path.stat().st_mtime_ns
        except OSError:
            return None
        known = self._open.get(name)
        if known is None or known.modified != modified:
            known = self._open[name] = IpDatabase(path)
        return known

    def names(self) -> list[str]:
        """Returns the names of all files."""
        return sorted(path.name for path in self.folder.glob("*.mmdb")) if self.folder.is_dir() else []
