"""A version that a pipeline serves is not asked at the gateway."""

import pytest

from workflows.gateway.scoring import service
from workflows.models import Target
from workflows.words import Driver

pytestmark = pytest.mark.django_db


def test_the_answer_says_where_to_ask_instead(lap):
    release = lap.round()
    Target.objects.update(driver=Driver.WEBHOOK)
    with pytest.raises(service.ServesElsewhere) as refused:
        service.serving(lap.cast.ann, "late-arrivals", lap.now)
    assert f"{release} is in service, and isn't served by Pitwall." in refused.value.message
    assert "scores come here by the API" in refused.value.remedy
