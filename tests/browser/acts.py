"""What people do on the pages, each act with the words that the page has for it, here alone."""

import re

from tests.grounds.people import PATIENCE, Person, whole

APPROVE = re.compile(r"^Approve\b(?! with)")


def add_to_team(who: Person, **roles: str) -> None:
    who.tab("Team")
    for name, role in roles.items():
        who.fill({"Person": name, "Role": role})
        who.press("Add to the team")
        who.sees(re.compile(rf"{name}\b.* is {role} here now", re.IGNORECASE))


def end_role(who: Person, name: str, role: str) -> None:
    who.tab("Team")
    who.press(re.compile(rf"End.*{name}.*{role}", re.IGNORECASE))
    who.sees(f"no longer {role}")


def gate(who: Person, stage: str) -> None:
    """The gate of the newest cycle."""
    who.tab("Gates")
    who.follow(re.compile(rf"^\d {stage}\b"))
    who.sees(f"{stage} gate")


def submit(who: Person, stage: str, note: str = "") -> None:
    gate(who, stage)
    if note:
        who.fill({"Note for the voters": note})
    who.press("Submit for review")
    who.sees("submitted")


def choose(who: Person, decision: str | re.Pattern[str] = APPROVE, reason: str = "") -> None:
    """Fill in the ballot of the gate page that is open."""
    who.choose(decision)
    if reason:
        who.fill({"Reason": reason})


def cast(who: Person, *, twice: bool = False) -> None:
    who.press("Cast my vote", twice=twice)


def vote(
    who: Person, stage: str, decision: str | re.Pattern[str] = APPROVE, reason: str = ""
) -> None:
    gate(who, stage)
    choose(who, decision, reason)
    cast(who)
    who.sees("Your vote is taken")


def is_open(who: Person, stage: str) -> None:
    gate(who, stage)
    who.sees("The gate is open")


def found(who: Person, title: str, team: dict[str, str]) -> None:
    """The guided way: need, prediction, limits, risk, team, a last look."""
    who.follow("New use case")
    who.fill({"Title": title, "The need in a sentence": "Crews know by departure."})
    who.fill({"Business need": "Crews are called too late."})
    who.fill({"Your role in it": "analyst", "Policy": "Standard"})
    who.press("Next")
    who.fill({"Kind of prediction": "classification"})
    who.fill({"What is predicted": "At departure: does this flight land late?"})
    objective = who.main.get_by_role("group", name="Objective 1", exact=True)
    who.fill({"Metric": "ROC AUC", "Threshold": "0.90"}, within=objective)
    who.press("Next")
    who.fill({"How sensitive the data is": "internal"})
    who.fill({"Where data and models may be": "on-premises"})
    who.press("Next")
    who.sees("What follows from a prediction?")
    for question in who.main.get_by_role("group").all():
        if question.get_by_role("radio").count():
            question.get_by_role("radio").first.check()
    who.press("Next")
    who.sees("Who should be in it")
    taken: set[str] = set()
    for name, role in team.items():
        seat = f"Another {role}" if role in taken or role == "analyst" else role
        taken.add(role)
        who.fill({seat: name})
    who.press("Next")
    who.press("Found it")
    who.sees("is founded, with its first brief")


def revise_brief(who: Person, **values: str) -> None:
    """Change fields by their labels (with _ for spaces)."""
    who.tab("Brief")
    who.follow("Revise the brief")
    who.fill({label.replace("_", " "): value for label, value in values.items()})
    who.press("Save")
    who.sees(re.compile(r"Revision \d+"))


def deliver(who: Person, part: str, label: str, csv: str) -> None:
    who.tab("Data")
    box = who.unfold("Deliver a CSV")
    who.fill(
        {
            "What it is for": part,
            "Name": label,
            "CSV": (f"{part}.csv", csv),
            "Where it is kept": "Hall b",
        },
        within=box,
    )
    who.press("Check and keep it", within=box)
    who.sees("all checks passed")


def pin(who: Person, label: str, use: str) -> None:
    who.tab("Data")
    box = who.unfold("Pin a version")
    who.fill({"Version": f"{label} (", "Use": use}, within=box)
    who.press("Pin it", within=box)
    who.sees(f"{label} is pinned to this cycle")


def train(who: Person, script: str, model: str) -> None:
    """With a registered script; done when the page says so by itself."""
    who.until(lambda: who.tab("Runs"), "Make a key")
    who.fill({"Script": script, "Registered model": model})
    who.press("Start training")
    who.sees("takes the training up")


def nominate(who: Person, version: str) -> None:
    who.follow(re.compile("Nominate a version|Choose a version"))
    who.fill({"Registered version": version})
    who.press("Nominate it")
    who.sees("nominated")


def register_application(who: Person, contract: dict[str, str]) -> None:
    who.tab("Integration")
    who.fill({"Title": "Crew desk", "Key": "crew-desk", "Owner": who.name})
    who.press("Register")
    who.follow("Write the contract")
    who.fill(contract)
    who.press("Save the contract")
    who.sees("Contract revision 1")


def try_out(who: Person, version: str) -> None:
    who.tab("Integration")
    who.press("Try it")
    who.sees(re.compile(rf"{version}\b", re.IGNORECASE))
    who.until(lambda: who.tab("Integration"), whole("Passed"))


def choose_target(who: Person, target: str) -> None:
    who.tab("Releases")
    box = who.unfold("Choose a target")
    who.fill({"Target": target}, within=box)
    who.press("Choose it", within=box)


def release(who: Person, version: str, *, twice: bool = False) -> None:
    """Out of the gate into service; healthy before it counts, which the page says by itself."""
    who.tab("Releases")
    who.press("Release it", twice=twice)
    who.tab("Releases")
    released = who.section("History").get_by_role("row").filter(has_text=version).first
    who.sees(whole("In service"), within=released, patience=PATIENCE)
    who.sees(version, within=who.section("In service"))


def make_key(who: Person) -> str:
    """A key to the API, copied from the page that shows it this once."""
    who.page.locator("summary").filter(has_text=re.compile(r"^\w{1,2}$")).first.click()
    who.page.get_by_role("link", name="Your account").click()
    who.fill({"What it is for": "Crew desk"})
    who.press("Make a token")
    shown = who.main.get_by_role("region", name=re.compile("token", re.IGNORECASE))
    return shown.locator("pre, code").or_(shown).first.inner_text().strip()


def send_feedback(who: Person, csv: str) -> None:
    who.tab("Monitoring")
    box = who.unfold("Send feedback")
    who.fill({"CSV": ("feedback.csv", csv)}, within=box)
    who.press("Take it in", within=box)
    who.sees("joined with their score")


def judge(who: Person, label: str, start: str, end: str) -> None:
    """A window over that span (days as 2013-04-01), opened and judged."""
    who.tab("Monitoring")
    box = who.unfold("Open a window")
    who.fill(
        {"Name": label, "From": f"{start}T00:00", "Until, left out": f"{end}T00:00"}, within=box
    )
    who.press("Open it", within=box)
    who.sees("is open")
    who.press(re.compile(rf"^Judge\b.*{label}"))
