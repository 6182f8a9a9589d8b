"""A use case with a version in service, in the database that the environment names.

Prints its ids and the key of its DevOps as JSON; run as `python -m benchmarks.served`.
"""

import json

import django

django.setup()

from django.core.management import call_command  # noqa: E402 (Django has to be set up before)
from django.utils import timezone  # noqa: E402

from benchmarks.site import Site  # noqa: E402
from governance.services import tokens  # noqa: E402
from tests.story import Lap  # noqa: E402
from workflows.models import Release  # noqa: E402


def in_service(lap: Lap) -> None:
    """A lap that ended in a release."""
    lap.round()


def main() -> None:
    call_command("prepare")
    site = Site(runs=0, stories=[in_service])
    release = Release.objects.select_related("candidate").get()
    key = tokens.make(actor=site.cast.dov, name="benchmark", now=timezone.now()).secret
    told = {
        "use_case": site.laps[0].use_case.pk,
        "scope": release.scope_id,
        "release": release.pk,
        "version": release.candidate.version,
        "key": key,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
