"""Which names of indices and aliases a request may use: asked for wherever names are resolved.

Who asks is a matter of the thread, or of the work that was begun for it: nothing that resolves names can forget it.
Without security there is no access to ask, and all names may be used.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, Protocol

from findling.base.errors import FindlingError


class Access(Protocol):
    """What one who asks may do, while one action is carried out."""

    @property
    def owner(self) -> str:
        """Who asks: what one leaves open (scrolls) is for the same one only."""

    def sees(self, name: str) -> bool:
        """Whether the action may be done with an index or alias of that name, be it there or not."""

    def refusal(self, names: Sequence[str]) -> FindlingError:
        """Returns the error that the action may not be done with these."""

    def check(self, action: str) -> None:
        """Raises the refusal of an action that is no matter of single indices."""

    def acting(self, action: str) -> "Access":
        """Returns the access of the same one while another action is carried out."""

    @property
    def signature(self) -> str | None:
        """What documents carry that this one writes where documents have owners; None: nothing."""

    @property
    def of_roles(self) -> "Access":
        """What the roles alone let one do: a policy may allow less."""

    @property
    def visibility(self) -> Hashable:
        """What those have in common whose roles let them do the same, whatever the action."""

    @property
    def variables(self) -> Mapping[str, Any]:
        """What is known of who asks, for templates."""

    def documents(self, name: str, via: frozenset[str]) -> Any:
        """Returns what may be seen of an index that was reached through names."""


_CURRENT: Final[ContextVar[Access | None]] = ContextVar("access", default=None)


def current_access() -> Access | None:
    """Returns the access of what is being done; None: all may be done."""
    return _CURRENT.get()


@contextmanager
def under(access: Access | None) -> Iterator[None]:
    """Lets what is done in the block be done under an access, under none if it is None."""
    token = _CURRENT.set(access)
    try:
        yield
    finally:
        _CURRENT.reset(token)


@contextmanager
def acting(action: str) -> Iterator[None]:
    """Lets what is done in the block be another action of the same one: what a request does by the way."""
    access = _CURRENT.get()
    if access is None:
        yield
        return
    token = _CURRENT.set(access.acting(action))
    try:
        yield
    finally:
        _CURRENT.reset(token)


def check_action(action: str) -> None:
    """Raises the refusal of the current access if an action may not be done at all."""
    access = _CURRENT.get()
    if access is not None:
        access.check(action)


def check_aliases(names: Sequence[str]) -> None:
    """Raises the refusal of the current access if it may not give aliases these names. It does not tell which."""
    access = _CURRENT.get()
    if access is not None and not all(map(access.acting("indices:admin/aliases").sees, names)):
        raise access.acting("indices:admin/aliases").refusal(())


def seen_names(names: Iterable[str]) -> list[str]:
    """Returns the names that the current access sees."""
    access = _CURRENT.get()
    return [name for name in names if access is None or access.sees(name)]


def current_owner() -> str | None:
    """Returns who asks, None where that is not known: what one leaves behind is for the same one only."""
    access = _CURRENT.get()
    return None if access is None else access.owner


def check_names(names: Sequence[str]) -> None:
    """Raises the refusal of the current access if it does not see all of the names."""
    access = _CURRENT.get()
    if access is None:
        return
    refused = [name for name in names if not access.sees(name)]
    if refused:
        raise access.refusal(refused)
