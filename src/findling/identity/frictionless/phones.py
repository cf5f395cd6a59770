"""Numbers of people, verified by a code that is sent there."""

import re
from typing import Final

from findling.base.errors import IllegalArgumentError, RejectedExecutionError
from findling.identity.accounts.lockout import Limit
from findling.identity.frictionless.claiming import claim_contacts
from findling.identity.service import Identity
from findling.identity.stores.users import Account

CODES_FOR: Final = Limit(5, 60 * 60 * 1000)
ATTEMPTS: Final = Limit(20, 60 * 60 * 1000)
_SPACES: Final = re.compile(r"[\s().\-/]")
_NUMBER: Final = re.compile(r"\+[1-9][0-9]{6,14}")


def normal_number(text: str) -> str:
    """Returns a number as it is kept: E.164, such as +4915112345678. Raises IllegalArgumentError."""
    number = _SPACES.sub("", text)
    if not _NUMBER.fullmatch(number):
        raise IllegalArgumentError("a number begins with + and the code of its country")
    return number


def send_code(identity: Identity, account: Account, text: str) -> None:
    """Sends a code to a number. Raises IllegalArgumentError, RejectedExecutionError."""
    number = normal_number(text)
    limits = [(f"code-of:{account['user_id']}", CODES_FOR), (f"code-to:{number}", CODES_FOR)]
    if not identity.lockout.take(limits):
        raise RejectedExecutionError("too many codes were sent")
    code = identity.phone_codes.give(account["user_id"], number)
    identity.messenger.send_later(number, f"{code} is your code for {identity.node.config.cluster_name}.")
    identity.event("phone_code_sent", user_id=account["user_id"])


def verify_code(identity: Identity, account: Account, code: str) -> Account | None:
    """Makes the number that a code was sent to the account's own, verified; None for a wrong code.

    Raises RejectedExecutionError.
    """
    user_id = account["user_id"]
    if not identity.lockout.take([(f"code-tried:{user_id}", ATTEMPTS)]):
        raise RejectedExecutionError("too many codes were tried")
    number = identity.phone_codes.use(user_id, code.strip())
    changed = None if number is None else identity.users.set(user_id, phone_number=number, phone_verified=True)
    if changed is None:
        identity.event("phone_code_wrong", user_id=user_id)
        return None
    identity.event("phone_verified", user_id=user_id)
    claim_contacts(identity, changed)
    return changed
