"""Pages: signing up, logging in, resets, verification, with real mails."""

from collections.abc import Iterator

import pytest

from tests.unit.identity.browser import Answer, Browser
from tests.unit.identity.mailbox import Mailbox, link_of, mailbox
from tests.unit.identity.provider import CALLBACK, PAGE, PASSWORD, Provider, provider


@pytest.fixture(scope="module")
def box() -> Iterator[Mailbox]:
    with mailbox() as made:
        yield made


@pytest.fixture(scope="module")
def idp(tmp_path_factory: pytest.TempPathFactory, box: Mailbox) -> Iterator[Provider]:
    with provider(tmp_path_factory.mktemp("idp"), identity_mail=box.url) as made:
        yield made


def sign_up(idp: Provider, browser: Browser, email: str, password: str = PASSWORD) -> Answer:
    page = browser.get(browser.get(idp.request(screen_hint="signup")[0]).location)
    assert page.forms[0].action == "/u/signup"
    return browser.submit(page, email=email, password=password)


def test_somebody_signs_up_is_logged_in_and_verifies_the_address(idp: Provider, box: Mailbox) -> None:
    browser = idp.browser()
    sent = sign_up(idp, browser, "New@Example.org ")
    assert sent.status == 303
    assert browser.get(sent.location).parameters["code"]
    mail = box.next()
    assert mail["To"] == "new@example.org"
    link = link_of(mail)
    page = browser.get(link)
    assert idp.account("new@example.org")["email_verified"] is False  # a link alone does nothing
    done = browser.submit(page)
    assert (done.status, 'role="status"' in done.text) == (200, True)
    assert idp.account("new@example.org")["email_verified"] is True
    assert browser.get(link).status == 400
    assert browser.submit(page).status == 400


@pytest.mark.parametrize(
    ("email", "password", "fault"),
    [
        ("nobody", PASSWORD, "no e-mail address"),
        ("a@b@c", PASSWORD, "no e-mail address"),
        ("one@example.org", "short", "too short"),
        ("one@example.org", "x" * 300, "too long"),
        ("one@example.org", "password123", "tried first"),
        ("one@example.org", "PassWord123", "tried first"),
        ("one@example.org", "aaaaaaaaaaa", "tried first"),
        ("one@example.org", "23456789", "tried first"),
        ("somebody@example.org", "somebody99", "stands in your account"),
    ],
)
def test_what_nobody_can_sign_up_with(idp: Provider, email: str, password: str, fault: str) -> None:
    answer = sign_up(idp, idp.browser(), email, password)
    assert answer.status == 400
    assert fault in (answer.alert or "")
    assert answer.forms[0].fields["email"] == email
    assert answer.forms[0].fields["password"] == ""


def test_an_address_with_an_account_is_told_by_mail(idp: Provider, box: Mailbox) -> None:
    email = idp.person()
    answer = sign_up(idp, idp.browser(), email, "another long password")
    assert answer.status == 400
    assert "If you have an account" in (answer.alert or "")
    assert box.next()["Subject"] == "You have an account already"
    assert idp.identity.sign_in.attempt(email, PASSWORD, None).account is not None


def test_wrong_passwords_and_unknown_addresses_have_one_answer(idp: Provider) -> None:
    answers = []
    for email in (idp.person(), "unknown@example.org"):
        browser = idp.browser()
        page = browser.get(browser.get(idp.request()[0]).location)
        answer = browser.submit(page, email=email, password="wrong")
        assert answer.status == 400
        answers.append(answer.text.replace(email, "").replace(answer.forms[0].fields["csrf"], ""))
        answers[-1] = answers[-1].replace(page.forms[0].fields["request"].replace("&", "&amp;"), "")
    strip = [text.partition("</form>")[0].partition('name="request"')[0] for text in answers]
    assert strip[0] == strip[1]


