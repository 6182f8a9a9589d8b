"""The bell, the list of what one was told, and the choices on the account page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.models import Notice, Scope
from governance.queries.notices import wishes
from governance.services import channels, memberships
from portal.notices import subscriber
from projects.services import comments
from tests.portal.pages.reading import words

pytestmark = pytest.mark.django_db
PAGE = "/notifications/"


@pytest.fixture
def mention(site, lap):
    """Sam mentions people; they are told at once."""

    def say(*names, text="look"):
        row = comments.add(
            actor=site.cast.sam,
            subject=f"use_case:{lap.use_case.pk}",
            text=" ".join(f"@{name}" for name in names) + f" {text}",
            now=lap.tick(),
        )
        entry = subscriber.LedgerEntry.objects.filter(kind="comment.added").latest("pk")
        subscriber.tell(entry, attempt=1)()
        return row

    return say


def test_an_empty_list_says_when_it_fills(site):
    assert "Nobody has needed you yet" in words(site.client("ana").get(PAGE))


def test_the_bell_counts_what_is_unread_on_every_page(site, mention):
    mention("ana")
    mention("ana")
    page = site.client("ana").get("/")
    assert 'aria-label="Notifications, 2 unread"' in page.content.decode()
    assert 'aria-label="Notifications"' in site.client("dee").get("/").content.decode()


def test_more_than_ninety_nine_unread_are_many(site, mention):
    mention("ana")
    one = Notice.objects.get()
    Notice.objects.bulk_create(again(one, entry_id=-n) for n in range(1, 100))
    page = site.client("ana").get(PAGE).content.decode()
    assert 'aria-label="Notifications, more than 99 unread"' in page
    assert "More than 99 unread notifications" in page
    assert "more than 99" in site.client("ana").get(PAGE + "bell/").content.decode()


def again(notice, **otherwise):
    """The same notice once more, otherwise in some of its columns."""
    columns = {one.attname: getattr(notice, one.attname) for one in notice._meta.concrete_fields}
    return Notice(**{**columns, "id": None, **otherwise})


def test_among_notices_of_many_use_cases_one_is_typed(site, lap, mention):
    mention("ana")
    one = Notice.objects.get()
    Scope.objects.bulk_create(Scope(key=f"many-{n}", label=f"Many {n}") for n in range(100))
    Notice.objects.bulk_create(
        again(one, scope_id=other.pk, entry_id=-n, recipient_id=site.cast.id("ola"))
        for n, other in enumerate(Scope.objects.order_by("pk"), 1)
    )
    client = site.client("ola")
    assert 'placeholder="Its short name, as in its address' in client.get(PAGE).content.decode()
    Notice.objects.filter(scope=lap.use_case.scope, recipient=site.cast.id("ola")).update(
        entry=one.entry
    )
    assert "Sam wrote" in words(client.get(PAGE + "?case=late-arrivals"))
    assert "Sam wrote" not in words(client.get(PAGE + "?case=many-3"))


def test_the_bell_is_asked_for_alone_and_stops_when_nobody_is_signed_in(site, mention, client):
    mention("ana")
    assert "1 unread" in site.client("ana").get(PAGE + "bell/").content.decode()
    answer = client.get(PAGE + "bell/")
    assert (answer.status_code, answer["HX-Reswap"]) == (286, "none")


def test_asking_for_the_bell_asks_for_nothing_that_stands_around_a_page(site, mention):
    mention("ana")
    client = site.client("ana")
    with CaptureQueriesContext(connection) as queries:
        client.get(PAGE + "bell/")
    # The session, its account, what the account may on the site, and the count.
    assert len(queries) == 4


def test_opening_one_reads_it_and_leads_there(site, mention):
    row = mention("ana")
    client = site.client("ana")
    assert "unread · You were mentioned Sam wrote in the discussion" in words(client.get(PAGE))
    answer = client.post(f"{PAGE}{Notice.objects.get().pk}/open/")
    page = "/use-cases/late-arrivals/discussion/"
    assert answer["Location"] == f"{page}?remark={row.pk}#remark-{row.pk}"
    assert "Nothing unread" in words(client.get(PAGE))


def test_all_are_read_as_the_filters_leave_them(site, mention):
    mention("ana")
    client = site.client("ana")
    client.post(PAGE + "read/", {"kind": "vote", "query": "kind=vote"})
    assert Notice.objects.filter(read_at=None).exists()
    answer = client.post(PAGE + "read/", {"kind": "mention", "query": "kind=mention"})
    assert answer["Location"] == PAGE + "?kind=mention"
    assert not Notice.objects.filter(read_at=None).exists()


def test_filters_that_are_not_understood_mark_nothing_as_read(site, mention):
    mention("ana")
    site.client("ana").post(PAGE + "read/", {"case": "gone"})
    assert not Notice.objects.exclude(read_at=None).exists()


def test_filters_narrow_the_list_and_nonsense_filters_nothing(site, mention):
    mention("ana")
    client = site.client("ana")
    assert "Nothing fits these filters" in words(client.get(PAGE, {"kind": "vote"}))
    for query in ({"kind": "mention", "case": "late-arrivals", "unread": "on"}, {"kind": "☃"}):
        assert "Sam wrote" in words(client.get(PAGE, query))


def test_nobody_reads_or_opens_the_notices_of_another(site, mention):
    mention("ana")
    pk = Notice.objects.get().pk
    for act in ("open", "read"):
        assert site.client("dee").post(f"{PAGE}{pk}/{act}/").status_code == 404
    assert Notice.objects.filter(read_at=None).exists()


def test_a_leaver_sees_nothing_of_it_any_more(site, lap, mention):
    mention("ana")
    row = lap.use_case.scope.memberships.get(user=site.cast.id("ana"), until=None)
    memberships.remove(actor=site.cast.ola, membership_id=row.pk, now=lap.tick())
    client = site.client("ana")
    said = words(client.get(PAGE))
    assert "Late arrivals" not in said
    assert "Nobody has needed you yet" in said
    assert client.post(f"{PAGE}{Notice.objects.get().pk}/open/").status_code == 404


def test_fifty_are_on_a_page_in_few_queries(site, mention, django_assert_max_num_queries):
    for _ in range(3):
        mention("ana")
    client = site.client("ana")
    client.get(PAGE)
    with django_assert_max_num_queries(30):
        client.get(PAGE)


def choices(**given):
    kinds = ("vote", "decided", "mention", "asked", "answered", "finding", "work", "release",
             "window", "role")  # fmt: skip
    form = {f"notices-{kind}-{way}": "at_once" for kind in kinds for way in ("portal", "mail")}
    return {**form, "notices-digest_hour": "8", **given}


def test_choices_are_kept_and_shown_again(site):
    client = site.client("ana")
    form = choices(**{"notices-vote-mail": "hourly", "notices-digest_hour": "17"})
    said = words(client.post("/account/notices/", form, follow=True))
    assert "Kept. From now on you are told so." in said
    kept = wishes([site.cast.user("ana")])[site.cast.id("ana")]
    assert (kept.often("vote", "mail"), kept.hours.digest_hour) == ("hourly", 17)
    shown = client.get("/account/").content.decode()
    assert '<option value="hourly" selected>' in shown


def test_half_of_the_quiet_hours_is_told_at_its_field(site):
    answer = site.client("ana").post("/account/notices/", choices(**{"notices-quiet_from": "22"}))
    assert answer.status_code == 422
    assert b'id="id_notices-quiet_until_error"' in answer.content


def test_a_channel_is_a_column_for_those_who_may_choose_it(site, lap):
    channels.add(
        actor=site.cast.ada,
        name="#arrivals",
        address="json://127.0.0.1:9/SECRETPART",
        kinds=["vote"],
        use_case="late-arrivals",
        now=lap.tick(),
    )
    shown = site.client("ana").get("/account/")
    assert "#arrivals" in words(shown)
    assert "SECRETPART" not in shown.content.decode()
    assert "#arrivals" not in words(site.client("stan").get("/account/"))


def test_without_an_address_or_a_mail_server_the_page_says_so(site):
    said = words(site.client("ana").get("/account/"))
    assert "E-mail goes to ana@example.org" in said
    assert "No mail server is configured here" in said
    user = site.cast.user("ana")
    user.email = ""
    user.save()
    assert "Your account has no e-mail address" in words(site.client("ana").get("/account/"))
