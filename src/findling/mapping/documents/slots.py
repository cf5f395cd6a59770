"""The documents that a batch becomes, inputs and the nested documents in them, and the order they are stored in."""

from array import array

import numpy as np
import numpy.typing as npt

from findling.mapping.raw_values import Owners


class Slots:
    """Slots 0 to n_inputs-1 are the inputs' root documents; nested ones follow as they are met, after their parents.

    n_inputs: number of documents sent
    """

    def __init__(self, n_inputs: int) -> None:
        self.n_inputs = n_inputs
        numbers = np.arange(n_inputs, dtype=np.int32).tobytes()
        self._parents = array("i", numbers)
        self._roots = array("i", numbers)
        self.paths: list[tuple[Owners, str]] = []

    def __len__(self) -> int:
        return len(self._parents)

    @property
    def parents(self) -> Owners:
        return np.array(self._parents, dtype=np.int32)

    @property
    def roots(self) -> Owners:
        """(n_slots,) int32: the input of every slot."""
        return np.array(self._roots, dtype=np.int32)

    def input_of(self, slot: int) -> int:
        return self._roots[slot]

    def add(self, parents: Owners, path: str) -> Owners:
        """Adds one nested document per entry of `parents` and returns their slots."""
        first = len(self._parents)
        self._parents.extend(parents.tolist())
        self._roots.extend(self.roots[parents].tolist())
        added = np.arange(first, len(self._parents), dtype=np.int32)
        self.paths.append((added, path))
        return added

    def nested_counts(self) -> npt.NDArray[np.int64]:
        """Returns (n_inputs,) the number of nested documents of each input."""
        return np.bincount(self.roots[self.n_inputs :], minlength=self.n_inputs)

    def numbers(self, failed: list[int]) -> npt.NDArray[np.int32]:
        """Returns (n_slots,) int32 the doc of each slot, -1 for those of failed inputs.

        Children stand before their parents, in the order in which they were met.
        """
        alive = np.ones(self.n_inputs, dtype=np.bool_)
        alive[failed] = False
        if len(self) == self.n_inputs:
            docs = np.cumsum(alive, dtype=np.int32) - 1
            return np.where(alive, docs, -1).astype(np.int32)
        return self._post_order(alive)

    def _post_order(self, alive: npt.NDArray[np.bool_]) -> npt.NDArray[np.int32]:
        parents, n_inputs, total = self._parents, self.n_inputs, len(self)
        sizes = [1] * total
        for slot in range(total - 1, n_inputs - 1, -1):
            sizes[parents[slot]] += sizes[slot]
        root_sizes = np.where(alive, np.array(sizes[:n_inputs]), 0)
        starts = (np.cumsum(root_sizes) - root_sizes).tolist() + [0] * (total - n_inputs)
        free = list(starts)
        for slot in range(n_inputs, total):
            parent = parents[slot]
            starts[slot] = free[slot] = free[parent]
            free[parent] += sizes[slot]
        docs = np.array(starts, dtype=np.int64) + np.array(sizes) - 1
        return np.where(alive[self.roots], docs, -1).astype(np.int32)