def test_a_reset_changes_the_password_and_ends_sessions_and_grants(idp: Provider, box: Mailbox) -> None:
    email = idp.person(email_verified=False)
    elsewhere = idp.browser()
    back, verifier = idp.log_in(elsewhere, email, scope="openid offline_access")
    tokens = idp.exchange(back.parameters["code"], verifier).json
    browser = idp.browser()
    shown = browser.submit(browser.get("/u/reset-request"), email=email.upper())
    assert shown.status == 200
    link = box.link()
    assert link.startswith(f"{idp.url}/u/reset?ticket=")
    page = browser.get(link)
    refused = browser.submit(page, password="short")
    assert (refused.status, "too short" in (refused.alert or "")) == (400, True)
    done = browser.submit(refused, password="a completely new one")
    assert done.status == 200
    assert browser.get(link).status == 400
    assert browser.submit(page, password="yet another new one").status == 400
    assert idp.refresh(tokens["refresh_token"]).json["error"] == "invalid_grant"
    assert elsewhere.get(idp.request(prompt="none")[0]).parameters["error"] == "login_required"
    assert idp.identity.sign_in.attempt(email, PASSWORD, None).account is None
    account = idp.identity.sign_in.attempt(email, "a completely new one", None).account
    assert account is not None
    assert account["email_verified"] is True


def test_an_earlier_link_is_of_no_use_after_a_reset(idp: Provider, box: Mailbox) -> None:
    email, browser = idp.person(), idp.browser()
    links = []
    for _ in range(2):
        browser.submit(browser.get("/u/reset-request"), email=email)
        links.append(box.link())
    assert browser.submit(browser.get(links[1]), password="a completely new one").status == 200
    assert browser.get(links[0]).status == 400


def test_a_link_is_over_after_an_hour(idp: Provider, box: Mailbox) -> None:
    email, browser = idp.person(), idp.browser()
    browser.submit(browser.get("/u/reset-request"), email=email)
    link = box.link()
    idp.clock.advance(3_601_000)
    assert browser.get(link).status == 400


def test_unknown_addresses_get_the_same_page_and_no_mail(idp: Provider, box: Mailbox) -> None:
    email, pages = idp.person(), []
    for address in ("unknown@example.org", email):
        browser = idp.browser()
        pages.append(browser.submit(browser.get("/u/reset-request"), email=address).text)
    assert pages[0] == pages[1]
    assert box.next()["To"] == email


def test_only_so_many_mails_are_sent_to_an_address(idp: Provider, box: Mailbox) -> None:
    email, other = idp.person(), idp.person()
    for _ in range(6):
        browser = idp.browser()
        browser.submit(browser.get("/u/reset-request"), email=email)
    browser.submit(browser.get("/u/reset-request"), email=other)
    came = [box.next()["To"] for _ in range(6)]
    assert sorted(came) == sorted([email] * 5 + [other])


def test_a_mail_that_a_server_cannot_take_yet_is_sent_again(idp: Provider, box: Mailbox) -> None:
    email, browser = idp.person(), idp.browser()
    idp.identity.mailer.waits_s = (0.0,)
    box.refuse.append("451 try later")
    browser.submit(browser.get("/u/reset-request"), email=email)
    assert box.next()["To"] == email


@pytest.mark.parametrize("page", ["/u/login", "/u/signup", "/u/reset-request"])
def test_forms_of_others_are_refused(idp: Provider, page: str) -> None:
    browser = idp.browser()
    fields = {**browser.get(page).forms[0].fields, "email": idp.person(), "password": PASSWORD}
    evil = {"origin": "https://evil.example.org", "sec_fetch_site": "cross-site"}
    assert browser.post(page, fields, **evil).status == 403
    assert browser.post(page, fields, origin="null").status == 403
    stale = browser.post(page, {**fields, "csrf": "0" * 64})
    assert (stale.status, "open for too long" in (stale.alert or "")) == (400, True)
    assert "findling_session" not in browser.cookies
    without_cookie = idp.browser().post(page, fields)
    assert without_cookie.status == 400


