"""`/dbconnections/...`: applications with forms of their own."""

from collections.abc import Iterator

import pytest

from tests.unit.identity.browser import Answer
from tests.unit.identity.mailbox import Mailbox, mailbox
from tests.unit.identity.provider import PAGE, PASSWORD, SECRET, Provider, provider

CONNECTION = "Username-Password-Authentication"


@pytest.fixture(scope="module")
def box() -> Iterator[Mailbox]:
    with mailbox() as made:
        yield made


@pytest.fixture(scope="module")
def idp(tmp_path_factory: pytest.TempPathFactory, box: Mailbox) -> Iterator[Provider]:
    with provider(tmp_path_factory.mktemp("idp"), identity_mail=box.url) as made:
        yield made


def sign_up(idp: Provider, email: str | None, **changes: object) -> Answer:
    """Signs somebody up as a server does that has a secret. None leaves out"""
    body = {"client_id": "machine", "client_secret": SECRET, "connection": CONNECTION, "email": email,
            "password": PASSWORD, **changes}  # fmt: skip
    given = {name: value for name, value in body.items() if value is not None}
    return idp.browser().send("POST", "/dbconnections/signup", given)


def test_a_server_signs_somebody_up(idp: Provider, box: Mailbox) -> None:
    answer = sign_up(idp, "First@Example.org", given_name="Ada", user_metadata={"phone": "123"})
    assert answer.status == 200
    user_id = idp.user_id("first@example.org")
    assert answer.json == {"_id": user_id.removeprefix("auth0|"), "email": "first@example.org", "email_verified": False,
                           "given_name": "Ada", "user_metadata": {"phone": "123"}}  # fmt: skip
    assert box.next()["To"] == "first@example.org"
    again = sign_up(idp, "first@example.org")
    assert again.status == 400
    assert (again.json["code"], again.json["statusCode"], again.json["name"]) == (
        "invalid_signup",
        400,
        "BadRequestError",
    )
    assert again.json["error"] == "invalid_signup"


def test_a_weak_password_is_refused_as_auth0_does(idp: Provider) -> None:
    answer = sign_up(idp, "weak@example.org", password="short")
    assert answer.status == 400
    assert (answer.json["name"], answer.json["code"]) == ("PasswordStrengthError", "invalid_password")
    assert answer.json["message"] == "Password is too weak"
    assert "policy" in answer.json
    assert answer.json["error"] == "invalid_password"


def test_without_a_secret_every_address_has_the_same_answer(idp: Provider, box: Mailbox) -> None:
    known = idp.person()
    public = {"client_id": "spa", "client_secret": None}
    answers = [sign_up(idp, email, **public) for email in (known, "unknown@example.org")]
    assert [answer.status for answer in answers] == [200, 200]
    assert {frozenset(answer.json) for answer in answers} == {frozenset({"_id", "email", "email_verified"})}
    assert {len(answer.json["_id"]) for answer in answers} == {24}
    assert {box.next()["Subject"] for _ in range(2)} == {"You have an account already", "Verify your e-mail address"}
    assert idp.identity.sign_in.attempt(known, PASSWORD, None).account is not None
    server_without = sign_up(idp, known, client_secret=None)
    assert (server_without.status, "code" in server_without.json) == (200, False)
    assert box.next()["To"] == known


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"client_id": None}, 401, "invalid_client"),
        ({"client_id": "spa"}, 401, "invalid_client"),
        ({"email": None}, 400, "invalid_request"),
        ({"email": 1}, 400, "invalid_request"),
        ({"email": "nobody"}, 400, "invalid_email"),
        ({"password": None}, 400, "invalid_request"),
        ({"user_metadata": "text"}, 400, "invalid_request"),
        ({"user_metadata": {"a": "x" * 20_000}}, 400, "invalid_request"),
        ({"name": ["a"]}, 400, "invalid_request"),
        ({"name": "x" * 500}, 400, "invalid_request"),
    ],
)
def test_what_is_wrong_with_a_sign_up(idp: Provider, changes: dict[str, object], status: int, error: str) -> None:
    answer = sign_up(idp, **{"email": "wrong@example.org", **changes})  # type: ignore[arg-type]
    assert (answer.status, answer.json["error"]) == (status, error)
    assert answer.json["error_description"]
    assert idp.identity.users.by_email("wrong@example.org") is None


def test_a_reset_is_sent_whoever_asks_and_the_answer_is_one(idp: Provider, box: Mailbox) -> None:
    email = idp.person()
    answers = []
    for address in ("never@example.org", email):
        body = {"client_id": "spa", "email": address, "connection": CONNECTION}
        answers.append(idp.browser().send("POST", "/dbconnections/change_password", body, origin=PAGE))
    assert {(answer.status, answer.text) for answer in answers} == {
        (200, "We've just sent you an email to reset your password.")
    }
    assert answers[0].headers["access-control-allow-origin"] == PAGE
    browser = idp.browser()
    assert browser.submit(browser.get(box.link()), password="a completely new one").status == 200
    form = idp.browser().post("/dbconnections/change_password", {"client_id": "spa", "email": email})
    assert form.status == 200
    assert box.next()["To"] == email


def test_bodies_that_cannot_be_read(idp: Provider) -> None:
    for body in (b"{", b"[]", b"\xff"):
        answer = idp.browser().ask("POST", "/dbconnections/signup", body, {"content-type": "application/json"})
        assert (answer.status, answer.json["error"]) == (400, "invalid_request")
    broken = idp.browser().ask("POST", "/oauth/token", b"a=%ff", {"content-type": "application/x-www-form-urlencoded"})
    assert (broken.status, broken.json["error"]) == (400, "invalid_request")
    large = idp.browser().ask("POST", "/oauth/token", b"x" * 300_000, {"content-type": "application/json"})
    assert (large.status, large.json["error"]) == (413, "invalid_request")
    assert idp.browser().get("/nothing").json["error"] == "not_found"
    wrong = idp.browser().get("/oauth/token")
    assert (wrong.status, wrong.headers["allow"]) == (405, "POST")
