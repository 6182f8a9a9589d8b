"""What the address of the Timing page asks for: period, tier, stage and order."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from governance.actors import Actor
from portal.components.words import stage_word
from projects.words import Tier
from workflows.laptimes.figures import MONTHS, WEEKS, Bucket, buckets
from workflows.laptimes.queries import FURTHEST, LONGEST_WAIT, Wanted
from workflows.stages import STAGES

Words = str | Promise
USUAL = "13w"
PERIODS: dict[str, tuple[str, int, Words]] = {
    "5w": (WEEKS, 5, lazy("The last 5 weeks")),
    USUAL: (WEEKS, 13, lazy("The last 13 weeks")),
    "6m": (MONTHS, 6, lazy("The last 6 months")),
    "12m": (MONTHS, 12, lazy("The last 12 months")),
}
ORDERS = (FURTHEST, LONGEST_WAIT)


@dataclass(frozen=True)
class Choice:
    """A filter as a choice: name, label, and (value, words, chosen)."""

    name: str
    label: str
    options: tuple[tuple[str, Words, bool], ...]


@dataclass(frozen=True)
class Filters:
    """What was asked for; a word that means nothing here is taken as not said."""

    period: str = USUAL
    tier: str = ""
    stage: str = ""
    order: str = FURTHEST

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "Filters":
        """From the query of an address."""
        return cls(
            period=_one_of(PERIODS, asked.get("period"), USUAL),
            tier=_one_of(Tier.values, asked.get("tier"), ""),
            stage=_one_of(STAGES, asked.get("stage"), ""),
            order=_one_of(ORDERS, asked.get("order"), FURTHEST),
        )

    @property
    def query(self) -> str:
        """The query that says the same; what is usual is left out."""
        usual = Filters()
        said = {
            name: value
            for name, value in vars(self).items()
            if value and value != getattr(usual, name)
        }
        return f"?{urlencode(said)}" if said else "?"

    @property
    def narrowed(self) -> bool:
        """Whether they leave anything out but by the calendar."""
        return bool(self.tier or self.stage)

    def ordered(self, order: str) -> "Filters":
        return replace(self, order=order)

    def buckets(self, now: datetime, zone: tzinfo | None = None) -> tuple[Bucket, ...]:
        """The weeks or months of the period, as days begin in a zone or, unsaid, the reader's."""
        unit, count, _words = PERIODS[self.period]
        return buckets(unit, count, timezone.localtime(now, zone))

    def wanted(self, actor: Actor, now: datetime, zone: tzinfo | None = None) -> Wanted:
        """What is to be read, for the whole of the period."""
        since = self.buckets(now, zone)[0].start
        return Wanted(actor, now, since, self.tier, self.stage)

    def choices(self) -> tuple[Choice, ...]:
        """The filters as one chooses among them."""
        tiers = [(str(value), str(words).capitalize()) for value, words in Tier.choices]
        stages = [(key, stage_word(key)) for key in STAGES]
        periods = [(key, words) for key, (_unit, _count, words) in PERIODS.items()]
        return (
            _choice("period", _("Period"), self.period, periods),
            _choice("tier", _("Tier"), self.tier, [("", _("Any tier")), *tiers]),
            _choice("stage", _("Stage"), self.stage, [("", _("Any stage")), *stages]),
        )


def _one_of(known, value: str | None, usual: str) -> str:
    return value if value in known else usual  # type: ignore[return-value]


def _choice(name: str, label: str, chosen: str, options) -> Choice:
    return Choice(name, label, tuple((value, words, value == chosen) for value, words in options))
