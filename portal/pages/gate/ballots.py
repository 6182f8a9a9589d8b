"""Who has voted, who still can, and in which seats the reader may."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from governance import gates, queries
from governance.actors import Actor
from governance.models import Review, User, Vote
from governance.policy import StageRules
from governance.roll import Roll
from governance.services.policies import version_rules
from governance.words import Choice, ReviewState, VoteKind, role_label
from portal.components.formats import moment
from portal.pages import links, names
from projects.models import UseCase
from workflows.standing import StageStanding


@dataclass(frozen=True)
class QuorumRow:
    """One rule of approval as the page shows it."""

    rule: str
    detail: str
    got: int
    needed: int
    note: str
    href: str = ""


@dataclass(frozen=True)
class Said:
    """A vote or an advice that was given, and whether it counts."""

    name: str
    role: str
    choice: str
    key: str
    comment: str
    when: datetime
    counts: bool
    why_not: str
    binding: bool


@dataclass(frozen=True)
class Seat:
    """A role in which the reader may vote: `value` is what the form sends."""

    value: str
    label: str
    role: str


@dataclass(frozen=True)
class Standing:
    """What the reader may do with a round that waits: seats to vote in, or why there are none."""

    seats: tuple[Seat, ...] = ()
    refusal: str = ""
    who_can: str = ""
    voted: Said | None = None
    may_advise: bool = False
    advised: Said | None = None
    stranger: bool = False


def quorum(
    here: StageStanding,
    context: Mapping[str, str],
    case: UseCase,
    reader: str,
    roll: Roll,
    now: datetime,
) -> Iterator[QuorumRow]:
    """Each rule with who has voted and who can; `reader` is told “you”.

    Where no round waits and the gate is shut, these are the rules of the next: `context` (tier,
    residency, classification) says which will be asked.
    """
    rules = {one.role: one for one in here.rules.approvals_for(context)}
    counts = here.review is not None and (here.is_open or here.review.state == ReviewState.OPEN)
    votes = _when(here.review) if counts and here.review is not None else {}
    lines = here.view.quorum if counts else _of_the_next(here, context, roll, now)
    for line in lines:
        rule = rules.get(line.role)
        said = [
            _("%(name)s, %(moment)s") % {"name": name, "moment": votes[name]}
            if name in votes
            else name
            for name in line.voters
        ]
        can = [_("you") if name == reader else name for name in line.can_still]
        yield QuorumRow(
            rule=f"{line.needed} × {role_label(line.role)}",
            detail=_details(line, not_author=rule is not None and rule.not_author),
            got=line.got,
            needed=line.needed,
            note=_note(line, said, can),
            href=links.to("team", case.slug) if line.vacant else "",
        )


def _of_the_next(
    here: StageStanding, context: Mapping[str, str], roll: Roll, now: datetime
) -> list[gates.QuorumLine]:
    """What a round submitted now would ask for; votes of rounds that are over count for nothing."""
    view = gates.evaluate(
        rules=here.rules,
        binding=None,
        current_hash="",
        checks=(),
        votes=(),
        electorate=queries.electorate(here.rules, roll, now),
        now=now,
    )
    asked = {one.role for one in here.rules.approvals_for(context)}
    return [line for line in view.quorum if line.role in asked]


def _details(line: gates.QuorumLine, *, not_author: bool) -> str:
    parts = [_("who didn’t write it")] if not_author else []
    parts += [_("everyone who holds the role")] if line.everyone else []
    parts += [_("because %(when)s") % {"when": line.when}] if line.when else []
    return ", ".join(parts)


def _note(line: gates.QuorumLine, said: list[str], can: list[str]) -> str:
    told = [_("Voted: %(names)s.") % {"names": names.listed(said)}] if said else []
    if line.missing and line.vacant:
        told.append(_("Vacant: not enough people hold this role."))
    elif line.missing:
        told.append(_("Can vote: %(names)s.") % {"names": names.listed(can)})
    return " ".join(told)


def _when(review: Review) -> dict[str, str]:
    """When each voter voted, by the name that the quorum uses."""
    found = {}
    for vote in review.votes.all():
        if vote.kind == VoteKind.BINDING:
            name = (
                _("%(voter)s for %(on_behalf_of)s")
                % {"voter": vote.voter, "on_behalf_of": vote.on_behalf_of}
                if vote.on_behalf_of
                else str(vote.voter)
            )
            found[name] = moment(vote.cast_at)
    return found


def said(review: Review, roll: Roll, now: datetime) -> tuple[Said, ...]:
    """Votes and advice of a round, in the order in which they were given."""
    policy = version_rules(review.policy_version)
    facts = queries.vote_facts(review, policy, roll, now)
    return tuple(_said(vote, fact) for vote, fact in zip(review.votes.all(), facts, strict=True))


def _said(vote: Vote, fact: gates.VoteFact) -> Said:
    return Said(
        name=fact.name,
        role=vote.role,
        choice=str(Choice(vote.choice).label).capitalize(),
        key=vote.choice,
        comment=vote.comment,
        when=vote.cast_at,
        counts=fact.counts,
        why_not=fact.why_not,
        binding=vote.kind == VoteKind.BINDING,
    )


def standing(actor: Actor, review: Review | None, roll: Roll, now: datetime) -> Standing:
    """What the actor may do with a round, by the same rules as the service asks in its lock."""
    if review is None or review.state != ReviewState.OPEN:
        return Standing()
    desk = _Ballot.of(actor, review, roll, now)
    own = [one for one in review.votes.all() if one.voter_id == actor.user_id]
    facts = dict(zip([one.pk for one in review.votes.all()], desk.votes, strict=True))
    binding = next((one for one in own if one.kind == VoteKind.BINDING), None)
    advice = next((one for one in own if one.kind == VoteKind.ADVISORY), None)
    if binding is not None:
        return Standing(
            voted=_said(binding, facts[binding.pk]),
            advised=_said(advice, facts[advice.pk]) if advice else None,
        )
    seats = tuple(desk.seats())
    roles = desk.roll.roles_of(actor.user_id, now) if actor.user_id else []
    refusal = None if seats else desk.refusal(roles)
    return Standing(
        seats=seats,
        refusal=refusal.reason if refusal else "",
        who_can=desk.who_can() if refusal else "",
        may_advise=bool(roles) and actor.user_id != review.submitter_id and advice is None,
        advised=_said(advice, facts[advice.pk]) if advice else None,
        stranger=not roles,
    )


@dataclass(frozen=True)
class _Ballot:
    """A round as votes are judged on it, for one person."""

    review: Review
    person: User | None
    roll: Roll
    rules: StageRules
    facts: gates.ReviewFacts
    votes: tuple[gates.VoteFact, ...]
    now: datetime

    @classmethod
    def of(cls, actor: Actor, review: Review, roll: Roll, now: datetime) -> "_Ballot":
        policy = version_rules(review.policy_version)
        person = User.objects.filter(
            pk=actor.user_id or 0, is_service=False, is_active=True
        ).first()
        return cls(
            review,
            person,
            roll,
            policy.stage(review.gate.stage),
            queries.review_facts(review, policy),
            queries.vote_facts(review, policy, roll, now),
            now,
        )

    def seats(self) -> Iterator[Seat]:
        """Roles of one's own that are asked for, then those that were lent."""
        if self.person is None:
            return
        for role in self.roll.roles_of(self.person.pk, self.now):
            if self.may(role) is None:
                yield Seat(role, _("as %(role)s") % {"role": role_label(role)}, role)
        if not self.roll.belongs(self.person.pk, self.now):
            return
        for giver in queries.lenders(self.person.pk, self.review.gate.scope, self.now):
            lent = queries.lent_roles(giver.pk, self.person.pk, self.review.gate.scope, self.now)
            for role in self.roll.roles_of(giver.pk, self.now):
                if role in lent and self.may(role, giver) is None:
                    words = {"name": giver.label, "role": role_label(role)}
                    label = _("for %(name)s, as %(role)s") % words
                    yield Seat(f"{role}:{giver.pk}", label, role)

    def may(self, role: str, giver: User | None = None) -> gates.Refusal | None:
        if self.person is None:
            return gates.Refusal(_("Only people vote."))
        return gates.may_vote(
            rules=self.rules,
            binding=self.facts,
            votes=self.votes,
            person=str(self.person.uuid),
            role=role,
            on_behalf_of=str(giver.uuid) if giver else "",
        )

    def refusal(self, roles: list[str]) -> gates.Refusal | None:
        """Why there is no seat: the reason of the first role held."""
        if not roles:
            return gates.Refusal(_("You hold no role in this use case that votes."))
        return self.may(roles[0])

    def who_can(self) -> str:
        """The people whose votes are still wanted."""
        view = gates.evaluate(
            rules=self.rules,
            binding=self.facts,
            current_hash=self.review.content_hash,
            checks=(),
            votes=self.votes,
            electorate=queries.electorate(self.rules, self.roll, self.now),
            now=self.now,
        )
        wanted = [
            f"{names.listed(line.can_still)} ({role_label(line.role)})"
            for line in view.quorum
            if line.missing and line.can_still
        ]
        return "; ".join(wanted)
