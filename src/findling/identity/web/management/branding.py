"""`/api/v2/branding`: how the pages look, and how they would look."""

from collections.abc import Mapping
from typing import Any, Final

from findling.identity.service import Identity
from findling.identity.texts.templates import source
from findling.identity.web.brand import COLOR, DEFAULTS, ID, brand_of, brand_style, is_logo
from findling.identity.web.management import members
from findling.identity.web.management.members import fault, read_members
from findling.identity.web.management.scoped import scoped
from findling.identity.web.pages import page
from findling.identity.web.request import Request
from findling.identity.web.response import Response, json_response

_LONGEST_LOGO: Final = 88_000


def _color(name: str, value: Any) -> str:
    if not isinstance(value, str) or COLOR.fullmatch(value) is None:
        raise fault(name, "a colour such as #0b5fa5")
    return value.lower()


_COLORS: Final = {"primary": _color, "page_background": _color}


def _colors(name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise fault(name, "an object of colours")
    return read_members(value, _COLORS)


def _logo(name: str, value: Any) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > _LONGEST_LOGO or not is_logo(value):
        raise fault(name, "a PNG, JPEG, WebP or GIF of at most 64 KB, as a data URL in base64")
    return value


_MEMBERS: Final = {"service": members.optional_text, "colors": _colors, "logo": _logo}


def _shown(brand: Mapping[str, Any]) -> dict[str, Any]:
    return {name: brand[name] for name in DEFAULTS}


def _get(identity: Identity, request: Request) -> Response:
    return json_response(_shown(brand_of(identity)))


def _change(identity: Identity, request: Request) -> Response:
    given = read_members(request.json(), _MEMBERS)
    if identity.branding.get(ID) is None:
        identity.branding.create(DEFAULTS, ID)
    identity.branding.change(ID, lambda entry: {**entry, **given})
    return json_response(_shown(brand_of(identity)))


def _preview(identity: Identity, request: Request) -> Response:
    """Show the log-in page as it would be: a document by itself, whose forms do nothing."""
    given = read_members(request.json(), _MEMBERS)
    brand = {**brand_of(identity), **given}
    asked = Request("GET", "/u/login", "", {"accept-language": request.headers.get("accept-language", "en")})
    names = {} if brand["service"] is None else {"service": brand["service"]}
    text = page(identity, asked, "login", values={"brand": "", **names}).body.decode()
    # no style is loaded: whoever shows it has another origin
    style = source(identity.config.identity_templates, "style.css") + brand_style(brand)
    text = text.replace('<link rel="stylesheet" href="/u/style.css">', f"<style>{style}</style>")
    text = text.replace('<script src="/u/passkeys.js" defer></script>', "").replace(
        'src="/u/logo', 'src="/_identity/logo'
    )
    return json_response({"html": text})


ROUTES: Final = (
    scoped("GET", "/branding", "read:branding", _get),
    scoped("PATCH", "/branding", "update:branding", _change),
    scoped("POST", "/branding/preview", "read:branding", _preview),
)
