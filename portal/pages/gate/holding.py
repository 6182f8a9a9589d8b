"""Objectives beside what was measured, in sentences: pure words of plain figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.components.formats import measure
from portal.pages.gate.comparing import FEWEST, MOST, Said


@dataclass(frozen=True)
class Held:
    """One objective beside what was measured; `met` is None where nothing was."""

    label: str
    needs: str
    value: Decimal | None
    threshold: Decimal | None
    met: bool | None

    @property
    def short(self) -> str:
        """“ROC AUC 0.8998, needs ≥ 0.90”: with as many decimals as show the side it is on."""
        if self.value is None:
            return _("%(label)s isn’t measured, needs %(needs)s") % self._words("")
        return _("%(label)s %(value)s, needs %(needs)s") % self._words(_beside(self))

    def _words(self, value: str) -> dict[str, str]:
        return {"label": self.label, "value": value, "needs": self.needs}


def objectives(held: Sequence[Held]) -> Said | None:
    """Whether the objectives are met, and which aren't; None where there are none."""
    if not held:
        return None
    short = [one for one in held if one.met is False]
    unknown = [one for one in held if one.met is None]
    if short:
        words = _("Misses an objective") if len(short) == 1 else _("Misses objectives")
        return Said(f"{words}: {'; '.join(one.short for one in short)}.", "bad")
    if unknown:
        words = _("Not known to meet every objective")
        return Said(f"{words}: {'; '.join(one.short for one in unknown)}.", "slow")
    told = "; ".join(one.short for one in held)
    words = _("The objective is met") if len(held) == 1 else _("All objectives are met")
    return Said(f"{words}: {told}.", "good")


def part(label: str, held: Sequence[Held]) -> Said | None:
    """The same objectives on one part of the data alone, which the gate doesn't judge by."""
    known = [one for one in held if one.met is not None]
    short = [one for one in known if not one.met]
    if not known:
        return None
    if not short:
        return Said(_("On “%(part)s” by itself they are met as well.") % {"part": label}, "good")
    told = "; ".join(one.short for one in short)
    words = _("On “%(part)s” by itself not all are: %(told)s.")
    return Said(words % {"part": label, "told": told}, "slow")


def _beside(one: Held) -> str:
    """A value that rounds to its threshold is written longer: 0.8998 isn't 0.90."""
    if one.value is None:
        return measure(None)
    places = FEWEST
    while (
        places < MOST
        and one.threshold is not None
        and one.value != one.threshold
        and round(one.value, places) == one.threshold
    ):
        places += 1
    return measure(one.value, places)
