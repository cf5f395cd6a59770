"""`/u/account`: what people see of their account, and the sessions that they can end."""

import html
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final

from findling.identity.accounts.second_factor import app_uri, has_second_factor
from findling.identity.accounts.sign_in import LOCKED
from findling.identity.service import Identity
from findling.identity.stores.sessions import Session
from findling.identity.stores.users import Account
from findling.identity.web.forms import is_own_form
from findling.identity.web.occasions import occasion_of
from findling.identity.web.pages import page, parts_of_page
from findling.identity.web.request import Request
from findling.identity.web.response import Response, json_response, oauth_failure, redirect
from findling.identity.web.routing import Handler, Route
from findling.identity.web.who import logged_in, session_of
from findling.node.services.iso_time import iso_time

_RECENT_MS: Final = 15 * 60 * 1000
_HOME: Final = "/u/account"

Own = Callable[[Identity, Request, Session, Account], Response]


def _own(handler: Own, recent: bool = True) -> Handler:
    """Returns a handler for whoever is logged in. recent: and has said so in the last quarter of an hour"""

    @wraps(handler)
    def asked(identity: Identity, request: Request) -> Response:
        session = session_of(identity, request)
        account = None if session is None else identity.users.get(session.user_id)
        if session is None or account is None:
            return redirect(f"{identity.url}/u/login", 303)
        if recent and identity.clock.now_ms() - session.authenticated_ms > _RECENT_MS:
            values = {"email": account["email"]}
            return page(identity, request, "login", values=values, notice="log-in-again", status=403)
        if request.method == "POST" and not is_own_form(identity, request):
            return _home(identity, request, session, account, fault="stale-form")
        return handler(identity, request, session, account)

    return asked


def _shown(identity: Identity, request: Request, session: Session, account: Account) -> Response:
    return _home(identity, request, session, account)


def _home(
    identity: Identity, request: Request, session: Session, account: Account, fault: str | None = None,
    notice: str | None = None, status: int | None = None,
) -> Response:  # fmt: skip
    hidden, texts = parts_of_page(identity, request)
    account = identity.users.get(account["user_id"]) or account
    sessions = "".join(
        f"<li><span>{html.escape(_described(one))} · {html.escape(texts['this-browser'])}</span></li>"
        if one.id == session.id
        else _row(hidden, "/u/account/sessions", one.id, texts["end-session"], _described(one))
        for one in identity.sessions.of_user(account["user_id"])
    )
    passkeys = "".join(
        _row(hidden, "/u/account/passkeys/remove", key["id"], texts["remove"], key["name"])
        for key in account.get("passkeys", ())
    )
    verified = account["email_verified"]
    place = "/u/account/totp/remove" if has_second_factor(account) else "/u/account/totp/new"
    label = texts["switch-off" if has_second_factor(account) else "switch-on"]
    values = {
        "email": account["email"], "verified": texts["is-verified" if verified else "is-not-verified"],
        "verification": "" if verified else _button(hidden, "/u/account/verification", "", texts["send-link"]),
        "sessions": sessions, "passkeys": passkeys, "second": _button(hidden, place, "", label),
    }  # fmt: skip
    status = status or (400 if fault else 200)
    return page(identity, request, "account", values=values, fault=fault, notice=notice, status=status)


def _described(session: Session) -> str:
    record = session.record
    return f"{record['agent'] or '?'} · {record['address'] or '?'} · {iso_time(record['seen'])[:16].replace('T', ' ')}"


def _row(hidden: str, action: str, id: str, label: str, text: str) -> str:
    return f"<li><span>{html.escape(text)}</span>{_button(hidden, action, id, label)}</li>"


def _button(hidden: str, action: str, id: str, label: str) -> str:
    return (
        f'<form method="post" action="{action}">{hidden}<input type="hidden" name="id" value="{html.escape(id)}">'
        f'<button type="submit" class="plain">{html.escape(label)}</button></form>'
    )


def _end_sessions(identity: Identity, request: Request, session: Session, account: Account) -> Response:
    wanted = request.field("id")
    for one in identity.sessions.of_user(account["user_id"]):
        if one.id != session.id and wanted in ("", one.id):
            identity.sessions.end(one)
            identity.tokens.revoke_all(session_id=one.id)
            identity.event("session_ended", user_id=account["user_id"], session_id=one.id)
    return redirect(identity.url + _HOME, 303)


