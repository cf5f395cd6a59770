"""RowModel: a model that is asked with rows of numbers, as edges deploy them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol


class RowModel(Protocol):
    """A model under a name. features: the names of its columns, in order"""

    @property
    def features(self) -> Sequence[str]: ...

    def check(self, row: Mapping[str, Any]) -> None:
        """Raises IllegalArgumentError for a row that the model cannot be asked with."""

    def infer(self, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Returns a prediction for each row, an object with `predicted_value`. Raises FindlingError."""


FindRowModel = Callable[[str], RowModel | None]
"""Name -> the model, None if there is none."""


def no_row_model(name: str) -> RowModel | None:
    """Finds nothing."""
    return None
