"""The answers of `/authorize`: a redirect, a message of a frame to the page around it, a form, or a page of ours."""

import html
import secrets
from urllib.parse import urlencode, urlsplit

import orjson

from findling.identity.oauth.authorization import LogIn, Redirect, Refusal
from findling.identity.service import Identity
from findling.identity.web.pages import page
from findling.identity.web.request import Request
from findling.identity.web.response import Response, json_response, redirect


def answer(identity: Identity, request: Request, decided: Redirect | Refusal | LogIn) -> Response:
    """Returns the answer to what was decided."""
    if isinstance(decided, LogIn):
        place = "/u/signup" if decided.sign_up else "/u/login"
        return redirect(f"{identity.url}{place}?{urlencode(decided.parameters)}")
    if isinstance(decided, Refusal):
        return _refusal(identity, request, decided)
    if decided.mode == "web_message":
        return _message(decided)
    return _form(decided) if decided.mode == "form_post" else redirect(_with_parameters(decided))


def _with_parameters(decided: Redirect) -> str:
    parts = urlsplit(decided.uri)
    query = "&".join(filter(None, (parts.query, urlencode(decided.parameters))))
    return parts._replace(query=query).geturl()


def _refusal(identity: Identity, request: Request, decided: Refusal) -> Response:
    if "text/html" not in request.headers.get("accept", ""):
        return json_response(dict(decided.parameters), 400)
    shown = {"error": decided.parameters["error"], "description": decided.parameters.get("error_description", "")}
    return page(identity, request, "refused", values=shown, status=400)


def _message(decided: Redirect) -> Response:
    """Returns a page for a frame, which tells the page around it, and that only if it is the application's."""
    message = {"type": "authorization_response", "response": dict(decided.parameters)}
    origin = orjson.dumps(decided.origin).decode()
    body = orjson.dumps(message).decode().replace("<", "\\u003c")
    script = f"(window.opener || window.parent).postMessage({body}, {origin});"
    return _scripted(script, "", f"frame-ancestors {decided.origin}")


def _form(decided: Redirect) -> Response:
    fields = "".join(
        f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
        for name, value in decided.parameters.items()
    )
    form = f'<form method="post" action="{html.escape(decided.uri)}">{fields}<button>Continue</button></form>'
    return _scripted("document.forms[0].submit();", form, f"form-action {decided.origin}; frame-ancestors 'none'")


def _scripted(script: str, content: str, policy: str) -> Response:
    nonce = secrets.token_urlsafe(16)
    body = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>…</title></head><body>{content}'
        f'<script nonce="{nonce}">{script}</script></body></html>'
    )
    policies = f"default-src 'none'; script-src 'nonce-{nonce}'; base-uri 'none'; {policy}"
    headers = [("content-type", "text/html; charset=utf-8"), ("content-security-policy", policies)]
    return Response(200, body.encode(), headers)
