"""How rows are shown: as DRF itself would show them, whatever their columns hold."""

import json
from collections.abc import Iterator

import pytest
from django.utils import timezone
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from zeal import zeal_ignore

from governance.api import flat, outputs
from governance.api.people import PersonOut
from portal import urls
from portal.api.desk import ActivityOut
from portal.api.notices import NoticeOut
from portal.api.watching import WatchedOut
from projects.api.use_cases import UseCaseOut
from projects.words import Lifecycle
from workflows.exports import shown as of_the_archive

# Where every serializer that shows rows is made.
PLACES = (urls, of_the_archive)


# What isn't in a row: sentences, what stands where, and roles that are asked for with the people.
TOLD = {ActivityOut, NoticeOut, PersonOut, WatchedOut}


def kinds(kind: type = outputs.Shown) -> Iterator[type]:
    """Every serializer that shows a model's rows, those of the archive too."""
    for one in kind.__subclasses__():
        yield from kinds(one)
        if hasattr(one, "Meta") and one not in TOLD:
            yield one


def said(kind: type, rows: list) -> list:
    """What goes out."""
    return json.loads(JSONRenderer().render(kind(rows, many=True, context={"kept": ()}).data))


@pytest.mark.parametrize("zone", ["UTC", "Europe/Warsaw"])
def test_every_kind_of_row_is_shown_as_drf_shows_it(whole, zone, monkeypatch):
    shown = {}
    with timezone.override(zone), zeal_ignore():
        for kind in kinds():
            rows = list(kind.Meta.model.objects.order_by("-pk")[:5])
            if rows:
                shown[kind] = (rows, said(kind, rows))
        monkeypatch.delattr(outputs.Shown, "to_representation")
        assert outputs.Row.to_representation is serializers.ModelSerializer.to_representation
        for kind, (rows, ours) in shown.items():
            assert ours == said(kind, rows), kind
    assert PLACES
    assert len(shown) > 30


def test_a_row_that_was_just_made_is_shown_with_words_for_their_values(whole):
    """A member of a vocabulary goes out as its word, as it does once it has been stored."""
    row = whole.use_case
    row.lifecycle = Lifecycle.SUSPENDED
    (shown,) = said(UseCaseOut, [row])
    assert shown["lifecycle"] == "suspended"
    assert shown["policy"] == row.policy.name


def test_a_list_read_as_columns_is_what_rows_would_show(whole):
    """Each list that can be read so, beside the same rows shown one by one."""
    read = 0
    with zeal_ignore():
        for kind in kinds():
            columns = flat.of(kind)
            if columns is None:
                continue
            rows = kind.Meta.model.objects.order_by("-pk")[:5]
            shown = columns.items(list(rows.values_list(*columns.columns)))
            ours = json.loads(JSONRenderer().render(shown))
            assert ours == said(kind, list(rows)), kind
            read += bool(ours)
    assert read > 25
