"""The sentence in which the policy refuses something."""

from findling.base.errors import SecurityError
from findling.base.ids import random_uuid
from findling.policy.authz.decider import Ruling
from findling.security.authc.authentication import Authentication
from findling.security.authz.authority import Authority
from findling.security.authz.denials import described


def refusal(action: str, authentication: Authentication, authority: Authority, ruling: Ruling) -> SecurityError:
    """Returns the error that the policy does not allow an action."""
    id_ = ruling.id or random_uuid()
    return SecurityError(
        f"action [{action}] is unauthorized for {described(authentication, authority)}, refused by policy: "
        f"{ruling.decision.reason} [decision {id_}]",
        decision_id=id_,
        policy_revision=ruling.snapshot.revision.number,
    )
