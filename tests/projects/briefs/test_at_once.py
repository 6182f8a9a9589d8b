"""Of several revisions that start from the same one, one is kept and the others are told."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from governance.errors import StaleState
from projects.models import BriefRevision
from tests.cast import Cast
from tests.projects.conftest import Make, kinds

WRITERS = 8


def test_one_is_kept_and_the_others_are_told(fresh_database, now):
    cast = Cast(now)
    cast.policy_version()
    make = Make(cast, now)
    use_case = make.use_case()
    cast.join(use_case.scope)
    make.brief(use_case)

    def write(number):
        try:
            return make.brief(use_case, need=f"Need {number}.", based_on=1).number
        except StaleState as stale:
            return stale.message
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        said = list(pool.map(write, range(WRITERS)))
    told = "The brief is at revision 2 now; you started from 1."
    assert sorted(said, key=str) == [2, *[told] * (WRITERS - 1)]
    assert list(BriefRevision.objects.values_list("number", flat=True)) == [1, 2]
    assert kinds(use_case.scope).count("brief.revised") == 2
