"""Rules that are no filters."""

from findling.base.errors import SecurityError


class FilterError(SecurityError):
    """A rule that cannot filter the documents of an index: nothing of it is shown. It says what to change."""
