"""The roles that a policy gives to users whom others know.

Only realms whose settings say `roles_by_policy` ask: whoever may write policies decides then what these users may do.
"""

import logging
from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import FindlingError
from findling.policy.snapshot import Snapshot
from findling.policy.store.facts import ROLES

PATH: Final = f"{ROLES}.roles"
_METADATA: Final = "metadata."
logger = logging.getLogger("findling.policy")


def given_roles(snapshot: Snapshot, facts: Mapping[str, Any]) -> tuple[str, ...]:
    """Returns the roles that the rule `findling.identity.roles` gives; none if there is no rule, or it is no answer.

    facts: as of role mappings; rules see them as `input.username`, `groups`, `dn`, `realm`, `metadata`
    """
    if not snapshot.revision.facts.has_package(ROLES):
        return ()
    try:
        found = snapshot.evaluate(PATH, _input(facts), str(facts["username"]))
    except FindlingError as error:
        logger.warning("a policy gave no roles revision=%s error=%s", snapshot.revision.number, error.reason)
        return ()
    if not isinstance(found, (list, set, frozenset, tuple)):
        return ()
    return tuple(sorted(name for name in found if isinstance(name, str)))


def _input(facts: Mapping[str, Any]) -> dict[str, Any]:
    metadata = {name.removeprefix(_METADATA): value for name, value in facts.items() if name.startswith(_METADATA)}
    plain = {name: facts.get(name) for name in ("username", "dn", "groups")}
    return {**plain, "realm": facts.get("realm.name"), "metadata": metadata}
