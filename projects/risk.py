"""From eight answers to a risk tier, with the reasons.

The triggers follow the high-risk areas of Regulation (EU) 2024/1689 (the AI Act), Article 6 with
Annex III, and the special categories of Article 9 of the GDPR; the points follow what the Federal
Reserve's SR 11-7 (2011) calls materiality: what decisions depend on the model, how much is at
stake, and how far its output can be challenged. The weights are Pitwall's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.errors import Words

LOW, MEDIUM, HIGH = "low", "medium", "high"
HIGH_FROM = 9
MEDIUM_FROM = 4


@dataclass(frozen=True)
class Answer:
    """One possible answer: its points, or `trigger`: it alone makes the tier high."""

    key: str
    text: Words
    points: int = 0
    trigger: Words = ""


@dataclass(frozen=True)
class Question:
    """One question, why it is asked, and its answers, the least serious first."""

    key: str
    text: Words
    why: Words
    answers: tuple[Answer, ...]

    def answer(self, key: str) -> Answer | None:
        return next((one for one in self.answers if one.key == key), None)


@dataclass(frozen=True)
class Assessment:
    """The tier, the points behind it, a sentence for each reason, and what wasn't answered."""

    tier: str
    points: int
    reasons: tuple[str, ...]
    missing: tuple[str, ...]


QUESTIONS: dict[str, Question] = {
    question.key: question
    for question in (
        Question(
            "use",
            gettext_lazy("What follows from a prediction?"),
            gettext_lazy("SR 11-7: the more depends on a model's output, the more material it is."),
            (
                Answer("informs", gettext_lazy("People read it among other things")),
                Answer("supports", gettext_lazy("People decide with it"), 2),
                Answer("acts", gettext_lazy("A machine acts on it at once"), 3),
            ),
        ),
        Question(
            "people",
            gettext_lazy(
                "Does it bear on anybody's work, schooling, credit, care, benefits or rights?"
            ),
            gettext_lazy("AI Act, Annex III: these areas count as high risk."),
            (
                Answer("no", gettext_lazy("No")),
                Answer("indirectly", gettext_lazy("Indirectly"), 2),
                Answer(
                    "yes",
                    gettext_lazy("Yes"),
                    4,
                    gettext_lazy("it bears on people's rights or livelihood"),
                ),
            ),
        ),
        Question(
            "safety",
            gettext_lazy("Can a wrong prediction hurt somebody, or stop what has to keep running?"),
            gettext_lazy(
                "AI Act, Article 6(1) and Annex III, point 2: safety components count as high risk."
            ),
            (
                Answer("no", gettext_lazy("No")),
                Answer("guarded", gettext_lazy("Only if other safeguards fail as well"), 2),
                Answer(
                    "yes",
                    gettext_lazy("Yes"),
                    4,
                    gettext_lazy("a wrong prediction can hurt somebody or stop essential work"),
                ),
            ),
        ),
        Question(
            "personal_data",
            gettext_lazy("Which personal data does it use?"),
            gettext_lazy(
                "GDPR, Article 9: special categories may be used only under strict conditions."
            ),
            (
                Answer("none", gettext_lazy("None")),
                Answer("pseudonymous", gettext_lazy("Pseudonymous"), 1),
                Answer("identified", gettext_lazy("Data of identified people"), 2),
                Answer(
                    "special",
                    gettext_lazy("Health, biometrics, beliefs, origin"),
                    4,
                    gettext_lazy("it uses special categories of personal data"),
                ),
            ),
        ),
        Question(
            "loss",
            gettext_lazy("What would a month of bad predictions cost?"),
            gettext_lazy("SR 11-7: exposure is part of materiality."),
            (
                Answer("small", gettext_lazy("Little, and nobody outside would notice")),
                Answer("noticeable", gettext_lazy("A noticeable sum or some trust"), 1),
                Answer("severe", gettext_lazy("A severe loss of money or trust"), 3),
            ),
        ),
        Question(
            "reach",
            gettext_lazy("How many decisions does it touch in a day?"),
            gettext_lazy("SR 11-7: how widely a model is used is part of materiality."),
            (
                Answer("few", gettext_lazy("Under a hundred")),
                Answer("many", gettext_lazy("Hundreds or thousands"), 1),
                Answer("mass", gettext_lazy("More"), 2),
            ),
        ),
        Question(
            "reversal",
            gettext_lazy("Can a wrong decision be taken back?"),
            gettext_lazy(
                "AI Act, Article 7(2): how easily an outcome can be corrected bears on its risk."
            ),
            (
                Answer("easily", gettext_lazy("Easily")),
                Answer("costly", gettext_lazy("At a cost"), 1),
                Answer("never", gettext_lazy("No"), 3),
            ),
        ),
        Question(
            "challenge",
            gettext_lazy("Can those whom it touches see how it came about, and object?"),
            gettext_lazy(
                "SR 11-7: effective challenge; AI Act, Article 86: a right to explanation."
            ),
            (
                Answer("yes", gettext_lazy("Yes")),
                Answer("partly", gettext_lazy("In part"), 1),
                Answer("no", gettext_lazy("No"), 2),
            ),
        ),
    )
}


def assess(answers: Mapping[str, str]) -> Assessment:
    """The tier that these answers give; a question without an answer counts as its worst one.

    `answers` maps keys of QUESTIONS to keys of their answers. Raises KeyError for an answer that
    its question doesn't offer.
    """
    given = {key: _given(question, answers.get(key)) for key, question in QUESTIONS.items()}
    missing = tuple(key for key, answer in given.items() if answer is None)
    counted = {key: answer or QUESTIONS[key].answers[-1] for key, answer in given.items()}
    points = sum(answer.points for answer in counted.values())
    return Assessment(_tier(counted, points), points, _reasons(counted, missing, points), missing)


def _given(question: Question, key: str | None) -> Answer | None:
    if key is None:
        return None
    answer = question.answer(key)
    if answer is None:
        raise KeyError(key)
    return answer


def _tier(counted: Mapping[str, Answer], points: int) -> str:
    if points >= HIGH_FROM or any(answer.trigger for answer in counted.values()):
        return HIGH
    return MEDIUM if points >= MEDIUM_FROM else LOW


def _reasons(counted: Mapping[str, Answer], missing: tuple[str, ...], points: int):
    """Triggers first, then the score, then what was counted without an answer."""
    triggers = [
        _("High risk by itself: %(trigger)s.") % {"trigger": answer.trigger}
        for key, answer in counted.items()
        if answer.trigger and key not in missing
    ]
    score = _(
        "%(points)s points: %(medium_from)s and more are medium risk, %(high_from)s "
        "and more high risk."
    ) % {"points": points, "medium_from": MEDIUM_FROM, "high_from": HIGH_FROM}
    unanswered = [
        _("“%(text)s” isn't answered and counts as its most serious answer.")
        % {"text": QUESTIONS[key].text}
        for key in missing
    ]
    return (*triggers, score, *unanswered)