def test_pages_speak_the_language_of_the_browser_or_of_the_application(idp: Provider) -> None:
    assert '<html lang="de">' in idp.browser("fr, de-CH;q=0.9, en;q=0.1").get("/u/login").text
    assert '<html lang="en">' in idp.browser("xx, ;q=, de;q=x").get("/u/login").text
    browser = idp.browser()
    page = browser.get(browser.get(idp.request(ui_locales="de en")[0]).location)
    assert "<h1>Anmelden</h1>" in page.text
    assert "falsch" in (browser.submit(page, email="a@example.org", password="wrong").alert or "")


@pytest.mark.parametrize("page", ["/u/login", "/u/signup", "/u/reset-request"])
def test_pages_are_kept_from_harm_and_can_be_read_out(idp: Provider, page: str) -> None:
    answer = idp.browser().get(page)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert ("script-src 'self'" in policy) == ("<script " in answer.text)
    assert "form-action 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert all("HttpOnly" in line and "SameSite=Lax" in line for line in answer.cookies)
    inputs = answer.text.count('<input id="')
    assert inputs == answer.text.count('<label for="')
    assert "<main>" in answer.text


def test_the_page_of_the_application_may_be_led_to_after_the_form(idp: Provider) -> None:
    browser = idp.browser()
    page = browser.get(browser.get(idp.request()[0]).location)
    assert f"form-action 'self' {PAGE};" in page.headers["content-security-policy"]
    other = browser.get("/u/login?client_id=spa&redirect_uri=https://evil.example.org/")
    assert "evil" not in other.headers["content-security-policy"]


def test_what_a_request_says_is_no_html(idp: Provider) -> None:
    answer = idp.browser().get("/u/login?login_hint=%22%3E%3Cscript%3E&client_id=%3Cb%3E")
    assert "<script>" not in answer.text
    assert "<b>" not in answer.text
    assert answer.forms[0].fields["email"] == '"><script>'


def test_too_many_wrong_passwords_lock_the_account_for_an_address(idp: Provider) -> None:
    email, browser = idp.person(), idp.browser()
    page = browser.get("/u/login")
    statuses = [browser.submit(page, email=email, password="wrong").status for _ in range(11)]
    assert statuses == [400] * 10 + [429]
    assert browser.submit(page, email=email, password=PASSWORD).status == 429
    assert idp.identity.sign_in.attempt(email, PASSWORD, "192.0.2.1").account is not None  # not for others
    unknown = [browser.submit(page, email="never@example.org", password="wrong").status for _ in range(11)]
    assert unknown == statuses
    idp.clock.advance(901_000)
    assert browser.submit(page, email=email, password=PASSWORD).status == 303


def test_a_blocked_account_is_as_one_that_is_not_there(idp: Provider) -> None:
    email, browser = idp.person(), idp.browser()
    tokens = idp.tokens(email, scope="openid offline_access")
    idp.identity.users.set(idp.user_id(email), blocked=True)
    answer = browser.submit(browser.get("/u/login"), email=email, password=PASSWORD)
    assert (answer.status, answer.alert) == (400, "Wrong e-mail address or password.")
    assert idp.refresh(tokens["refresh_token"]).json["error"] == "invalid_grant"


def test_a_session_gets_another_cookie_at_each_login_and_is_over_when_idle(idp: Provider) -> None:
    email, browser = idp.person(), idp.browser()
    idp.log_in(browser, email)
    before = browser.cookies["findling_session"]
    idp.log_in(browser, email, prompt="login")
    after = browser.cookies["findling_session"]
    assert before != after
    browser.cookies["findling_session"] = before
    assert browser.get(idp.request(prompt="none")[0]).parameters["error"] == "login_required"
    browser.cookies["findling_session"] = after
    idp.clock.advance(2 * 24 * 3600 * 1000)
    assert "code" in browser.get(idp.request(prompt="none")[0]).parameters
    idp.clock.advance(2 * 24 * 3600 * 1000)
    assert "code" in browser.get(idp.request(prompt="none")[0]).parameters  # it was used meanwhile
    idp.clock.advance(4 * 24 * 3600 * 1000)
    assert browser.get(idp.request(prompt="none")[0]).parameters["error"] == "login_required"


