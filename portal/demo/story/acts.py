"""What the people of the story do again and again; each act is skipped where it was done already."""

from collections.abc import Callable, Sequence

from governance.models import Membership
from governance.services import memberships
from portal.demo.story.clock import StoryClock
from portal.demo.story.people import MEMBERS, Troupe
from portal.demo.story.waiting import Stuck
from projects.models import UseCase
from projects.services import use_cases
from workflows import standing
from workflows.models import Cycle
from workflows.services import cycles, gates

Vote = tuple[str, str]


class Acts:
    """One use case's acts: who does what, at the story's time."""

    def __init__(self, troupe: Troupe, clock: StoryClock, say: Callable[[str], None]) -> None:
        self.troupe, self.clock, self.say = troupe, clock, say

    def actor(self, username: str):
        return self.troupe.actor(username, self.clock.now)

    def use_case(self, slug: str, title: str, summary: str, policy: str = "standard") -> UseCase:
        """The use case, taken in by a governance officer, who then makes up its team."""
        found = UseCase.objects.filter(slug=slug).select_related("scope", "policy").first()
        return found or use_cases.create(
            actor=self.actor("ola"),
            title=title,
            slug=slug,
            summary=summary,
            policy_name=policy,
            founder_role="",
            now=self.clock.now,
        )

    def join(self, use_case: UseCase, *usernames: str) -> None:
        """Give these people their role in the use case."""
        roles = {person.username: person.role for person in MEMBERS} | {
            "crew-desk": "app_developer"
        }
        for username in usernames:
            held = Membership.objects.filter(scope=use_case.scope, user_id=self.troupe.id(username))
            if not held.exists():
                memberships.add(
                    actor=self.actor("ola"),
                    scope_id=use_case.scope_id,
                    user_id=self.troupe.id(username),
                    role=roles[username],
                    now=self.clock.later(minutes=2),
                )

    def cycle(self, use_case: UseCase, by: str, why: str) -> Cycle:
        """The newest cycle, begun where there is none."""
        rows = Cycle.objects.select_related("scope", "use_case__scope", "policy_version", "target")
        return rows.filter(use_case=use_case).order_by("-number").first() or cycles.start(
            actor=self.actor(by), use_case_id=use_case.pk, why=why, now=self.clock.now
        )

    def gate(
        self,
        cycle: Cycle,
        stage: str,
        *,
        by: str,
        note: str,
        votes: Sequence[Vote],
        days: Sequence[float] = (),
        opens: bool = True,
    ) -> None:
        """Submit a stage and let people vote; `days` are waits in days, one a vote.

        Raises Stuck, with the gate's reasons, where it was to open and didn't.
        """
        here = standing.of(cycle, now=self.clock.now).stages[stage]
        if here.is_open:
            return
        review = here.review if here.review is not None and here.review.state == "open" else None
        if review is None:
            review = gates.submit(
                actor=self.actor(by), cycle_id=cycle.pk, stage=stage, note=note, now=self.clock.now
            )
        voted = set(review.votes.values_list("voter__username", flat=True))
        for n, (voter, comment) in enumerate(votes):
            self.clock.later(minutes=int(1440 * days[n]) if n < len(days) else 190)
            if voter not in voted:
                gates.vote(
                    actor=self.actor(voter),
                    review_id=review.pk,
                    choice="approve",
                    comment=comment,
                    seen_hash=review.content_hash,
                    now=self.clock.now,
                )
        after = standing.of(cycle, now=self.clock.now).stages[stage]
        if opens and not after.is_open:
            raise Stuck(" ".join(reason.text for reason in after.view.reasons))
