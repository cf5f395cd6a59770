"""user_agent: what a browser says of itself is taken apart."""

from __future__ import annotations

from typing import Any, Final

from findling.base.lazy import lazy_module
from findling.base.work.short_cache import short_cache
from findling.ingest.document import IngestDocument
from findling.ingest.processor import Making, Processor, register
from findling.ingest.text_processor import FieldOptions

ua_parser: Any = lazy_module("ua_parser", optional=True)
PROPERTIES: Final = ("NAME", "OS", "DEVICE", "ORIGINAL", "VERSION")
DEFAULT_FILE: Final = "_default_"
_OTHER: Final = "Other"
_DESKTOPS: Final = ("Windows", "Mac OS X", "Linux", "Chrome OS", "Ubuntu", "Fedora", "Debian", "FreeBSD")
_PHONES: Final = ("Android", "iOS", "Windows Phone", "Firefox OS", "BlackBerry OS")


@short_cache(1000)
def parse_agent(text: str) -> dict[str, Any]:
    """Returns all that is known of an agent by its properties, but for its own words; it may not be changed."""
    found = ua_parser.parse(text)
    agent, system, device = found.user_agent, found.os, found.device
    known: dict[str, Any] = {"NAME": {"name": agent.family if agent else _OTHER}, "VERSION": {}, "OS": {}}
    version = _version(agent.major, agent.minor, agent.patch, agent.patch_minor) if agent else ""
    if version:
        known["VERSION"] = {"version": version}
    if system:
        version = _version(system.major, system.minor, system.patch, system.patch_minor)
        shown = {"version": version, "full": f"{system.family} {version}"} if version else {}
        known["OS"] = {"os": {"name": system.family, **shown}}
    known["DEVICE"] = {"device": {"name": device.family if device else _OTHER}}
    known["type"] = _device_type(agent, system, device)
    return known


def _version(*parts: str | None) -> str:
    known = []
    for part in parts:
        if part is None:
            break
        known.append(part)
    return ".".join(known)


def _device_type(agent: Any, system: Any, device: Any) -> str:
    name = device.family if device else ""
    family = system.family if system else ""
    if name == "Spider" or "bot" in (agent.family.lower() if agent else ""):
        return "Robot"
    if "iPad" in name or "Tab" in name:
        return "Tablet"
    if any(family.startswith(phone) for phone in _PHONES):
        return "Phone"
    return "Desktop" if any(family.startswith(desktop) for desktop in _DESKTOPS) else _OTHER


class UserAgentProcessor(Processor):
    """Writes name, version, operating system and device of an agent. typed: whether the device has a type"""

    kind = "user_agent"

    def __init__(self, options: FieldOptions, properties: list[str], typed: bool) -> None:
        self._options = options
        self._properties = properties
        self._typed = typed

    def process(self, document: IngestDocument) -> None:
        options = self._options
        text = options.value(document, "parse user-agent", str)
        if text is None:
            return
        options.target.set(document, self._details(text))

    def _details(self, text: str) -> dict[str, Any]:
        known = parse_agent(text)
        details: dict[str, Any] = {}
        for name in self._properties:
            if name == "ORIGINAL":
                details["original"] = text
            else:
                details.update({key: dict(value) if isinstance(value, dict) else value
                                for key, value in known[name].items()})  # fmt: skip
        if self._typed and "device" in details:
            details["device"]["type"] = known["type"]
        return details


@register("user_agent")
def make_user_agent(making: Making) -> UserAgentProcessor:
    """Reads {"user_agent": {"field": "agent"}}."""
    making.needs("ua_parser")
    given = making.configuration
    options = FieldOptions(given, default_target="user_agent")
    file = given.text("regex_file") or DEFAULT_FILE
    listed = given.listed("properties")
    typed = given.flag("extract_device_type")
    if file != DEFAULT_FILE:
        raise given.fault("regex_file", f"regex file [{file}] doesn't exist (has to exist at node startup)")
    properties = list(PROPERTIES) if listed is None else [str(name).upper() for name in listed]
    for name, upper in zip(listed or [], properties, strict=False):
        if upper not in PROPERTIES:
            valid = ", ".join(PROPERTIES)
            raise given.fault("properties", f"illegal property value [{name}]. valid values are [{valid}]")
    return UserAgentProcessor(options, properties, typed)