def test_logging_out_as_libraries_ask_for_it(idp: Provider) -> None:
    browser = idp.browser()
    idp.log_in(browser, idp.person())
    evil = browser.get("/v2/logout?client_id=spa&returnTo=https://evil.example.org")
    assert (evil.status, evil.json["error"]) == (400, "invalid_request")
    answer = browser.get(f"/v2/logout?client_id=spa&returnTo={PAGE}")
    assert (answer.status, answer.location) == (302, PAGE)
    assert browser.get(idp.request(prompt="none")[0]).parameters["error"] == "login_required"
    assert browser.get("/v2/logout").status == 200


def test_logging_out_as_openid_has_it(idp: Provider) -> None:
    browser, email = idp.browser(), idp.person()
    back, verifier = idp.log_in(browser, email)
    id_token = idp.exchange(back.parameters["code"], verifier).json["id_token"]
    idp.clock.advance(2 * 3600 * 1000)  # it may have expired
    wrong = browser.get("/oidc/logout?id_token_hint=a.b.c")
    assert (wrong.status, wrong.json["error"]) == (400, "invalid_request")
    assert browser.get(f"/oidc/logout?id_token_hint={id_token}&client_id=web").status == 400
    answer = browser.get(f"/oidc/logout?id_token_hint={id_token}&post_logout_redirect_uri={PAGE}&state=a%26b")
    assert (answer.status, answer.location) == (302, f"{PAGE}?state=a%26b")
    assert browser.get(idp.request(prompt="none")[0]).parameters["error"] == "login_required"


def test_the_hint_of_somebody_else_logs_nobody_out(idp: Provider) -> None:
    browser = idp.browser()
    idp.log_in(browser, idp.person())
    hint = idp.tokens(idp.person())["id_token"]
    assert browser.get(f"/oidc/logout?id_token_hint={hint}").status == 200
    assert "code" in browser.get(idp.request(prompt="none")[0]).parameters


def test_without_a_hint_somebody_has_to_confirm(idp: Provider) -> None:
    browser = idp.browser()
    idp.log_in(browser, idp.person())
    page = browser.get(f"/oidc/logout?client_id=spa&post_logout_redirect_uri={PAGE}")
    assert "code" in browser.get(idp.request(prompt="none")[0]).parameters
    assert browser.submit(page).location == PAGE
    assert browser.get(idp.request(prompt="none")[0]).parameters["error"] == "login_required"


def test_a_folder_replaces_pages_and_texts(tmp_path: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("templates")
    (folder / "layout.html").write_text("<main class=ours><h1>{{title}}</h1>{{!fault}}{{!content}}</main>")
    (folder / "en.json").write_text('{"login-title": "Welcome to the cinema"}')
    (folder / "fr.json").write_text('{"login-title": "Bienvenue"}')
    with provider(tmp_path_factory.mktemp("idp"), identity_templates=folder) as idp:
        assert "<main class=ours><h1>Welcome to the cinema</h1>" in idp.browser().get("/u/login").text
        assert "<h1>Bienvenue</h1>" in idp.browser("fr").get("/u/login").text


def test_signing_up_can_wait_for_the_mail(box: Mailbox, tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = {"identity_mail": box.url, "identity_sign_up": "verified"}
    with provider(tmp_path_factory.mktemp("idp"), **settings) as idp:
        pages = [sign_up(idp, idp.browser(), email).text for email in ("fresh@example.org", idp.person())]
        assert pages[0].partition("</p>")[0] == pages[1].partition("</p>")[0]
        subjects = {box.next()["Subject"] for _ in range(2)}
        assert subjects == {"Verify your e-mail address", "You have an account already"}


def test_signing_up_can_be_off(tmp_path_factory: pytest.TempPathFactory) -> None:
    with provider(tmp_path_factory.mktemp("idp"), identity_sign_up="off") as idp:
        assert idp.browser().get("/u/signup").status == 403
        assert CALLBACK
