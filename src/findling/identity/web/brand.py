"""How the pages look: an operator's name, colours and logo, without a folder of templates."""

import base64
import binascii
import html
import re
from collections.abc import Mapping
from typing import Any, Final

from findling.identity.service import Identity

ID: Final = "default"
COLOR: Final = re.compile(r"#[0-9a-fA-F]{6}")
LOGO: Final = re.compile(r"data:(image/(?:png|jpeg|webp|gif));base64,([A-Za-z0-9+/]+={0,2})")
DEFAULTS: Final[dict[str, Any]] = {"service": None, "colors": {}, "logo": None}
_BLACK, _WHITE = "#000000", "#ffffff"


def brand_of(identity: Identity) -> Mapping[str, Any]:
    """Returns the brand that is set: `service`, `colors` (`primary`, `page_background`), `logo` as a data URL."""
    return {**DEFAULTS, **(identity.branding.get(ID) or {})}


def service_name(identity: Identity) -> str:
    """Returns what pages call the service that somebody logs in to, where no application says."""
    return brand_of(identity)["service"] or identity.node.config.cluster_name


def brand_values(identity: Identity) -> dict[str, str]:
    """Returns what the layout of a page shows of the brand, as HTML."""
    brand = brand_of(identity)
    version = html.escape(str(brand.get("updated_at", "")))
    style = f'\n<link rel="stylesheet" href="/u/brand.css?v={version}">' if brand["colors"] else ""
    logo = f'<img class="logo" src="/u/logo?v={version}" alt="">\n' if brand["logo"] else ""
    return {"brand": style, "logo": logo}


def brand_style(brand: Mapping[str, Any]) -> str:
    """Returns the style sheet of a brand. The text on its colour is black or white, whichever can be read."""
    lines = []
    if "primary" in brand["colors"]:
        primary = brand["colors"]["primary"]
        lines.append(f"--brand: {primary}; --on-brand: {readable_on(primary)};")
    if "page_background" in brand["colors"]:
        lines.append(f"--brand-ground: {brand['colors']['page_background']};")
    return f":root {{ {' '.join(lines)} }}\n" if lines else ""


def logo_of(brand: Mapping[str, Any]) -> tuple[str, bytes] | None:
    """Returns kind and content of the logo, None if there is none."""
    found = LOGO.fullmatch(brand["logo"] or "")
    return None if found is None else (found[1], base64.b64decode(found[2]))


def is_logo(text: str) -> bool:
    """Whether a text is an image as a data URL."""
    found = LOGO.fullmatch(text)
    try:
        return found is not None and bool(base64.b64decode(found[2], validate=True))
    except binascii.Error:
        return False


def readable_on(color: str) -> str:
    """Returns black or white, whichever has more contrast with a colour. Source: WCAG 2.2, relative luminance."""
    luminance = _luminance(color)
    return _WHITE if 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 else _BLACK


def _luminance(color: str) -> float:
    parts = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
