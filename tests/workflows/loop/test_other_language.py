"""What is kept doesn't hang on the language in which somebody read the page that they acted on."""

from django.utils import translation

from governance.models import CheckResult, Review
from projects.models import DatasetVersion
from tests.every_page import pseudo
from workflows.models import Job


def test_nothing_is_kept_in_the_actors_language(lap):
    with pseudo.spoken(), translation.override(pseudo.CODE):
        lap.round()
        said = lap.stage("training").spec.label
    assert pseudo.BEGIN in said, "what is shown is in the reader's language"
    assert all(rows.exists() for rows in (CheckResult.objects, DatasetVersion.objects, Job.objects))
    assert not [one for one in pseudo.written() if pseudo.BEGIN in one]


def test_the_same_facts_have_the_same_hash_in_every_language(lap):
    lap.start()
    lap.make.brief(lap.use_case, **lap.brief)
    plain = lap.stage("definition")
    with pseudo.spoken(), translation.override(pseudo.CODE):
        review = lap.submit("definition", "ana")
    assert review.content_hash == plain.content_hash
    assert {one.reason for one in Review.objects.get().check_results.all()} == {
        line.outcome.reason for line in plain.checks
    }
