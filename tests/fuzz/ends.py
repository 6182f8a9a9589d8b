"""Loose ends of the ground: what can be undone, answered or read, for each of the four who call."""

from datetime import timedelta

from django.utils import timezone

from governance import canonical
from governance.services import channels, delegations, saved_views, webhooks
from projects.services import attachments, comments, intake, source_access, work_items
from tests.projects.attachments.material import PDF, upload
from tests.story import Lap
from workflows.models import Job, Release, Target
from workflows.services import exports
from workflows.words import Driver, JobState, ReleaseState

LENT = (("ana", "ava", "analyst"), ("sam", "sia", "data_scientist"), ("dov", "dot", "devops"))


def leave(lap: Lap, names: list[str]) -> None:
    """What has been done and can be undone, and for each of these people a thing that is theirs."""
    loans(lap)
    talk(lap)
    ways_out(lap)
    for name in names:
        sources_of(lap, name)
        drafts_of(lap, name)
    archive(lap)
    pipeline(lap)


def loans(lap: Lap) -> None:
    now = timezone.now()
    for name, lent_to, role in LENT:
        delegations.give(
            actor=lap.cast.actor(name),
            taker_id=lap.cast.id(lent_to),
            role=role,
            scope_id=lap.use_case.scope_id,
            until=now + timedelta(days=20),
            now=now,
        )


def talk(lap: Lap) -> None:
    """A remark that is pinned, a promise that is kept, and a file."""
    ana, now, subject = lap.cast.ana, timezone.now(), f"use_case:{lap.use_case.pk}"
    said = comments.add(actor=ana, subject=subject, text="We wait for May.", now=now)
    comments.pin(actor=ana, comment_id=said.pk, now=now)
    item = work_items.add(actor=ana, subject=subject, title="Ask the tower", now=now)
    work_items.finish(actor=ana, item_id=item.pk, now=now)
    attachments.add(
        actor=ana,
        use_case_id=lap.use_case.pk,
        uploads=[upload("plan.pdf", PDF)],
        now=now,
    )


def ways_out(lap: Lap) -> None:
    """Webhooks that are paused, of the use case and of the site, and a channel of the site."""
    now = timezone.now()
    for name, within in (("dov", lap.use_case.scope_id), ("ola", None)):
        actor = lap.cast.actor(name, now=now)
        hook = webhooks.create(
            actor=actor,
            scope_id=within,
            name="paused",
            address="https://93.184.216.34/paused",
            events=["release.live"],
            now=now,
        ).webhook
        webhooks.pause(actor=actor, webhook_id=hook.pk, now=now)
    channels.add(
        actor=lap.cast.actor("ada", now=now),
        name="Releases",
        address="jsons://93.184.216.34/hook",
        kinds=["release"],
        now=now,
    )


def sources_of(lap: Lap, name: str) -> None:
    """Two sources that somebody owns: access to one is asked for, to the other it is granted."""
    for key in ("asked", "granted"):
        source = lap.make.source(f"{key}-of-{name}", owner_id=lap.cast.id(name))
        access = source_access.ask(
            actor=lap.cast.dee,
            use_case_id=lap.use_case.pk,
            source_id=source.pk,
            reason="Storms",
            now=lap.tick(),
        )
        if key == "granted":
            source_access.grant(actor=lap.cast.actor(name), access_id=access.pk, now=lap.tick())


def drafts_of(lap: Lap, name: str) -> None:
    """A view that somebody keeps, and the use case that they are about to found."""
    actor, now = lap.cast.actor(name), timezone.now()
    saved_views.save(
        actor=actor, place=saved_views.PLACES[0], name="Stuck", query="show=stuck", now=now
    )
    intake.keep(actor=actor, typed={"title": "Lost bags"}, step="need", now=now)


def archive(lap: Lap) -> None:
    """An export that is done, as far as those who fetch it see."""
    asked = exports.ask(actor=lap.cast.ana, use_case_id=lap.use_case.pk, now=timezone.now())
    exports.draft_of(asked).parent.mkdir(parents=True, exist_ok=True)
    exports.path_of(asked).write_bytes(b"PK")
    until = timezone.now() + timedelta(days=9)
    Job.objects.filter(pk=asked.pk).update(
        state=JobState.DONE,
        ended_at=timezone.now(),
        result=canonical.dumps({"until": until.isoformat()}),
    )


def pipeline(lap: Lap) -> None:
    """A release that a pipeline carries out, and has said nothing of."""
    target = Target.objects.create(
        key="edge", title="Edge", driver=Driver.WEBHOOK, place=lap.target.place
    )
    live = Release.objects.filter(scope=lap.use_case.scope).latest("pk")
    live.pk, live.target, live.state, live.live_at = None, target, ReleaseState.STARTING, None
    live.save(force_insert=True)
