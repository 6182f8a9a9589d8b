"""Ports: the wanted one, those beside it, and what is said when one is taken."""

import socket

import pytest

from portal.launch.ports import DERIVED, PortTaken, is_free, settle
from tests.fixtures.parts import free_port


@pytest.fixture
def taken():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_that_somebody_listens_on_is_not_free(taken):
    assert not is_free(taken)
    assert is_free(free_port())


def test_the_derived_ports_are_the_next_ones_so_that_they_stay_the_same():
    environment = {"PORT": str(free_port())}
    web = int(environment["PORT"])
    settle(environment)
    for name, distance in DERIVED.items():
        if is_free(web + distance):
            assert environment[name] == str(web + distance)


def test_a_taken_neighbour_is_replaced_by_a_free_port(taken):
    environment = {"PORT": str(taken - 1)}
    if not is_free(taken - 1):
        environment = {"PORT": str(taken - 2), "PITWALL_GATEWAY_PORT": str(free_port())}
    settle(environment)
    assert environment["PITWALL_GATEWAY_PORT"] != str(taken)
    assert is_free(int(environment["PITWALL_GATEWAY_PORT"]))


@pytest.mark.parametrize("name", ["PORT", "PITWALL_GATEWAY_PORT"])
def test_a_wanted_port_that_is_taken_is_refused_with_another_to_choose(taken, name):
    environment = {"PORT": str(free_port()), name: str(taken)}
    with pytest.raises(PortTaken, match=rf"Port {taken} is taken.*\n +{name}=\d+ make run"):
        settle(environment)
