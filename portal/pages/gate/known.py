"""What the keys and digests in a gate's content are called, read for the stage that names them."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from portal.components.formats import thousands
from portal.pages.gate.change_words import Content, Names
from projects.models import DatasetVersion, DataSource, Environment, Place
from workflows.models import Target


def names_for(stage: str, scope_id: int, *contents: Content) -> Names:
    """The names that these contents of a stage need; one or two queries."""
    read = _READERS.get(stage)
    return read(scope_id, contents) if read else Names()


def _of_training(scope_id: int, contents: tuple[Content, ...]) -> Names:
    digests = {one.get("held_out") for one in contents}
    rows = DatasetVersion.objects.filter(scope=scope_id, sha256__in=digests - {None, ""})
    return Names(
        datasets={
            one.sha256: _("%(label)s, %(rows)s rows")
            % {"label": one.label, "rows": thousands(one.rows)}
            for one in rows
        }
    )


def _of_data(scope_id: int, contents: tuple[Content, ...]) -> Names:
    keys = {key for one in contents for key in one.get("sources") or []}
    return Names(sources=_sources(keys))


def _of_platform(scope_id: int, contents: tuple[Content, ...]) -> Names:
    said = [one.get("environment") or {} for one in contents]
    environments = Environment.objects.filter(key__in={one.get("key") for one in said})
    places = Place.objects.filter(code__in={one.get("place") for one in said})
    return Names(
        environments=dict(environments.values_list("key", "title")),
        places=dict(places.values_list("code", "title")),
    )


def _of_integration(scope_id: int, contents: tuple[Content, ...]) -> Names:
    said = [one.get("contract") or {} for one in contents]
    return Names(sources=_sources({one.get("operational_source") or "" for one in said}))


def _of_release(scope_id: int, contents: tuple[Content, ...]) -> Names:
    keys = {(one.get("target") or {}).get("key") for one in contents}
    return Names(targets=dict(Target.objects.filter(key__in=keys).values_list("key", "title")))


def _sources(keys: set[str]) -> dict[str, str]:
    return dict(DataSource.objects.filter(key__in=keys).values_list("key", "title"))


_READERS: Mapping[str, Callable[[int, tuple[Content, ...]], Names]] = {
    "training": _of_training,
    "data": _of_data,
    "platform": _of_platform,
    "integration": _of_integration,
    "release": _of_release,
}
