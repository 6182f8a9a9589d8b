"""The bell publishes messages, and nobody ever waits for a broker that is down."""

import os
import threading
import time

import pytest

from governance import wake
from governance.bell import MOST_WAITING, Bell
from portal import wake as portal_wake


def test_it_publishes_a_message_that_expires(monkeypatch):
    sent = []

    class App:
        def send_task(self, name, **options):
            sent.append((name, options))

    monkeypatch.setattr(portal_wake, "app", App())
    bell = Bell(portal_wake.publish, otherwise="")
    bell()
    bell.waiting.join()
    assert sent == [
        ("governance.work_off_deliveries", {"expires": portal_wake.EXPIRES, "retry": False})
    ]


def test_whoever_rings_doesnt_wait_for_the_broker():
    answer = threading.Event()
    bell = Bell(answer.wait, otherwise="")
    began = time.monotonic()
    for _ in range(100):
        bell()
    assert time.monotonic() - began < 1
    answer.set()
    bell.waiting.join()


def test_of_many_rings_at_once_few_are_sent():
    answer, sent = threading.Event(), []

    def slow():
        sent.append(1)
        answer.wait()

    bell = Bell(slow, otherwise="")
    for _ in range(100):
        bell()
    answer.set()
    bell.waiting.join()
    assert 1 <= len(sent) <= MOST_WAITING + 1


def test_what_a_ring_is_about_is_sent_with_it():
    sent = []
    bell = Bell(lambda *about: sent.append(about), otherwise="")
    bell(7)
    bell.waiting.join()
    bell("a", 8)
    bell.waiting.join()
    assert sent == [(7,), ("a", 8)]


def test_after_a_failure_it_rings_again_and_says_so_once(caplog):
    down = [True]

    def send():
        if down[0]:
            raise ConnectionError("refused")

    bell = Bell(send, otherwise="the relay delivers")
    for _ in range(3):
        bell()
        bell.waiting.join()
    assert caplog.text.count("the relay delivers: refused") == 1
    down[0] = False
    caplog.set_level("INFO", "governance.bell")
    bell()
    bell.waiting.join()
    assert caplog.text.count("answers again") == 1


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_process_has_a_bell_of_its_own():
    reader, writer = os.pipe()
    bell = Bell(lambda: os.write(writer, b"%d\n" % os.getpid()), otherwise="")
    bell()
    bell.waiting.join()
    child = os.fork()
    if child == 0:
        bell()
        bell.waiting.join()
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        assert pipe.read().split() == [str(os.getpid()), str(child)]


def test_whatever_a_ring_raises_is_never_heard(monkeypatch, caplog):
    def broken():
        raise ConnectionError("refused")

    monkeypatch.setattr(wake, "_ring", [broken])
    wake.workers()
    assert "the relay delivers: refused" in caplog.text


def test_the_portal_has_registered_its_bell():
    assert wake._ring == [portal_wake.ring]
