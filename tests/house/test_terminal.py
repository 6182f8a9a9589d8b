"""What `make run` says: each thing once."""

import io

from portal.launch.progress import Report, SignIn, Step
from portal.launch.supervisor_client import PartState
from portal.launch.terminal import Terminal, sentence, table

HALF = Report("working", [Step("people", "People", "done", "", 2.4), Step("train", "Training")])


def test_an_ended_step_is_said_once_however_often_one_looks():
    stream = io.StringIO()
    terminal = Terminal(stream)
    terminal.show(HALF)
    terminal.show(HALF)
    assert stream.getvalue() == "  ✓ People (2 s)\n"


def test_a_log_gets_no_control_characters():
    stream = io.StringIO()
    Terminal(stream).show(Report("working", [Step("train", "Training", "working", "tree 4")]))
    assert stream.getvalue() == ""


def test_a_real_terminal_has_a_line_for_the_step_at_work():
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Screen()
    Terminal(stream).show(Report("working", [Step("train", "Training", "working", "tree 4")]))
    assert stream.getvalue().endswith("0/1 … Training: tree 4")


def test_a_failed_step_says_why():
    assert sentence(Step("train", "Training", "failed", "no space left")).endswith("no space left")


def test_a_part_given_up_is_named_with_its_log():
    stream = io.StringIO()
    Terminal(stream).show_failure(PartState("runner", "FATAL", 0, "/home/log/runner.log"))
    assert "runner doesn't stay up" in stream.getvalue()
    assert "/home/log/runner.log" in stream.getvalue()


def test_sign_ins_stand_in_columns():
    lines = table([SignIn("ana", "pit-lane", "analyst"), SignIn("oliver", "wall", "officer")])
    assert [line.index(word) for line, word in zip(lines, ("analyst", "officer"), strict=True)] == [
        20,
        20,
    ]
