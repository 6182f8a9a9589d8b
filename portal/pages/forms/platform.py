"""What is typed about environments and what a use case takes of them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance import canonical
from portal.pages.forms import plan_lines
from portal.pages.forms.base import ServiceForm
from portal.pages.forms.data import read
from portal.pages.forms.inputs import chosen, lines, number, text
from projects.models import EnvironmentRevision, PlatformPlan


def _at_field(error: Any, names: dict[str, str]) -> dict[str, str]:
    """Errors of one framework stand at the field that holds them all."""
    return names | {name: "frameworks" for name in error.fields if name.startswith("frameworks.")}


class PlatformForm(ServiceForm):
    """The next revision of the platform plan."""

    names = {"revision_id": "revision", "platform": "revision"}

    revision = chosen(_("Environment"))
    cpu_cores = number(_("CPU cores"))
    memory_gib = number(_("Memory, GiB"))
    accelerators = number(_("Accelerators"), optional=True)
    requests_per_second = number(
        _("Requests a second"), _("In operation, at the busiest moment."), optional=True
    )
    frameworks = lines(
        _("Frameworks that training needs"),
        _("One a line, with the versions that will do: scikit-learn >=1.5"),
        4,
        optional=True,
    )
    phases = lines(
        _("When how much of it is taken"),
        _(
            "One stretch of months a line: “2026-04 to 2026-06: 8 cores, 32 GiB, 2 accelerators”, "
            "“2026-07 on: 2 cores”. What a line doesn’t name is taken as declared above; without "
            "any line the load counts from the first plan on."
        ),
        4,
        optional=True,
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def clean_frameworks(self) -> Any:
        typed = self.cleaned_data["frameworks"]
        return read(lambda said: plan_lines.read_pairs(said, "scikit-learn >=1.5"), typed)

    def clean_phases(self) -> Any:
        return read(plan_lines.read_phases, self.cleaned_data["phases"])

    def tell(self, error: Any) -> None:
        self.names = _at_field(error, dict(self.names))
        self.names |= {name: "phases" for name in error.fields if name.startswith("phases[")}
        super().tell(error)

    def given(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        for name in ("accelerators", "requests_per_second"):
            said[name] = said[name] or 0
        declared = {name: said[name] or 0 for name in ("cpu_cores", "memory_gib", "accelerators")}
        said["phases"] = [declared | phase for phase in said["phases"]]
        return said


class EnvironmentForm(ServiceForm):
    """The next revision of an environment that IT offers."""

    names = {"place_id": "place", "environment": "title"}

    key = text(_("Key"), _("Small letters, digits and hyphens; it never changes."))
    title = text(_("Title"))
    place = chosen(_("Where it is"), (), _("An environment never moves: one that did is another."))
    cpu_cores = number(_("CPU cores"))
    memory_gib = number(_("Memory, GiB"))
    accelerators = number(_("Accelerators"))
    accelerator_kind = text(_("Kind of accelerator"), optional=True)
    service_level = text(
        _("Service level"), _("What IT promises: “99.5 %, office hours”."), optional=True
    )
    interpreter = text(
        _("Python"),
        _("Absolute path of its interpreter; empty means Pitwall’s own."),
        optional=True,
    )
    frameworks = lines(
        _("Frameworks"), _("One a line, with its version: scikit-learn 1.5.2"), 5, optional=True
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def clean_frameworks(self) -> Any:
        typed = self.cleaned_data["frameworks"]
        return read(lambda said: plan_lines.read_pairs(said, "scikit-learn 1.5.2"), typed)

    def tell(self, error: Any) -> None:
        self.names = _at_field(error, dict(self.names))
        super().tell(error)


class FrameworkForm(ServiceForm):
    """Asking IT for a framework."""

    prefix = "framework"
    names = {"environment_id": "environment"}

    environment = chosen(_("Environment"))
    name = text(_("Package"), _("As pip names it: torch"))
    specifier = text(_("Versions"), _("Such as >=2.4"))
    reason = lines(_("What for"), "", 2, optional=True)


class FrameworkAnswerForm(ServiceForm):
    """IT’s answer."""

    prefix = "said"

    answer = lines(_("Answer"), _("What will be done and by when, or why not."), 2)


def plan_initial(plan: PlatformPlan | None) -> dict[str, Any]:
    """A platform plan as the form starts from."""
    if plan is None:
        return {"based_on": 0, "accelerators": 0}
    names = ("cpu_cores", "memory_gib", "accelerators", "requests_per_second")
    return {
        **{name: getattr(plan, name) for name in names},
        "revision": plan.revision_id,
        "based_on": plan.number,
        "frameworks": plan_lines.write_pairs(canonical.loads(plan.frameworks)),
        "phases": plan_lines.write_phases(canonical.loads(plan.phases)),
    }


def environment_initial(revision: EnvironmentRevision | None) -> dict[str, Any]:
    """An environment as the form starts from."""
    if revision is None:
        return {"based_on": 0, "accelerators": 0}
    names = (
        "cpu_cores",
        "memory_gib",
        "accelerators",
        "accelerator_kind",
        "service_level",
        "interpreter",
    )
    return {
        **{name: getattr(revision, name) for name in names},
        "key": revision.environment.key,
        "title": revision.environment.title,
        "place": revision.environment.place_id,
        "based_on": revision.number,
        "frameworks": plan_lines.write_pairs(
            {one.name: one.version for one in revision.frameworks.all()}
        ),
    }
