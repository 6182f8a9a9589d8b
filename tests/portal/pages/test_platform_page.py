"""The Platform page: what fits, what the use case takes, what IT is asked for."""

import pytest
import zeal

from projects.models import EnvironmentRevision, PlatformPlan
from tests.portal.pages.reading import words

pytestmark = pytest.mark.django_db
PLATFORM = "/use-cases/late-arrivals/platform/"


def test_it_registers_an_environment_and_its_next_revision(site, lap):
    place = lap.make.place()
    form = {
        "key": "hall-gpu",
        "title": "Hall GPU",
        "place": place.pk,
        "based_on": "0",
        "cpu_cores": "16",
        "memory_gib": "64",
        "frameworks": "scikit-learn 1.5.2",
    }
    client = site.client("ivo")
    assert "Hall GPU" in words(client.post("/environments/new/", form, follow=True))
    form |= {"memory_gib": "128", "based_on": "1"}
    # The service compares two revisions, each with its frameworks: no loop.
    with zeal.zeal_ignore([{"model": "projects.EnvironmentRevision", "field": "frameworks"}]):
        client.post("/environments/hall-gpu/revise/", form)
    assert EnvironmentRevision.objects.latest("number").memory_gib == 128
    assert site.client("ana").post("/environments/new/", form).status_code == 403
    wrong = client.post("/environments/new/", {**form, "key": "x", "frameworks": "scikit-learn"})
    assert "Line 1, “scikit-learn”: write it as" in words(wrong)


def test_what_an_environment_lacks_is_said_beside_it(site, lap):
    revision = lap.make.environment()
    lap.make.environment(key="gpu-hall", title="GPU hall", frameworks={"torch": "2.5.0"})
    form = {
        "revision": revision.pk,
        "cpu_cores": "4000",
        "memory_gib": "8",
        "based_on": "0",
        "frameworks": "torch >=2.4",
    }
    said = words(site.client("sam").post(PLATFORM + "plan/", form, follow=True))
    assert "Platform plan 1 is saved." in said
    assert "torch >=2.4 is needed; prem-cpu-1 doesn't have it. It is in GPU hall." in said
    assert "4000 CPU cores are needed, prem-cpu-1 has 8." in said
    assert PlatformPlan.objects.get().author.username == "sam"


def test_a_framework_is_asked_for_and_answered(site, lap):
    revision = lap.make.environment()
    form = {
        "framework-environment": revision.environment_id,
        "framework-name": "torch",
        "framework-specifier": ">=2.4",
        "framework-reason": "transformers",
    }
    assert "IT sees your request" in words(
        site.client("sam").post(PLATFORM + "ask/", form, follow=True)
    )
    client = site.client("ivo")
    assert "torch >=2.4" in words(client.get(PLATFORM))
    request = revision.environment.requests.get()
    answer = {"decision": "agree", "said-answer": "with Monday’s image"}
    said = words(client.post(f"{PLATFORM}requests/{request.pk}/", answer, follow=True))
    assert "The request is agreed." in said
    assert "with Monday’s image" in said
