"""The table of parts, the supervisor's file and the scripts agree."""

import configparser
import os
import stat

import pytest

from portal.launch.parts import PARTS
from portal.launch.supervisor import FILE, configuration
from tests.house.settings_names import ROOT

READ_BY_OTHERS = {"environment", "mlflow-store"}
SCRIPTS = [path for path in (ROOT / "bin").iterdir() if path.name not in READ_BY_OTHERS]


def test_the_supervisors_file_is_written_from_the_table():
    assert FILE.read_text() == configuration(), "run `python -m portal.launch.supervisor`"


def test_the_supervisors_file_parses_and_starts_each_part_once():
    parser = configparser.RawConfigParser(inline_comment_prefixes=(";",))
    parser.read_string(FILE.read_text())
    programs = [name for name in parser.sections() if name.startswith("program:")]
    assert programs == [f"program:{part.name}" for part in PARTS]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_a_parts_script_ends_in_exec_so_that_signals_reach_it(part):
    script = (ROOT / part.command).read_text().replace("\\\n", " ").strip()
    assert script.splitlines()[-1].startswith("exec ")


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_can_be_run_and_stops_at_the_first_error(path):
    assert path.stat().st_mode & stat.S_IXUSR
    assert "\nset -eu" in path.read_text()


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_a_parts_script_exists(part):
    assert os.access(ROOT / part.command, os.X_OK)
