"""From eight answers to a risk tier, with the reasons.

The triggers follow the high-risk areas of Regulation (EU) 2024/1689 (the AI Act), Article 6 with
Annex III, and the special categories of Article 9 of the GDPR; the points follow what the Federal
Reserve's SR 11-7 (2011) calls materiality: what decisions depend on the model, how much is at
stake, and how far its output can be challenged. The weights are Pitwall's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass

LOW, MEDIUM, HIGH = "low", "medium", "high"
HIGH_FROM = 9
MEDIUM_FROM = 4


@dataclass(frozen=True)
class Answer:
    """One possible answer: its points, or `trigger`: it alone makes the tier high."""

    key: str
    text: str
    points: int = 0
    trigger: str = ""


@dataclass(frozen=True)
class Question:
    """One question, why it is asked, and its answers, the least serious first."""

    key: str
    text: str
    why: str
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
            "What follows from a prediction?",
            "SR 11-7: the more depends on a model's output, the more material it is.",
            (
                Answer("informs", "People read it among other things"),
                Answer("supports", "People decide with it", 2),
                Answer("acts", "A machine acts on it at once", 3),
            ),
        ),
        Question(
            "people",
            "Does it bear on anybody's work, schooling, credit, care, benefits or rights?",
            "AI Act, Annex III: these areas count as high risk.",
            (
                Answer("no", "No"),
                Answer("indirectly", "Indirectly", 2),
                Answer("yes", "Yes", 4, "it bears on people's rights or livelihood"),
            ),
        ),
        Question(
            "safety",
            "Can a wrong prediction hurt somebody, or stop what has to keep running?",
            "AI Act, Article 6(1) and Annex III, point 2: safety components count as high risk.",
            (
                Answer("no", "No"),
                Answer("guarded", "Only if other safeguards fail as well", 2),
                Answer(
                    "yes", "Yes", 4, "a wrong prediction can hurt somebody or stop essential work"
                ),
            ),
        ),
        Question(
            "personal_data",
            "Which personal data does it use?",
            "GDPR, Article 9: special categories may be used only under strict conditions.",
            (
                Answer("none", "None"),
                Answer("pseudonymous", "Pseudonymous", 1),
                Answer("identified", "Data of identified people", 2),
                Answer(
                    "special",
                    "Health, biometrics, beliefs, origin",
                    4,
                    "it uses special categories of personal data",
                ),
            ),
        ),
        Question(
            "loss",
            "What would a month of bad predictions cost?",
            "SR 11-7: exposure is part of materiality.",
            (
                Answer("small", "Little, and nobody outside would notice"),
                Answer("noticeable", "A noticeable sum or some trust", 1),
                Answer("severe", "A severe loss of money or trust", 3),
            ),
        ),
        Question(
            "reach",
            "How many decisions does it touch in a day?",
            "SR 11-7: how widely a model is used is part of materiality.",
            (
                Answer("few", "Under a hundred"),
                Answer("many", "Hundreds or thousands", 1),
                Answer("mass", "More", 2),
            ),
        ),
        Question(
            "reversal",
            "Can a wrong decision be taken back?",
            "AI Act, Article 7(2): how easily an outcome can be corrected bears on its risk.",
            (
                Answer("easily", "Easily"),
                Answer("costly", "At a cost", 1),
                Answer("never", "No", 3),
            ),
        ),
        Question(
            "challenge",
            "Can those whom it touches see how it came about, and object?",
            "SR 11-7: effective challenge; AI Act, Article 86: a right to explanation.",
            (
                Answer("yes", "Yes"),
                Answer("partly", "In part", 1),
                Answer("no", "No", 2),
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
        f"High risk by itself: {answer.trigger}."
        for key, answer in counted.items()
        if answer.trigger and key not in missing
    ]
    score = (
        f"{points} points: {MEDIUM_FROM} and more are medium risk, {HIGH_FROM} and more high risk."
    )
    unanswered = [
        f"“{QUESTIONS[key].text}” isn't answered and counts as its most serious answer."
        for key in missing
    ]
    return (*triggers, score, *unanswered)
