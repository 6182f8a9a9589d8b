"""What a model asks for and an interpreter lacks is named; what can't be told is said to be so."""

import platform
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from workflows.children.fit import missing_requirements

HERE = Path(sys.executable)
MINOR = ".".join(platform.python_version_tuple()[:2])


@pytest.fixture
def lacks(tmp_path):
    def lacks(**files: str) -> list[str]:
        for name, text in files.items():
            (tmp_path / name.replace("__", ".")).write_text(text)
        return missing_requirements(tmp_path, HERE)

    return lacks


def test_a_model_that_fits_lacks_nothing(lacks):
    wanted = f"# written by MLflow\nmlflow=={version('mlflow')}\nPandas<4\nscikit_learn>=1.0\n\n--index-url https://x\n"
    assert lacks(requirements__txt=wanted, python_env__yaml=f"python: {MINOR}.99") == []


def test_each_lack_is_named_with_what_there_is(lacks):
    wanted = "scikit-learn==0.1\nno-such-thing==2.1\npandas[parquet]==0.0.1 --hash=sha256:00\n"
    assert lacks(requirements__txt=wanted, python_env__yaml="python: 2.7.18") == [
        f"Python 2.7.18 (has {platform.python_version()})",
        f"scikit-learn==0.1 (has {version('scikit-learn')})",
        "no-such-thing==2.1 (not installed)",
        f"pandas[parquet]==0.0.1 (has {version('pandas')})",
    ]


def test_markers_of_other_machines_do_not_count(lacks):
    assert lacks(requirements__txt='pywin32==306 ; sys_platform == "win32"\n') == []


def test_addresses_of_what_is_not_installed_cannot_be_told(lacks):
    assert lacks(requirements__txt="./wheels/ours.whl\n") == ["./wheels/ours.whl (can't be told)"]


def test_conda_files_serve_where_there_are_no_requirements(lacks):
    conda = "dependencies:\n- python=3.11\n- pip:\n  - mlflow\n  - no-such-thing\n"
    assert lacks(conda__yaml=conda) == ["no-such-thing (not installed)"]


@pytest.mark.parametrize(
    "text", ["", "- a list", "{", "dependencies: 3", "dependencies: [{pip: }]"]
)
def test_odd_conda_files_ask_for_nothing(lacks, text):
    assert lacks(conda__yaml=text, python_env__yaml=text) == []


def test_an_interpreter_that_does_not_run_is_named(tmp_path):
    with pytest.raises(OSError, match="nothing-here"):
        missing_requirements(tmp_path, tmp_path / "nothing-here")


def test_a_saved_model_fits_the_interpreter_that_saved_it(models):
    assert missing_requirements(models / "labels", HERE) == []


@pytest.mark.timeout(20)
def test_a_few_lines_that_stand_for_a_billion_items_ask_for_nothing(lacks):
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)
    )
    assert lacks(python_env__yaml=bomb + "python: *a9\n", conda__yaml=bomb) == []
