"""The table of pages: how each is reached full, empty and refused.

**To add a page**, give it a line in `PAGES` under the name of its address; `test_table.py` fails
until it has one. Each state is an `At`: who looks, and at what. The address is made from what the
premises know (`facts` in full.py and bare.py), by the names of its arguments: a route with
`<slug:slug>` gets `facts["slug"]`, and `of="run"` gives `<int:pk>` the id that is kept as
`facts["run"]`; `slug="begun"` takes `facts["begun"]` instead. In a `query` a text is meant as it
stands, a tuple names facts. A state that can't be is `Never` with
the reason. What isn't a page is named in `FILES`, `FRAGMENTS`, `MACHINES` or `REDIRECTS`; acts, which take POST
alone, are found by themselves.

From the table follow: axe (test_axe.py), the keyboard (test_keyboard.py), weight and paint
(test_weight.py), and that nobody gets past the door (test_table.py).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse

Facts = Mapping[str, object]


@dataclass(frozen=True)
class At:
    """Where a state is seen: by whom ("" for nobody), on which premises, about what."""

    who: str
    of: str = ""
    on: str = "full"
    query: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    changes: Mapping[str, str] = field(default_factory=dict)

    def path(self, name: str, arguments: tuple[str, ...], facts: Facts) -> str:
        keys = {one: self.changes.get(one, self.of if one == "pk" else one) for one in arguments}
        path = reverse(name, kwargs={one: facts[key] for one, key in keys.items()})
        query = {
            name: said if isinstance(said, str) else [facts[one] for one in said]
            for name, said in self.query.items()
        }
        return f"{path}?{urlencode(query, doseq=True)}" if query else path


@dataclass(frozen=True)
class Never:
    """A state that the page can't be in, and why."""

    why: str


State = At | Never | tuple[At, ...]


@dataclass(frozen=True)
class Page:
    """The states of one page; `faulty` is who sends its form empty."""

    full: At | tuple[At, ...]
    empty: State
    refused: State
    faulty: At | None = None

    def states(self) -> Iterator[tuple[str, At]]:
        """Each with its name: full, full-2, empty, …"""
        for name in ("full", "empty", "refused", "faulty"):
            found = getattr(self, name)
            several = found if isinstance(found, tuple) else (found,)
            for n, one in enumerate(several, 1):
                if isinstance(one, At):
                    yield name if n == 1 else f"{name}-{n}", one

    @property
    def first(self) -> At:
        return self.full[0] if isinstance(self.full, tuple) else self.full


def bare(who: str, of: str = "", query: Mapping | None = None, **changes: str) -> At:
    """On the premises where next to nothing has happened."""
    return At(who, of, "bare", query or {}, changes)


def full(who: str, of: str = "", query: Mapping | None = None, **changes: str) -> At:
    return At(who, of, "full", query or {}, changes)


def case(who: str, refused: State | None = None, **given) -> Page:
    """A page of a use case that has the same address before anything has happened."""
    return Page(full(who), bare(who), refused or STRANGER, **given)


def alone(who: str = "", faulty: At | None = None, **changes: str) -> Page:
    """A page that says one thing, to whoever asks."""
    return Page(full(who, **changes), Never("it lists nothing"), OPEN, faulty)


STRANGER = full("stan")
OPEN = Never("everybody who is signed in may see it; others are shown the door")
ALWAYS = Never("there is always something")
NO_ROW = Never("without the row that it is about there is no such page")
NOBODYS = Never("it is for people who aren't signed in")
NONE = {"q": "nothing is called so"}

