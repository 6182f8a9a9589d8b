"""Writing parts of a data set so that their digest can be trusted."""

import hashlib

import pandas as pd
import pytest

from portal.demo.data import parts


@pytest.fixture
def part() -> pd.DataFrame:
    return pd.DataFrame({"key": ["b", "a"], "delay": [3, -1], "place": ["Rio, RJ", "Zürich"]})


def test_it_orders_rows_by_the_first_column_and_ends_lines_with_lf(part):
    expected = 'key,delay,place\na,-1,Zürich\nb,3,"Rio, RJ"\n'

    assert parts.canonical_csv(part) == expected.encode()


def test_the_digest_is_that_of_the_files_bytes(part, tmp_path):
    path = tmp_path / "new" / "part.csv"

    digest = parts.write(part, path)

    assert digest == hashlib.sha256(path.read_bytes()).hexdigest() == parts.digest(part)


def test_the_order_in_which_rows_came_does_not_matter(part):
    assert parts.digest(part) == parts.digest(part.iloc[::-1])


def test_one_changed_value_changes_the_digest(part):
    assert parts.digest(part) != parts.digest(part.assign(delay=[3, -2]))


def test_it_refuses_fractions_because_their_text_may_differ(part):
    with pytest.raises(ValueError, match="Column delay holds float64"):
        parts.canonical_csv(part.assign(delay=[0.1, 0.2]))


def test_it_refuses_a_key_that_names_two_rows(part):
    with pytest.raises(ValueError, match="Column key must name each row once; 1 of its values"):
        parts.canonical_csv(part.assign(key=["a", "a"]))
