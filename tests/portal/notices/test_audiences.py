"""Who is told of what follows roles, and sight at that moment."""

from datetime import timedelta

from governance.models import Notice, Scope
from governance.services import findings, memberships, people
from projects.services import comments, source_access, verdicts, work_items

MORE = timedelta(minutes=1)


def say(news, by, text):
    case = news.lap.use_case
    return comments.add(
        actor=news.cast.actor(by), subject=f"use_case:{case.pk}", text=text, now=news.lap.tick()
    )


def leave(news, name, role):
    row = news.lap.use_case.scope.memberships.get(user=news.cast.id(name), role=role, until=None)
    memberships.remove(actor=news.cast.ola, membership_id=row.pk, now=news.lap.tick())


def test_those_whose_vote_could_count_are_asked_and_the_submitter_is_not(news):
    lap = news.lap
    lap.start()
    lap.make.brief(lap.use_case)
    review = lap.submit("definition", "sam")
    news.deliver()
    assert ("vote", "review") in news.of("ava")
    assert ("vote", "review") in news.of("sia")
    assert "vote" not in news.kinds("sam")
    assert "vote" not in news.kinds("dov")
    # Whoever wrote what is voted on has no vote, in no role.
    assert "vote" not in news.kinds("ana")
    lap.vote(review, "ava")
    lap.vote(review, "sia")
    news.deliver()
    assert ("decided", "review") in news.of("sam")
    assert "decided" not in news.kinds("sia")


def test_who_is_mentioned_is_told_once_and_nobody_else(news):
    say(news, "ana", "@sam @SAM, @stan and @nobody: look. @ana too.")
    news.deliver()
    assert news.kinds("sam") == ["mention"]
    assert news.kinds("ana") == []
    assert news.kinds("stan") == []


def test_officers_can_be_mentioned_because_they_see_it(news):
    say(news, "ana", "May we, @ola?")
    news.deliver()
    assert news.kinds("ola") == ["mention"]


def test_an_owner_who_is_mentioned_too_is_told_once(news):
    work_items.add(
        actor=news.cast.ana,
        subject=f"use_case:{news.lap.use_case.pk}",
        title="@sam and @dee look at March",
        owner_id=news.cast.id("sam"),
        now=news.lap.tick(),
    )
    news.deliver()
    assert (news.kinds("sam"), news.kinds("dee")) == (["work"], ["mention"])


def test_work_that_is_due_is_told_to_its_owner_once(news):
    lap = news.lap
    work_items.add(
        actor=news.cast.ana,
        subject=f"use_case:{lap.use_case.pk}",
        title="Look at March",
        owner_id=news.cast.id("sam"),
        due=lap.now.date() + timedelta(days=1),
        now=lap.tick(),
    )
    assert work_items.remind_due(now=lap.now) == []
    tomorrow = lap.tick(days=1)
    assert len(work_items.remind_due(now=tomorrow)) == 1
    assert work_items.remind_due(now=tomorrow) == []
    news.deliver()
    assert news.kinds("sam") == ["work", "work"]


def open_finding(news, **given):
    return findings.open_(
        actor=news.cast.ola,
        scope_id=news.lap.use_case.scope_id,
        kind="test",
        title="Look",
        dedupe_key="test",
        now=news.lap.tick(),
        **given,
    )


def test_a_finding_is_its_owners(news):
    open_finding(news, owner_id=news.cast.id("dov"))
    news.deliver()
    assert news.kinds("dov") == ["finding"]
    assert news.kinds("dot") == []


def test_a_finding_that_nobody_has_taken_is_the_roles(news):
    open_finding(news, owner_role="devops")
    news.deliver()
    assert (news.kinds("dov"), news.kinds("dot")) == (["finding"], ["finding"])
    assert news.kinds("sam") == []


def test_the_owner_of_a_source_is_asked_though_a_stranger_and_the_asker_answered(news):
    lap = news.lap
    source = lap.make.source(owner_id=news.cast.id("stan"))
    row = source_access.ask(
        actor=news.cast.dee,
        use_case_id=lap.use_case.pk,
        source_id=source.pk,
        reason="For the target.",
        now=lap.tick(),
    )
    news.deliver()
    assert news.of("stan") == [("asked", "access")]
    source_access.grant(actor=news.cast.stan, access_id=row.pk, now=lap.tick())
    news.deliver()
    assert news.of("dee") == [("answered", "access")]


def test_rows_are_asked_of_data_engineers_and_answered_to_who_asked(news):
    lap = news.lap
    lap.start()
    lap.make.brief(lap.use_case)
    plan = lap.make.plan(lap.use_case)
    verdicts.ask(
        actor=news.cast.sam, plan_id=plan.pk, part="train", rows=5, note="", now=lap.tick()
    )
    news.deliver()
    assert ("asked", "verdict") in news.of("dee")


def test_a_release_is_told_to_the_team_and_to_no_stranger(news):
    lap = news.lap
    lap.round()
    news.deliver()
    assert "release" in news.kinds("ana")
    assert "release" in news.kinds("ivo")
    for name in ("stan", "ada", "val"):
        assert "release" not in news.kinds(name)


def test_whose_roles_change_is_told(news):
    people.grant_site_role(
        actor=news.cast.ada, user_id=news.cast.id("stan"), role="auditor", now=news.lap.tick()
    )
    memberships.add(
        actor=news.cast.ola,
        scope_id=news.lap.use_case.scope_id,
        user_id=news.cast.id("stan"),
        role="it",
        now=news.lap.tick(),
    )
    news.deliver()
    assert news.kinds("stan") == ["role", "role"]


def test_a_leaver_hears_nothing_more(news):
    say(news, "ana", "@ivo, look.")
    leave(news, "ivo", "it")
    news.deliver()
    assert news.kinds("ivo") == []


def test_everything_that_is_told_is_told_by_this_reader_alone(news):
    say(news, "ana", "@sam, look.")
    news.deliver()
    news.deliver()
    assert Notice.objects.count() == 1
    assert Notice.objects.get().scope == Scope.objects.get(key="late-arrivals")
