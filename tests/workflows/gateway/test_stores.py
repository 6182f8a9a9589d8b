"""Each workspace's artifacts have one store; where that can't be told, none are written or read."""

import pytest

from tests.projects.conftest import Make
from workflows.gateway.server.stores import NoStore, Stores
from workflows.models import MlflowBinding, MlflowServer

pytestmark = pytest.mark.django_db
BY_PLACE = {"hall-b": "/srv/hall-b", "cloud-eu": "s3://eu"}


@pytest.fixture
def bound(cast, now):
    """Bind a use case to the place with this code, or to the default store."""
    cast.policy_version()
    make = Make(cast, now)
    server = MlflowServer.objects.create(key="own", title="MLflow", tracking_uri="http://x")

    def bind(code: str = "") -> MlflowBinding:
        row = make.use_case()
        return MlflowBinding.objects.create(
            scope=row.scope,
            server=server,
            workspace=row.slug,
            experiment_id="1",
            artifacts_place=make.place(code) if code else None,
        )

    return bind


def known(stores: Stores, workspace: str) -> Stores:
    stores.learn(workspace)
    return stores


def test_a_place_has_its_own_and_all_others_the_default(bound):
    stores = Stores("/srv/default", BY_PLACE)
    for code, where in (("hall-b", "/srv/hall-b"), ("cloud-eu", "s3://eu"), ("", "/srv/default")):
        workspace = bound(code).workspace
        known(stores, workspace)
        assert stores.destination(f"workspaces/{workspace}/1/models/a.bin") == where
        assert stores.destination(f"workspaces/{workspace}") == where


def test_a_place_that_the_settings_name_no_more_isnt_taken_for_the_default(bound):
    workspace = bound("hall-c").workspace
    stores = known(Stores("/srv/default", BY_PLACE), workspace)
    with pytest.raises(NoStore, match="hall-c"):
        stores.destination(f"workspaces/{workspace}/1/a")


@pytest.mark.parametrize(
    "path", [None, "", "workspaces", "workspaces/", "workspaces/other/1", "1/a"]
)
def test_what_is_in_no_workspace_has_none(bound, path):
    stores = known(Stores("/srv/default", BY_PLACE), bound().workspace)
    with pytest.raises(NoStore):
        stores.destination(path)


def test_a_workspace_that_is_being_made_is_looked_up_again(bound):
    stores = known(Stores("/srv/default", BY_PLACE), "late-arrivals")
    assert not stores.knows("late-arrivals")
    bound("hall-b")
    assert known(stores, "late-arrivals").knows("late-arrivals")
    assert stores.destination("workspaces/late-arrivals/1") == "/srv/hall-b"
