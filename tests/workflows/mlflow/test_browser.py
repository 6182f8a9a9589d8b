"""MLflow's own pages in a real browser, through the gateway: portal, MLflow, and back."""

import pytest
from django.conf import settings
from django.test import Client

from tests.fixtures.parts import Part, answers

pytestmark = [pytest.mark.browser, pytest.mark.slow_parts, pytest.mark.timeout(180)]


@pytest.fixture
def portal(guarded):
    """The portal beside the gateway, on the same host."""
    address = f"http://127.0.0.1:{guarded.environment['PORT']}"
    part = Part("web", guarded.environment, lambda: answers(f"{address}/healthz"))
    part.start()
    yield address
    part.stop()


@pytest.fixture
def signed_in(guarded, portal, context):
    """Sia's browser; she is in both use cases. What the server refuses it is noted in `refused`."""
    client = Client()
    client.force_login(
        guarded.cast.user("sia"), backend="django.contrib.auth.backends.ModelBackend"
    )
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": portal}])
    page = context.new_page()
    page.refused = []
    page.on("response", lambda one: page.refused.append(one) if one.status >= 400 else None)
    return page


def families(page) -> set[str]:
    """What was refused, by the part of the address that says which family it is of."""
    return {one.url.partition("/mlflow/")[2].split("/")[0].split("?")[0] for one in page.refused}


def test_from_the_portal_to_a_run_to_another_workspace_and_back(guarded, portal, signed_in, watch):
    watch.forgive(
        r"/ajax-api/\d\.0/mlflow/(users/current|assistant/)",
        "MLflow's own pages ask for what its gateway closes, and say so on the console",
    )
    run = guarded.run(key=guarded.key("sia"))
    guarded.experiment("no-shows-trials", key=guarded.key("sia", guarded.other))
    page = signed_in
    page.goto(f"{portal}/mlflow/")
    page.wait_for_url(f"{guarded.url}/**")
    for slug in (guarded.use_case.slug, guarded.other.slug):
        page.get_by_role("link", name=slug).wait_for()
    page.get_by_role("link", name=guarded.use_case.slug).click()
    page.goto(f"{guarded.url}/#/experiments?workspace={guarded.use_case.slug}")
    page.reload()
    page.get_by_role("link", name="trials").wait_for()
    page.goto(
        f"{guarded.url}/#/experiments/{guarded.experiment(key=guarded.key('sia'))}"
        f"/runs/{run}?workspace={guarded.use_case.slug}"
    )
    page.reload()
    page.get_by_text(run).first.wait_for()
    page.get_by_role("combobox").first.click()
    page.get_by_role("option", name=guarded.other.slug).click()
    page.goto(f"{guarded.url}/#/experiments?workspace={guarded.other.slug}")
    page.get_by_role("link", name="no-shows-trials").wait_for()
    # The list; beside it MLflow's own page still names what was looked at last.
    rows = page.get_by_role("row")
    assert rows.get_by_role("link", name="trials", exact=True).count() == 0
    # Families that Pitwall closes, and one that a plain server doesn't have either.
    assert families(page) <= {"assistant", "users"}
    page.get_by_role("link", name="← Pitwall").click()
    page.wait_for_url(f"{portal}/board/")
    assert page.get_by_role("heading", level=1).first.is_visible()
