"""What is typed on the guided way to a use case: the founding, a brief, and who is asked to join."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.words import Role, role_label
from portal.pages.forms.brief import MOST_ROWS, BriefForm
from portal.pages.forms.inputs import chosen, lines, text
from projects.risk import QUESTIONS

FOUNDING = ("title", "summary", "policy_name", "founder_role")
# A brief asks for two analysts and two data scientists at its first gate; no other role for more.
SEATS = dict.fromkeys(Role, 2)

# What a step can't do without, and what to do about it.
NEEDED: Mapping[str, Mapping[str, Any]] = {
    "need": {
        "title": gettext_lazy("Give it a title that people will recognise."),
        "need": gettext_lazy("Say who needs what, and what it costs that they don’t have it."),
        "founder_role": gettext_lazy("Say what you are in it."),
    },
    "aim": {"task": gettext_lazy("Say what kind of prediction it is; it can be changed later.")},
    "limits": {
        "classification": gettext_lazy(
            "Say how sensitive the data is; in doubt choose the stricter one."
        ),
        "residency": gettext_lazy(
            "Say where data and models may be; in doubt choose on-premises only."
        ),
    },
    "risk": {},
    "team": {},
}


@dataclass(frozen=True)
class Person:
    """Somebody who can be asked to join."""

    pk: int
    name: str
    username: str

    @property
    def listed(self) -> str:
        """As the page's list of names has them."""
        return f"{self.name} ({self.username})"


class IntakeForm(BriefForm):
    """All that the steps ask for; each step shows its part of it, and answers for that alone."""

    summary = lines(
        gettext_lazy("The need in a sentence"),
        gettext_lazy("Shown under the title everywhere."),
        2,
        optional=True,
    )
    founder_role = chosen(
        gettext_lazy("Your role in it"),
        (),
        gettext_lazy("A brief is written by analysts and data scientists."),
    )
    policy_name = forms.ChoiceField(
        label=gettext_lazy("Policy"),
        required=False,
        help_text=gettext_lazy("The rules of its gates. A cycle keeps the version it began under."),
    )

    def __init__(
        self,
        *args: Any,
        people: Sequence[Person] = (),
        roles: Sequence[tuple[str, Any]] = (),
        policies: Sequence[tuple[str, str]] = (),
        founder: int | None = None,
        **given: Any,
    ) -> None:
        super().__init__(*args, **given)
        self.people, self.founder = people, founder
        self.fields["founder_role"].choices = [("", _("Choose")), *roles]  # type: ignore[attr-defined]
        self.fields["policy_name"].choices = list(policies)  # type: ignore[attr-defined]
        for role, count in SEATS.items():
            for n in range(count):
                self.fields[seat(role, n)] = text(
                    role.label if n == 0 else _("Another %(role)s") % {"role": role.label},
                    optional=True,
                    list="people",
                    autocomplete="off",
                )

    def parts(self, step: str) -> list[str]:
        """The names of the fields of a step."""
        return {
            "need": ["title", "summary", "need", "description", "founder_role", "policy_name"],
            "aim": ["task", "prediction_target", *self._objective_names()],
            "limits": ["classification", "residency", "constraints"],
            "risk": [f"q_{key}" for key in QUESTIONS],
            "team": [seat(role, n) for role, count in SEATS.items() for n in range(count)],
        }.get(step, [])

    def seats(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of each role, for the page."""
        return [
            (role.value, [self[seat(role, n)] for n in range(count)])
            for role, count in SEATS.items()
        ]

    def founding(self) -> dict[str, Any]:
        """What founding takes."""
        said = {name: self.cleaned_data.get(name, "") for name in FOUNDING}
        return said | {"policy_name": said["policy_name"] or "standard"}

    def brief(self) -> dict[str, Any]:
        """What the first revision of the brief takes."""
        given = self.given()
        given.pop("based_on")
        return given

    def members(self) -> tuple[list[tuple[int, str]], dict[str, str]]:
        """Who is to be added in which role, and what is wrong with the names that can't be taken."""
        found: dict[tuple[int, str], str] = {}
        wrong: dict[str, str] = {}
        for role, count in SEATS.items():
            for n in range(count):
                name = seat(role, n)
                said = str(self.cleaned_data.get(name, "")).strip()
                if not said:
                    continue
                person, why = self._person(said)
                if person and (person.pk, role.value) in found:
                    why = _("%(name)s is named twice.") % {"name": person.name}
                if why:
                    wrong[name] = why
                elif person:
                    found[(person.pk, role.value)] = name
        return list(found), wrong

    def _person(self, said: str) -> tuple[Person | None, str]:
        """The one whom these words name, or why they name none, and whom they might."""
        found = [one for one in self.people if said.lower() in _names(one)]
        if len(found) == 1 and found[0].pk == self.founder:
            return None, _("You are in it already, and nobody gives himself a role.")
        if len(found) == 1:
            return found[0], ""
        if found:
            which = ", ".join(one.listed for one in found[:3])
            return None, _("Several people are called that: write %(which)s.") % {"which": which}
        told = {"said": said[:60], "hint": self._hint(said)}
        return None, _("Nobody with an account is called “%(said)s”. %(hint)s") % told

    def _hint(self, said: str) -> str:
        known = {name: one for one in self.people for name in _names(one)}
        within = [one for one in self.people if said.lower() in one.listed.lower()]
        near = difflib.get_close_matches(said.lower(), list(known), n=2, cutoff=0.6)
        close = list(dict.fromkeys([*within, *(known[one] for one in near)]))[:2]
        if not close:
            return _("Choose from the list, or leave it empty and add them later.")
        names = " or ".join(one.listed for one in close)
        return _("Did you mean %(names)s?") % {"names": names}

    def _objective_names(self) -> Iterator[str]:
        for n in range(MOST_ROWS):
            for name in ("metric", "threshold", "measured_on", "segment"):
                if f"{name}_{n}" in self.fields:
                    yield f"{name}_{n}"

    def missing(self, step: str) -> dict[str, str]:
        """What a step can't do without and hasn't got, with what to do about it."""
        return {
            name: str(told)
            for name, told in NEEDED[step].items()
            if not str(self.cleaned_data.get(name, "")).strip()
        }


def seat(role: str, n: int) -> str:
    """The name of a role's field."""
    return f"seat_{role}_{n}"


def told(members: Sequence[tuple[int, str]], people: Sequence[Person]) -> list[tuple[str, str]]:
    """The members as (role in words, name), for the last look."""
    names = {one.pk: one.name for one in people}
    return [(role_label(role), names[pk]) for pk, role in members if pk in names]


def _names(person: Person) -> set[str]:
    return {person.listed.lower(), person.username.lower(), person.name.lower()}
