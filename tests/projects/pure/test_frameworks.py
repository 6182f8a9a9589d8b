"""Names, versions and specifiers by Python's rules."""

from projects import frameworks


def test_names_have_one_form():
    assert frameworks.name("Scikit_Learn") == "scikit-learn"
    assert frameworks.name("not a name") is None


def test_a_bare_version_means_exactly_that_one():
    assert frameworks.specifier("2.4") == "==2.4"
    assert frameworks.specifier(">=2.4,<3") in {"<3,>=2.4", ">=2.4,<3"}
    assert frameworks.specifier("newest") is None


def test_what_lacks_is_missing_or_too_old():
    have = {"torch": "2.1.0", "numpy": "2.0.1"}
    assert frameworks.lacking({"torch": ">=2.4", "numpy": ">=2", "jax": ">=0.4"}, have) == {
        "torch": ">=2.4",
        "jax": ">=0.4",
    }


def test_versions_compare_as_numbers():
    assert frameworks.satisfies("2.10", ">=2.9")
