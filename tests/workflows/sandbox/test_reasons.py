"""What is told of a child that ended badly: all of its last words, a complaint, or none of them."""

import pytest

from workflows.sandbox import Limits, Words
from workflows.sandbox.reasons import TELLABLE, why

LIMITS = Limits(cpu_seconds=7)
SECRET = "AA,3.5,late"


def failure(kind: str) -> list[str]:
    """The end of what Python prints of an exception."""
    return [
        "Traceback (most recent call last):",
        '  File "model.py", line 3, in predict',
        f"    raise {kind}({SECRET!r})",
        f"{kind}: {SECRET}",
    ]


def test_all_words_are_the_last_line():
    assert why(1, failure("KeyError"), LIMITS) == f"failed with exit status 1: KeyError: {SECRET}"


@pytest.mark.parametrize("kind", ["KeyError", "ModuleNotFoundError", "numpy.linalg.LinAlgError"])
def test_without_words_the_class_is_told(kind):
    assert why(1, failure(kind), LIMITS, Words.NONE) == f"failed with exit status 1 ({kind})"


def test_a_message_of_several_lines_hides_no_class():
    tail = [*failure("ValueError"), SECRET, f"  {SECRET}", "TypeError is not what this is"]
    assert why(1, tail, LIMITS, Words.NONE) == "failed with exit status 1 (ValueError)"


@pytest.mark.parametrize("kind", ["model.Row_AA_3_5_late", "AA_3_5_late", "numpy.AA", "Error AA"])
def test_a_class_of_its_own_is_not_told(kind):
    assert why(1, failure(kind), LIMITS, Words.NONE) == "failed with exit status 1"


@pytest.mark.parametrize("words", [Words.NONE, Words.COMPLAINT])
@pytest.mark.parametrize("status", [*range(1, 256), *(-n for n in range(1, 65))])
def test_whatever_the_status_nothing_that_was_printed_is_told(words, status):
    """But for what a program of ours says with status 65."""
    told = why(status, [*failure("model.Own"), SECRET], LIMITS, words)
    assert told
    assert (SECRET in told) == (words is Words.COMPLAINT and status == 65)


def test_the_closed_list_is_short_and_of_plain_names():
    assert "ValueError" in TELLABLE
    assert len(TELLABLE) < 100
    assert all(name.replace(".", "").replace("_", "").isalnum() for name in TELLABLE)


def test_a_status_like_that_of_a_signal_without_a_name_is_told_by_its_number():
    assert why(128 + 33, [], LIMITS) == "killed by signal 33"


def test_processor_time_is_only_blamed_where_it_is_bounded():
    assert why(152, [], LIMITS) == "killed: it used more than 7 s of processor time"
    assert why(152, [], Limits()) == "killed by signal SIGXCPU"
