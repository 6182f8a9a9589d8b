"""Challenger against champion in one plain sentence: pure words of plain figures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext as _

from portal.components.formats import MINUS, thousands
from portal.pages import names

Turn = Literal["better", "worse", "alike", "unsure"]
BETTER: Turn = "better"
WORSE: Turn = "worse"
ALIKE: Turn = "alike"
UNSURE: Turn = "unsure"
FEWEST, MOST = 3, 6
TONES = {BETTER: "good", WORSE: "bad", ALIKE: "quiet", UNSURE: "slow"}


@dataclass(frozen=True)
class Difference:
    """A metric of the challenger less the champion's, on the same rows, in the metric's unit.

    `low` and `high` bound the 95 % interval of the difference; None where none was computed.
    """

    label: str
    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    higher_is_better: bool = True

    @property
    def turn(self) -> Turn:
        """What the interval says: a difference whose interval holds zero may be chance."""
        if self.low is None or self.high is None:
            return UNSURE
        if self.low <= 0 <= self.high:
            return ALIKE
        return BETTER if (self.low > 0) == self.higher_is_better else WORSE

    def __str__(self) -> str:
        """“ROC AUC +0.005 (95 % +0.003 to +0.008)”."""
        places = _places(self.value)
        told = f"{self.label} {figure(self.value, places)}"
        if self.low is None or self.high is None:
            return told
        return _("%(told)s (95 %% %(low)s to %(high)s)") % {
            "told": told,
            "low": figure(self.low, places),
            "high": figure(self.high, places),
        }


@dataclass(frozen=True)
class Said:
    """A sentence and how it should be read: good, bad, slow or quiet."""

    text: str
    tone: str


def sentence(
    challenger: str, champion: str, rows: int | None, differences: Sequence[Difference]
) -> Said:
    """Whether the challenger is better, worse, mixed or the same beyond chance.

    Without a champion it says that there is nothing to compare with.
    """
    who = {
        "challenger": challenger,
        "champion": champion,
        "rows": thousands(rows) if rows else "",
        "told": listed(differences),
    }
    if not champion:
        words = _(
            "No version is in service yet, so %(challenger)s has nothing to be compared with."
        )
        return Said(words % who, "quiet")
    turns = {one.turn for one in differences}
    if not differences:
        return Said(
            _("%(challenger)s and %(champion)s weren’t measured on the same rows.") % who, "slow"
        )
    on = _on(rows)
    if len(turns) == 1:
        (turn,) = turns
        return Said(_ALONE[turn]() % {**who, "on": on}, TONES[turn])
    return _several(differences, who, on)


def _on(rows: int | None) -> str:
    if not rows:
        return _("on the same rows")
    return _("on the same %(rows)s rows") % {"rows": thousands(rows)}


_ALONE = {
    BETTER: lambda: _("%(challenger)s is better than %(champion)s %(on)s: %(told)s."),
    WORSE: lambda: _("%(challenger)s is worse than %(champion)s %(on)s: %(told)s."),
    ALIKE: lambda: _(
        "%(challenger)s can’t be told apart from %(champion)s %(on)s: %(told)s may be chance."
    ),
    UNSURE: lambda: _(
        "%(challenger)s differs from %(champion)s %(on)s, and nobody knows whether by chance: "
        "%(told)s."
    ),
}


def _several(differences: Sequence[Difference], who: dict[str, str], on: str) -> Said:
    """Some turn one way and some another: each way is named with its metrics."""
    by_turn = {turn: [one for one in differences if one.turn == turn] for turn in TONES}
    mixed = bool(by_turn[BETTER] and by_turn[WORSE])
    if mixed:
        head, tone = _("%(challenger)s against %(champion)s is mixed %(on)s"), "slow"
    elif by_turn[WORSE]:
        head, tone = _("%(challenger)s is worse than %(champion)s in part %(on)s"), "bad"
    elif by_turn[BETTER]:
        head, tone = _("%(challenger)s is better than %(champion)s in part %(on)s"), "good"
    else:
        head, tone = _("%(challenger)s can’t be told apart from %(champion)s %(on)s"), "slow"
    return Said(f"{head % {**who, 'on': on}}: {'; '.join(_ways(by_turn))}.", tone)


def _ways(by_turn: dict[Turn, list[Difference]]) -> Iterator[str]:
    words: dict[Turn, str] = {
        BETTER: _("better in %(told)s"),
        WORSE: _("worse in %(told)s"),
        ALIKE: _("%(told)s may be chance"),
        UNSURE: _("nobody knows whether %(told)s is chance"),
    }
    for turn, found in by_turn.items():
        if found:
            yield words[turn] % {"told": listed(found)}


def listed(differences: Sequence[Difference]) -> str:
    """“ROC AUC +0.005 (…) and F1 +0.007 (…)”."""
    return names.listed([str(one) for one in differences])


def figure(value: Decimal, places: int = FEWEST) -> str:
    """A difference with its sign; a bound that rounds to nothing is written as 0."""
    rounded = round(value, places)
    if rounded == 0:
        return f"{0:.{places}f}"
    return f"{rounded:+,.{places}f}".replace("-", MINUS)


def _places(value: Decimal) -> int:
    """As many decimals as it takes to tell a small difference from none."""
    places = FEWEST
    while places < MOST and value != 0 and round(value, places) == 0:
        places += 1
    return places
