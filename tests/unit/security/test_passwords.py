import hashlib
from base64 import b64encode
from collections.abc import Iterator

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
