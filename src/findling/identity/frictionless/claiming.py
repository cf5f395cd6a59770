"""People get what they did before they had a name."""

import logging
from typing import Final

from findling.base.errors import FindlingError
from findling.identity.frictionless.guests import guest_of
from findling.identity.service import Identity
from findling.identity.stores.users import Account
from findling.node.ownership.claim import EMAIL, PHONE, Claim
from findling.node.ownership.claims import Claims

logger = logging.getLogger("findling.identity")
_CONTACTS: Final = ((EMAIL, "email", "email_verified"), (PHONE, "phone_number", "phone_verified"))


def claim_guest(identity: Identity, account: Account, token: str) -> Claim | None:
    """Gives somebody what a guest wrote; None for a token that is no guest's, or whose guest is somebody else."""
    guest = guest_of(identity, token)
    return None if guest is None else identity.node.kept(Claims).of_guest(guest, account["user_id"])


def claim_contacts(identity: Identity, account: Account) -> list[Claim]:
    """Gives somebody the documents without an owner that have a contact which is verified.

    Never keeps anybody from logging in: what goes wrong is logged, and tried again the next time.
    """
    claims = identity.node.kept(Claims)
    found = []
    for kind, member, verified in _CONTACTS:
        contact = account.get(member)
        if not contact or not account.get(verified):
            continue
        try:
            claim = claims.of_contact(kind, contact, account["user_id"])
        except FindlingError as error:
            logger.warning("documents of a contact were not claimed kind=%s error=%s", kind, error.reason)
            continue
        if claim is not None:
            found.append(claim)
    return found
