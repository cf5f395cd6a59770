"""Codes of an app, codes on paper, passkeys, and the page of one's own account."""

import re

import pytest

from findling.identity.accounts.second_factor import app_uri, code_of
from tests.unit.identity.authenticator import Authenticator
from tests.unit.identity.browser import Answer, Browser, Form
from tests.unit.identity.provider import PASSWORD, Provider

SEED = re.compile(r"<code>([A-Z2-7]{32})</code>")


def logged_in(idp: Provider, email: str) -> Browser:
    """Returns a browser in which somebody is logged in, without an application."""
    browser = idp.browser()
    assert browser.submit(browser.get("/u/login"), email=email, password=PASSWORD).location == f"{idp.url}/u/account"
    return browser


def press(browser: Browser, page: Answer, action: str, **fields: str) -> Answer:
    """Sends the form of a page that goes to some place."""
    form = next(form for form in page.forms if form.action == action)
    return browser.post(form.action, {**form.fields, **fields}, origin=browser.url)


def code(idp: Provider, seed: str, steps: int = 0) -> str:
    return code_of(seed, idp.clock.now_ms() // 30_000 + steps)


def switched_on(idp: Provider, email: str) -> tuple[str, list[str]]:
    """Switches codes on for somebody; returns the seed and the codes on paper."""
    browser = logged_in(idp, email)
    page = press(browser, browser.get("/u/account"), "/u/account/totp/new")
    (seed,) = SEED.findall(page.text)
    wrong = browser.submit(page, code="000000")
    assert (wrong.status, "wrong" in (wrong.alert or "")) == (400, True)
    done = browser.submit(page, code=code(idp, seed, -1))
    assert done.status == 200
    return seed, re.findall(r"<code>([0-9a-f]{10})</code>", done.text)


# RFC 6238, appendix B, whose codes have two more digits in front
@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds: int, expected: str) -> None:
    assert code_of("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", seconds // 30) == expected


def test_the_address_for_an_app_names_service_and_account() -> None:
    uri = app_uri("ABC", "a@example.org", "My cinema")
    assert uri == "otpauth://totp/My%20cinema:a%40example.org?secret=ABC&issuer=My+cinema"


def test_a_password_alone_is_not_enough_with_a_second_factor(idp: Provider) -> None:
    email = idp.person()
    seed, _ = switched_on(idp, email)
    browser = idp.browser()
    page = browser.submit(browser.get(browser.get(idp.request()[0]).location), email=email, password=PASSWORD)
    assert page.forms[0].action == "/u/second-factor"
    assert "findling_session" not in browser.cookies
    assert browser.get(idp.request(prompt="none")[0]).parameters["error"] == "login_required"
    back = browser.get(browser.submit(page, code=code(idp, seed)).location)
    assert "code" in back.parameters
    assert browser.submit(page, code=code(idp, seed, 1)).status == 400  # the step was taken


def test_the_id_token_says_how_somebody_logged_in(idp: Provider) -> None:
    email = idp.person()
    seed, _ = switched_on(idp, email)
    browser = idp.browser()
    target, verifier = idp.request()
    page = browser.submit(browser.get(browser.get(target).location), email=email, password=PASSWORD)
    back = browser.get(browser.submit(page, code=code(idp, seed)).location)
    tokens = idp.exchange(back.parameters["code"], verifier).json
    assert idp.claims(tokens["id_token"])["amr"] == ["pwd", "otp", "mfa"]


def test_a_code_is_of_use_once(idp: Provider) -> None:
    email = idp.person()
    seed, paper = switched_on(idp, email)
    user_id = idp.user_id(email)
    use = idp.identity.second_factor.use
    assert use(user_id, code(idp, seed, -1)) is None  # it was used to switch codes on
    assert use(user_id, code(idp, seed)) == "otp"
    assert use(user_id, code(idp, seed)) is None
    assert use(user_id, code(idp, seed, 5)) is None
    assert len(set(paper)) == 10
    assert use(user_id, f" {paper[0].upper()} ") == "kba"
    assert use(user_id, paper[0]) is None
    idp.clock.advance(30_000)
    assert use(user_id, code(idp, seed)) == "otp"


def test_who_guesses_codes_is_locked_out(idp: Provider) -> None:
    email = idp.person()
    seed, _ = switched_on(idp, email)
    browser = idp.browser()
    page = browser.submit(browser.get("/u/login"), email=email, password=PASSWORD)
    statuses = [browser.submit(page, code="123 456").status for _ in range(6)]
    assert statuses == [400, 400, 400, 400, 429, 429]
    assert browser.submit(page, code=code(idp, seed)).status == 429


def test_codes_are_switched_off(idp: Provider) -> None:
    email = idp.person()
    seed, _ = switched_on(idp, email)
    browser = idp.browser()
    page = browser.submit(browser.get("/u/login"), email=email, password=PASSWORD)
    browser.submit(page, code=code(idp, seed))
    assert press(browser, browser.get("/u/account"), "/u/account/totp/remove").status == 303
    logged_in(idp, email)


def passkey_form(page: Answer, action: str) -> Form:
    return next(form for form in page.forms if form.action == action)


def add_passkey(idp: Provider, email: str, device: Authenticator) -> Answer:
    browser = logged_in(idp, email)
    fields = passkey_form(browser.get("/u/account"), "/u/account/passkeys").fields
    asked = browser.post("/u/account/passkeys/options", fields).json
    answer = {"ticket": asked["ticket"], "credential": device.create(asked["options"])}
    return browser.post("/u/account/passkeys", {**fields, **answer})


@pytest.fixture
def here(idp: Provider) -> str:
    """Returns the provider's origin under a name, since keys are not for addresses."""
    return idp.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def named(idp: Provider, here: str, monkeypatch: pytest.MonkeyPatch) -> Provider:
    monkeypatch.setattr(idp.identity, "url", here)
    monkeypatch.setattr(idp, "url", here)
    return idp


def test_somebody_logs_in_by_a_passkey_alone(named: Provider, here: str) -> None:
    email, device = named.person(), Authenticator(here)
    assert add_passkey(named, email, device).json == {"location": f"{here}/u/account"}
    browser = named.browser()
    target, verifier = named.request()
    fields = passkey_form(browser.get(browser.get(target).location), "/u/passkey").fields
    asked = browser.post("/u/passkey/options", fields).json
    credential = device.sign(asked["options"])
    done = browser.post("/u/passkey", {**fields, "ticket": asked["ticket"], "credential": credential})
    assert done.status == 200, done.text
    back = browser.get(done.json["location"])
    tokens = named.exchange(back.parameters["code"], verifier).json
    assert named.claims(tokens["id_token"])["sub"] == named.user_id(email)
    assert "hwk" in named.claims(tokens["id_token"])["amr"]
    again = browser.post("/u/passkey", {**fields, "ticket": asked["ticket"], "credential": credential})
    assert (again.status, again.json["error"]) == (403, "access_denied")


@pytest.mark.parametrize("fault", ["origin", "host", "finger", "key", "count", "garbage", "removed"])
def test_what_no_passkey_is(named: Provider, here: str, fault: str) -> None:
    email, device = named.person(), Authenticator(here, count=5)
    add_passkey(named, email, device)
    if fault == "origin":
        device.origin = "https://evil.example.org"
    elif fault == "host":
        device.host = "evil.example.org"
    elif fault == "finger":
        device.verifies = False
    elif fault == "key":
        device.key = Authenticator(here).key
    elif fault == "count":
        device.count = 2
    elif fault == "removed":
        browser = logged_in(named, email)
        press(browser, browser.get("/u/account"), "/u/account/passkeys/remove")
    ticket, options = named.identity.passkeys.ask()
    credential = "{}" if fault == "garbage" else device.sign(options)
    assert named.identity.passkeys.account_of(ticket, credential) is None


@pytest.mark.parametrize("fault", ["origin", "host", "finger", "ticket", "garbage"])
def test_what_is_not_added_as_a_passkey(named: Provider, here: str, fault: str) -> None:
    device = Authenticator(here)
    account = named.account(named.person())
    ticket, options = named.identity.passkeys.offer(account)
    if fault == "origin":
        device.origin = "https://evil.example.org"
    elif fault == "host":
        device.host = "evil.example.org"
    elif fault == "finger":
        device.verifies = False
    elif fault == "ticket":
        account = named.account(named.person())
    credential = "{" if fault == "garbage" else device.create(options)
    assert named.identity.passkeys.add(account, ticket, credential, "a key") is False


def test_the_page_of_the_account_is_for_whoever_is_logged_in(idp: Provider) -> None:
    assert idp.browser().get("/u/account").location == f"{idp.url}/u/login"
    email = idp.person()
    browser = logged_in(idp, email)
    assert email in browser.get("/u/account").text
    form = browser.get("/u/account").forms[0].fields
    assert browser.post("/u/account/totp/remove", form, origin="https://evil.example.org").status == 403
    assert browser.post("/u/account/totp/remove", {"csrf": "x"}).status == 400


def test_people_end_their_other_sessions(idp: Provider) -> None:
    email = idp.person()
    first, second, third = (logged_in(idp, email) for _ in range(3))
    page = first.get("/u/account")
    one = next(form for form in page.forms if form.action == "/u/account/sessions" and form.fields["id"])
    first.post(one.action, one.fields)
    left = [browser for browser in (second, third) if browser.get("/u/account").status == 200]
    assert len(left) == 1
    everywhere = next(form for form in page.forms if form.action == "/u/account/sessions" and not form.fields["id"])
    first.post(everywhere.action, everywhere.fields)
    assert left[0].get("/u/account").status == 303
    assert first.get("/u/account").status == 200


def test_nobody_ends_sessions_of_others(idp: Provider) -> None:
    victim = logged_in(idp, email := idp.person())
    (session,) = idp.identity.sessions.of_user(idp.user_id(email))
    browser = logged_in(idp, idp.person())
    fields = {**browser.get("/u/account").forms[0].fields, "id": session.id}
    browser.post("/u/account/sessions", fields)
    assert victim.get("/u/account").status == 200


def test_people_change_their_password(idp: Provider) -> None:
    email = idp.person()
    browser, other = logged_in(idp, email), logged_in(idp, email)
    page = browser.get("/u/account")
    place = "/u/account/password"
    wrong = press(browser, page, place, current="wrong", password="a completely new one")
    assert (wrong.status, "current password is wrong" in (wrong.alert or "")) == (400, True)
    weak = press(browser, page, place, current=PASSWORD, password="short")
    assert (weak.status, "too short" in (weak.alert or "")) == (400, True)
    assert press(browser, page, place, current=PASSWORD, password="a completely new one").status == 303
    assert browser.get("/u/account").status == 200
    assert other.get("/u/account").status == 303


def test_an_old_login_is_not_enough_to_change_things(idp: Provider) -> None:
    browser = logged_in(idp, idp.person())
    page = browser.get("/u/account")
    idp.clock.advance(16 * 60 * 1000)
    answer = press(browser, page, "/u/account/totp/new")
    assert (answer.status, "log in again" in answer.text) == (403, True)
    assert browser.get("/u/account").status == 200
