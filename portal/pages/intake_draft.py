"""The draft of whoever asks: what was typed, as a form, and what is wrong with each step of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from governance import canonical, rules
from governance.access import roles_anywhere
from governance.models import Policy, User
from governance.words import Role, SiteRole
from portal.pages import metric_words
from portal.pages.forms.intake import IntakeForm, Person
from portal.pages.frame import PageRequest
from projects import queries
from projects.models import Intake
from projects.services import intake
from projects.words import Direction

# Who can write the brief, which is founded with the use case.
WRITERS = (Role.ANALYST, Role.DATA_SCIENTIST)
ALWAYS = {"based_on": "0", "policy_name": "standard", "task": "classification"}


@dataclass(frozen=True)
class Draft:
    """What was typed so far; `row` is None before anything was kept."""

    row: Intake | None
    form: IntakeForm
    roles: tuple[tuple[str, Any], ...]
    site_roles: frozenset[str]

    @property
    def typed(self) -> Mapping[str, str]:
        """Field → what was typed."""
        return canonical.loads(self.row.typed) if self.row else {}

    @property
    def adds(self) -> rules.Answer:
        """Whether the founder may ask people to join, in the role chosen."""
        role = self.typed.get("founder_role", "")
        return rules.answer(
            "team.manage", roles={role} if role else set(), site_roles=self.site_roles
        )

    @cached_property
    def _said(self) -> dict[str, Any] | None:
        """What the services would be given; None while a list was given what it doesn't offer."""
        if not self.form.is_bound or self.form.errors:
            return None
        return {"founding": self.form.founding(), "brief": self.form.brief()}

    @cached_property
    def team(self) -> tuple[list[tuple[int, str]], dict[str, str]]:
        """Who is to be added, and what is wrong with the names."""
        return self.form.members() if self.form.is_bound and self.adds.ok else ([], {})

    @cached_property
    def _refused(self) -> dict[str, str]:
        """What the services would refuse, field of the form by field."""
        found = intake.faults(**self._said) if self._said else {}
        return {self.form.names.get(name, name): why for name, why in found.items()}

    def faults(self, step: str) -> dict[str, str]:
        """What is wrong with a step, field by field; what is wrong with others is left to them."""
        if not self.form.is_bound:
            return {}
        names = self.form.parts(step)
        found = {name: " ".join(map(str, self.form.errors.get(name, ()))) for name in names}
        missing = self.form.missing(step)
        wrong = self.team[1] if step == "team" else self._refused
        return {
            name: why
            for name in names
            if (why := found[name] or missing.get(name, "") or wrong.get(name, ""))
        }

    def aims(self) -> list[str]:
        """The objectives in words: “ROC AUC ≥ 0.90”."""
        rows = self._said["brief"]["objectives"] if self._said else []
        return [_aim(one) for one in rows]

    def gaps(self) -> list[str]:
        """What the brief will lack for the Definition gate, as things to do."""
        if self._said is None:
            return []
        brief = self._said["brief"]
        asked = ("need", "prediction_target", "objectives", "questionnaire")
        return queries.gaps(**{name: brief[name] for name in asked})


def _aim(one: Mapping[str, str]) -> str:
    sign = metric_words.SIGNS[Direction(one["direction"])]
    return f"{metric_words.label(one['metric'], one['segment'])} {sign} {one['threshold']}"


def of(request: PageRequest, *, people: bool = False) -> Draft:
    """The reader's draft; `people` reads the names of those who can be asked to join, too."""
    row = Intake.objects.filter(person_id=request.user.pk).first()
    roles = tuple(_roles(request))
    form = form_of(request, canonical.loads(row.typed) if row else {}, roles, people=people)
    return Draft(row, form, roles, frozenset(request.actor.site_roles))


def form_of(
    request: PageRequest, typed: Mapping[str, str], roles, *, people: bool = False
) -> IntakeForm:
    """The form with all that was typed; unbound before anything was."""
    policies = Policy.objects.filter(versions__isnull=False).distinct().order_by("title")
    form = IntakeForm(
        {**ALWAYS, **typed} if typed else None,
        people=list(_people()) if people else (),
        roles=roles,
        policies=[(one.name, one.title) for one in policies],
        founder=request.user.pk,
        initial={"policy_name": "standard", "task": "classification"},
    )
    if form.is_bound:
        form.is_valid()
    return form


def _roles(request: PageRequest) -> Iterator[tuple[str, Any]]:
    """The roles in which the reader may found and write a brief: those they hold somewhere."""
    officer = SiteRole.OFFICER in request.actor.site_roles
    held = roles_anywhere(request.actor, request.now)
    for role in WRITERS:
        if officer or role in held:
            yield role.value, role.label


def _people() -> Iterator[Person]:
    rows = User.objects.filter(is_active=True, is_service=False)
    for one in rows.order_by("first_name", "last_name", "username"):
        yield Person(one.pk, one.label, one.username)
