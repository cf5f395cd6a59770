"""The shop's tests. With a container in place of `findling`, only the fixture below would differ."""

import pytest
from shop import Catalogue


@pytest.fixture
def catalogue(findling):
    return Catalogue(findling.client)


def test_finds_by_word_stem(catalogue):
    assert sorted(catalogue.find("kettle")) == ["k1", "k2"]


def test_finds_what_is_cheap_enough(catalogue):
    assert catalogue.find("kettle", cheaper_than=40) == ["k2"]


def test_adds_a_product(catalogue):
    catalogue.add("k3", "Travel kettle", 19.0, ["blue"])
    assert catalogue.find("travelling kettles")[0] == "k3"
    assert catalogue.colours()["blue"] == 2


def test_the_product_of_another_test_is_not_there(catalogue):
    assert catalogue.find("travel") == []
    assert catalogue.colours() == {"black": 1, "blue": 1, "copper": 1, "white": 1}
