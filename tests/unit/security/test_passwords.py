import hashlib
import threading
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from findling.base.errors import IllegalArgumentError, ValidationError
from findling.security.authc.failures import FailedLogins
from findling.security.authc.passwords import PasswordHasher, check_hash, check_password


@pytest.fixture
def hasher() -> Iterator[PasswordHasher]:
    made = PasswordHasher()
    yield made
    made.close()


def test_only_the_right_password_is_right(hasher: PasswordHasher) -> None:
    hashed = hasher.hash("correct horse")
    assert hashed.startswith("$argon2id$")
    assert hashed != hasher.hash("correct horse")
    for _ in range(2):  # the second time it is remembered
        assert hasher.verify("correct horse", hashed)
        assert not hasher.verify("battery staple", hashed)
    hasher.forget()
    assert hasher.verify("correct horse", hashed)


def test_nobody_has_a_password(hasher: PasswordHasher) -> None:
    assert not hasher.verify("anything", None)
    assert not hasher.verify("nobody has this password", None)


def test_hashes_of_elasticsearch(hasher: PasswordHasher) -> None:
    salt = b"0123456789abcdef"

    def hashed(password: str, rounds: int) -> str:
        made = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, rounds, 32)
        return f"{rounds}${b64encode(salt).decode()}${b64encode(made).decode()}"

    assert hasher.verify("a password", f"{{PBKDF2}}{hashed('a password', 1000)}")
    assert not hasher.verify("another", f"{{PBKDF2}}{hashed('a password', 1000)}")
    stretched = hashlib.sha512(b"a password").hexdigest()
    assert hasher.verify("a password", f"{{PBKDF2_STRETCH}}{hashed(stretched, 1000)}")
    assert not hasher.verify("a password", "{PBKDF2}1000$nonsense")


def test_what_is_refused() -> None:
    with pytest.raises(ValidationError, match="at least"):
        check_password("short")
    with pytest.raises(IllegalArgumentError, match="not a hash"):
        check_hash("plain")


def test_whoever_guesses_waits() -> None:
    failed = FailedLogins()
    for _ in range(9):
        failed.failed("a", "1.2.3.4")
    assert not failed.must_wait("a", "1.2.3.4")
    failed.failed("a", "1.2.3.4")
    assert failed.must_wait("a", "1.2.3.4")
    assert not failed.must_wait("a", "5.6.7.8")
    assert not failed.must_wait("b", "1.2.3.4")
    failed.succeeded("a", "1.2.3.4")
    assert not failed.must_wait("a", "1.2.3.4")


def test_who_goes_on_waits_twice_as_long_each_time_but_not_for_ever() -> None:
    now = [0.0]
    failed = FailedLogins(lambda: now[0])
    waited = []
    for attempt in range(25):
        assert not failed.must_wait("a", None)
        failed.failed("a", None)
        began = now[0]
        while failed.must_wait("a", None):
            now[0] += 1.0
        waited.append((attempt + 1, now[0] - began))
    assert waited[:9] == [(attempt, 0.0) for attempt in range(1, 10)]
    assert [seconds for _, seconds in waited[9:18]] == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0]
    assert {seconds for _, seconds in waited[18:]} == {300.0}


def test_two_threads_hash_whoever_comes(hasher: PasswordHasher) -> None:
    hashed = hasher.hash("right")
    before = threading.active_count()
    with ThreadPoolExecutor(8) as clients:
        verified = list(clients.map(lambda number: hasher.verify("right" if number % 2 else "wrong", hashed), range(8)))
        assert threading.active_count() <= before + 8 + 1
    assert verified == [False, True] * 4
