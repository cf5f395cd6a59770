"""What a password must be."""

import hashlib
from pathlib import Path

import pytest

from findling.identity.accounts.password_rules import PasswordRules


@pytest.mark.parametrize(
    "password", ["correct horse", "Grüße aus Köln", "パスワードではない", "x7#kQ9!z", "a" * 5 + "bcz" * 80]
)
def test_long_or_strange_passwords_may_be_used(password: str) -> None:
    assert PasswordRules().fault(password, "somebody@example.org") is None


def test_the_same_password_may_be_typed_in_two_ways() -> None:
    assert PasswordRules().fault("e\u0301" * 4 + "abc") == "password-too-short"  # seven letters once composed


@pytest.mark.parametrize("form", ["plain", "digest", "counted"])
def test_the_operators_list_is_read(tmp_path: Path, form: str) -> None:
    password = "tr0ub4dor and 3"
    digest = hashlib.sha1(password.encode()).hexdigest().upper()
    line = {"plain": password, "digest": digest, "counted": f"{digest}:42"}[form]
    path = tmp_path / "breached.txt"
    path.write_text(f"another one\n{line}\n")
    assert PasswordRules(path).fault(password) == "password-too-common"
    assert PasswordRules(path).fault("another one") == "password-too-common"
    assert PasswordRules().fault(password) is None


@pytest.mark.parametrize("password", ["findling1", "cinemagoer", "cinemagoer2024!", "example99"])
def test_what_stands_in_the_account_is_no_password(password: str) -> None:
    assert PasswordRules().fault(password, "cinemagoer@example.org") == "password-in-account"