PAGES: dict[str, Page] = {
    # the whole site
    "starting": Page(full(""), bare(""), NOBODYS),
    "desk": Page((full("ana"), full("ola"), full("dov")), bare("stan"), OPEN),
    "board": Page((full("ana"), full("ana", query={"view": "table"})), bare("stan"), OPEN),
    "mlflow": Page(full("sam"), Never("it leads elsewhere"), OPEN),
    "search": Page(full("ana", query={"q": "a"}), full("ana", query=NONE), OPEN),
    "lately": Page(full("ana"), bare("stan"), OPEN),
    "notifications": Page(full("ana"), bare("stan"), OPEN),
    "timing": Page((full("ana"), full("ola")), bare("stan"), OPEN),
    "account": Page((full("ana"), full("dov")), bare("stan"), OPEN),
    "use_case_new": Page(full("ana"), Never("a form is never empty"), full("stan"), full("ana")),
    "intake": Page(
        tuple(full("ana", key=step) for step in ("aim", "limits", "risk", "team")),
        full("ana", key="review"),
        full("stan", key="aim"),
        faulty=full("ana", key="limits"),
    ),
    "sources": Page(
        (full("dee"), full("stan")), (bare("dee"), full("dee", query=NONE)), full("ana")
    ),
    "source": Page((full("dee", key="source"), full("stan", key="source")), NO_ROW, OPEN),
    "source_new": Page(full("dee"), Never("a form is never empty"), full("ana"), full("dee")),
    "source_revise": Page(
        full("stan", key="source"), NO_ROW, full("ana", key="source"), full("stan", key="source")
    ),
    "source_access": Page(full("stan", of="access"), NO_ROW, full("ana", of="access")),
    "monitoring": Page(full("ana"), bare("ana"), OPEN),
    "record": Page(full("ola", query={"q": "dov"}), full("ola", query=NONE), full("ana")),
    "record_entry": Page(full("ola", of="entry"), NO_ROW, full("ana", of="entry")),
    "webhooks": Page(full("ola"), bare("ola"), full("ana"), full("ola")),
    "webhook": Page(
        (full("dov", of="webhook"), full("ana", of="webhook")),
        full("ola", of="silent_webhook"),
        full("stan", of="webhook"),
    ),
    "tokens": Page(full("ada"), bare("ada"), full("ana")),
    "policies": Page((full("ola"), full("ana")), ALWAYS, OPEN),
    "policy": Page(full("ola"), full("ola", name="draft"), OPEN),
    "policy_new": Page(full("ola"), Never("a form is never empty"), full("ana"), full("ola")),
    "policy_draft": Page(
        full("ola", name="draft"), full("ola"), full("ana"), faulty=full("ola", name="draft")
    ),
    "environments": Page((full("ivo"), full("ana")), (bare("ivo"), full("ivo", query=NONE)), OPEN),
    "wall": Page(full("ivo"), (bare("ivo"), full("ivo", query=NONE)), OPEN),
    "environment": Page(full("ivo"), NO_ROW, OPEN),
    "environment_revise": Page(full("ivo"), NO_ROW, full("ana"), faulty=full("ivo")),
    "environment_new": Page(
        full("ivo"), Never("a form is never empty"), full("ana"), faulty=full("ivo")
    ),
    # one use case
    "use_case": Page(
        (full("ana"), full("ola")), (bare("ana"), bare("ana", slug="begun")), STRANGER
    ),
    "gates": case("ana"),
    "gate": Page(
        (
            full("ana"),
            full("ola", stage="release"),
            full("ola", stage="definition", number="first"),
        ),
        bare("ana", slug="begun"),
        (STRANGER, full("sam")),
    ),
    "brief": Page(
        (full("ana"), full("ana", query={"revision": "2"})), bare("ana"), (STRANGER, full("dov"))
    ),
    "brief_edit": case("ana", full("dov"), faulty=full("ana")),
    "team": case("ana", (STRANGER, full("dov")), faulty=full("ana")),
    "data": Page((full("dee"), full("sam")), bare("dee"), STRANGER),
    "data_plan": case("dee", full("ana"), faulty=full("dee")),
    "platform": Page((full("ivo"), full("sam")), bare("ivo"), STRANGER),
    "platform_plan": case("ivo", full("ana"), faulty=full("ivo")),
    "runs": case("sam"),
    "run": Page(full("sam", of="run"), full("sam", of="silent_run"), full("stan", of="run")),
    "runs_compare": Page(
        full("sam", query={"run": ("run", "champion_run")}), full("sam"), STRANGER
    ),
    "nominate": case("sam", full("ana")),
    "jobs": case("sam"),
    "job": Page(full("sam", of="job"), full("sam", of="silent_job"), full("stan", of="job")),
    "integration": Page((full("ann"), full("dov")), bare("ann"), STRANGER),
    "contract": Page(
        full("ann", of="application"),
        bare("ann", of="application", slug="begun"),
        full("dov", of="application"),
        faulty=full("ann", of="application"),
    ),
    "uc_webhooks": Page(full("dov"), bare("dov"), (STRANGER, full("ana")), full("dov")),
    "releases": case("dov"),
    "uc_monitoring": case("dov"),
    "uc_record": case("ana"),
    "uc_record_entry": Page(full("ana", of="entry"), NO_ROW, full("stan", of="entry")),
    "discussion": Page((full("sam"), full("ola")), bare("sam"), STRANGER),
    # the door, and what allauth draws inside its frame
    "account_login": Page(full(""), Never("a form is never empty"), NOBODYS, faulty=full("")),
    "account_logout": alone("ana"),
    "account_inactive": alone(),
    "account_signup": alone(),
    "account_reauthenticate": alone("ana", faulty=full("ana")),
    "account_change_password": alone("ana", faulty=full("ana")),
    "account_reset_password": alone(faulty=full("")),
    "account_reset_password_done": alone(),
    "account_reset_password_from_key": alone(key="secret"),
    "account_reset_password_from_key_done": alone(),
}
# What leads elsewhere whoever asks: passwords are there from the first, and codes aren't sent.
REDIRECTS = {"account_set_password", "account_confirm_login_code"}
# Downloads: what is in them is tested where they are made.
FILES = {
    "cli",
    "cli_verify",
    "file",
    "record_checkpoint",
    "record_receipt",
    "runs_export",
    "timing_csv",
    "uc_export_archive",
    "uc_record_receipt",
    "windows_csv",
}
# Parts of a page that htmx asks for; they are seen on the page.
FRAGMENTS = {
    "bell",
    "brief_tier",
    "desk_live",
    "gate_live",
    "intake_tier",
    "job_live",
    "run_curves",
    "runs_compare_curves",
    "starting-status",
}
MACHINES = {"healthz", "readyz"}