def _change_password(identity: Identity, request: Request, session: Session, account: Account) -> Response:
    attempt = identity.sign_in.attempt(account["email"], request.field("current"), request.address)
    if attempt.account is None:
        status = 429 if attempt.fault == LOCKED else 400
        fault = LOCKED if attempt.fault == LOCKED else "wrong-password"
        return _home(identity, request, session, account, fault=fault, status=status)
    password = request.field("password")
    weak = identity.password_rules.fault(password, account["email"])
    if weak is not None:
        return _home(identity, request, session, account, fault=weak)
    changed = identity.users.set_password(account["user_id"], identity.hash(password))
    if changed is None:
        return redirect(f"{identity.url}/u/login", 303)
    identity.end_all(account["user_id"])
    identity.event("password_changed", user_id=account["user_id"], origin_address=request.address)
    return logged_in(identity, request, redirect(identity.url + _HOME, 303), changed, ["pwd"])


def _send_verification(identity: Identity, request: Request, session: Session, account: Account) -> Response:
    identity.recovery.ask_for_verification(account["email"], occasion_of(identity, request, "", None))
    return _home(identity, request, session, account, notice="check-mail")


def _begin_totp(identity: Identity, request: Request, session: Session, account: Account) -> Response:
    seed = identity.second_factor.begin(account["user_id"])
    return _totp(identity, request, account, seed)


def _totp(identity: Identity, request: Request, account: Account, seed: str, fault: str | None = None) -> Response:
    values = {"seed": seed, "uri": app_uri(seed, account["email"], identity.node.config.cluster_name)}
    return page(identity, request, "totp", values=values, fault=fault, status=400 if fault else 200)


def _confirm_totp(identity: Identity, request: Request, session: Session, account: Account) -> Response:
    seed = identity.second_factor.pending(account)
    if seed is None:
        return _home(identity, request, session, account, fault="stale-form")
    codes = identity.second_factor.confirm(account["user_id"], request.field("code"))
    if codes is None:
        return _totp(identity, request, account, seed, "wrong-code")
    identity.event("second_factor_on", user_id=account["user_id"], origin_address=request.address)
    listed = "".join(f"<li><code>{code}</code></li>" for code in codes)
    return page(identity, request, "recovery-codes", values={"codes": listed})


def _remove_totp(identity: Identity, request: Request, session: Session, account: Account) -> Response:
    identity.second_factor.remove(account["user_id"])
    identity.event("second_factor_off", user_id=account["user_id"], origin_address=request.address)
    return redirect(identity.url + _HOME, 303)


def _passkey_options(identity: Identity, request: Request, session: Session, account: Account) -> Response:
    ticket, options = identity.passkeys.offer(account)
    return json_response({"ticket": ticket, "options": options})


def _add_passkey(identity: Identity, request: Request, session: Session, account: Account) -> Response:
    name = f"{request.headers.get('user-agent', '')[:60]} · {iso_time(identity.clock.now_ms())[:10]}"
    ticket, credential = request.field("ticket"), request.field("credential")
    if not identity.passkeys.add(account, ticket, credential, name):
        return oauth_failure("invalid_request", "This passkey cannot be added.")
    identity.event("passkey_added", user_id=account["user_id"], origin_address=request.address)
    return json_response({"location": identity.url + _HOME})


def _remove_passkey(identity: Identity, request: Request, session: Session, account: Account) -> Response:
    if identity.passkeys.remove(account["user_id"], request.field("id")):
        identity.event("passkey_removed", user_id=account["user_id"], origin_address=request.address)
    return redirect(identity.url + _HOME, 303)


_POSTS: Final[Mapping[str, Any]] = {
    "/password": _change_password,
    "/verification": _send_verification,
    "/totp/new": _begin_totp,
    "/totp": _confirm_totp,
    "/totp/remove": _remove_totp,
    "/passkeys/options": _passkey_options,
    "/passkeys": _add_passkey,
    "/passkeys/remove": _remove_passkey,
}
ROUTES: Final = (
    Route(("GET",), _HOME, _own(_shown, recent=False)),
    Route(("POST",), f"{_HOME}/sessions", _own(_end_sessions, recent=False)),
    *(Route(("POST",), _HOME + path, _own(handler)) for path, handler in _POSTS.items()),
)
