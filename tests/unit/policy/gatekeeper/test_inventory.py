"""`data.inventory`: what has been given away stays as it was."""

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from findling.policy.gatekeeper.inventory import Inventory, inventory_path
from tests.reference.kubernetes import thing

THINGS = [thing(name, kind, where) for name in "ab" for kind in ("Pod", "Namespace") for where in ("", "x", "y")]
STEPS = st.lists(st.tuples(st.sampled_from(("put", "hide", "remove", "look")), st.integers(0, len(THINGS) - 1)))


@given(STEPS)
def test_a_tree_is_that_of_its_moment(steps: list[tuple[str, int]]) -> None:
    inventory, there = Inventory(), set[int]()
    seen: list[tuple[Any, Any]] = []
    for step, number in steps:
        revision = inventory.revision
        body, was_there = THINGS[number], number in there
        if step == "look":
            tree = inventory.tree()[1]
            assert tree == expected(there)
            seen.append((tree, copy.deepcopy(tree)))
        elif step == "remove":
            inventory.remove(inventory_path(body))
            there.discard(number)
        else:
            inventory.put(body, step == "put")
            there = there | {number} if step == "put" else there - {number}
        assert (inventory.revision != revision) is (step == "put" or (was_there and step != "look"))
    assert inventory.tree()[1] == expected(there)
    assert all(tree == before for tree, before in seen)


def expected(there: set[int]) -> dict[str, Any]:
    tree: dict[str, Any] = {"cluster": {}, "namespace": {}}
    for number in there:
        *way, last = inventory_path(THINGS[number])
        below = tree
        for part in way:
            below = below.setdefault(part, {})
        below[last] = THINGS[number]
    return tree


def test_namespaces_are_known_whether_templates_see_them_or_not() -> None:
    inventory = Inventory()
    dev = thing("dev", "Namespace")
    inventory.put(dev, is_visible=False)
    assert inventory.namespace("dev") == dev
    assert inventory.tree() == (0, {"cluster": {}, "namespace": {}})
    inventory.remove(inventory_path(dev))
    assert inventory.namespace("dev") is None
