"""Pages: a template within the layout, with the headers that keep it from harm."""

import html
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from findling.identity.service import Identity
from findling.identity.texts.messages import catalogs, language_of
from findling.identity.texts.templates import fill, source
from findling.identity.web.brand import brand_values, service_name
from findling.identity.web.forms import FIELD, form_token, with_form_cookie
from findling.identity.web.request import Request
from findling.identity.web.response import Response

_SCRIPT: Final = "<script "  # only a template can have it: values are no HTML
REQUEST: Final = "request"
"""The field of a form that has the parameters with which `/authorize` is asked again."""


def page(
    identity: Identity, request: Request, name: str, *, values: Mapping[str, str] | None = None,
    fault: str | None = None, notice: str | None = None, asked: str = "", status: int = 200,
) -> Response:  # fmt: skip
    """Returns a page.

    name: of its template; fault: the name of a text that says what is wrong, notice: of one that says what was done
    asked: parameters of `/authorize` to go on with, as in a URL
    """
    folder = identity.config.identity_templates
    known = _first(asked)
    language = language_of(folder, known.get("ui_locales"), request.headers.get("accept-language"))
    texts = catalogs(folder)[language]
    token, made = form_token(identity, request)
    hidden = _hidden(FIELD, token) + (_hidden(REQUEST, asked) if asked else "")
    client = identity.clients.get(known.get("client_id", ""))
    given = {
        "hidden": hidden, "asked": f"?{asked}" if asked else "", "language": language,
        "service": client["name"] if client and client["name"] else service_name(identity),
        "fault": _alert("alert", texts.get(fault, fault)) if fault else "",
        "notice": _alert("status", texts.get(notice, notice)) if notice else "",
        "invalid": ' aria-invalid="true" aria-describedby="alert"' if fault else "",
        **brand_values(identity), **(values or {}),
    }  # fmt: skip
    content = fill(source(folder, f"{name}.html"), given, texts)
    title = texts.get(f"{name}-title", name)
    whole = fill(source(folder, "layout.html"), {**given, "content": content, "title": title}, texts)
    response = Response(status, whole.encode(), [
        ("content-type", "text/html; charset=utf-8"),
        ("content-security-policy", _policy(client, known, _SCRIPT in whole)),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("content-language", language),
        ("vary", "accept-language, cookie"),
    ])  # fmt: skip
    return with_form_cookie(identity, response, made)


def parts_of_page(identity: Identity, request: Request) -> tuple[str, Mapping[str, str]]:
    """Returns the hidden field that each form needs, and the texts, for pages that are not of templates alone."""
    folder = identity.config.identity_templates
    token, _ = form_token(identity, request)
    return _hidden(FIELD, token), catalogs(folder)[language_of(folder, None, request.headers.get("accept-language"))]


def asked_of_query(request: Request) -> str:
    """Returns the parameters that a page was opened with, to go on with."""
    kept = {name: values for name, values in request.query.items() if name != "ticket"}
    return urlencode(kept, doseq=True)


def asked_of_form(request: Request) -> str:
    """Returns the parameters that a form goes on with."""
    return _again(request.field(REQUEST))


def without(asked: str, *names: str) -> str:
    """Returns parameters without some."""
    return urlencode({name: value for name, value in _first(asked).items() if name not in names})


def parameter_of(asked: str, name: str) -> str | None:
    """Returns one of the parameters to go on with."""
    return _first(asked).get(name)


def _again(text: str) -> str:
    return urlencode(_first(text))


def _first(asked: str) -> dict[str, str]:
    return {name: values[-1] for name, values in Request("GET", "", asked, {}).query.items()}


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'


def _alert(role: str, text: str) -> str:
    return f'<p role="{role}" id="{role}" class="{role}">{html.escape(text)}</p>'


def _policy(client: Mapping[str, Any] | None, known: Mapping[str, str], scripts: bool) -> str:
    """Returns what the page may do: nothing but show its style and post its form here.

    Chromium holds the redirects that follow a form to `form-action` too, so that the application's page is named.
    """
    targets: Sequence[str] = ()
    uri = known.get("redirect_uri")
    if client is not None and uri is not None and uri in client["callbacks"]:
        parts = urlsplit(uri)
        targets = (f"{parts.scheme}://{parts.netloc}" if parts.netloc else f"{parts.scheme}:",)
    elif client is not None and uri is None and len(client["callbacks"]) == 1:
        return _policy(client, {"redirect_uri": client["callbacks"][0]}, scripts)
    script = "; script-src 'self'; connect-src 'self'" if scripts else ""
    actions = " ".join(("'self'", *targets))
    return (
        f"default-src 'none'; style-src 'self'; img-src 'self'{script}; form-action {actions}; frame-ancestors 'none'; "
        "base-uri 'none'"
    )
