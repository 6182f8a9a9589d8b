"""What holds of every gate, whatever the rules, the people, the votes and the checks."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from governance import checks as checks_
from governance import gates
from governance.checks import CheckOutcome
from governance.policy import ApprovalRule, CheckRule, Condition, StageRules
from tests.governance.gates.rounds import CONTENT, DAY, NOW, a_round, people, vote

PEOPLE = ("a", "b", "c", "d", "e", "f")
ROLES = ("it", "analyst", "officer")
CHECKS = ("needs-open", "target-allowed", "sandbox-available")
CHOICES = ("approve", "approve_with_conditions", "ask_for_changes", "reject")


def mostly(usual, *others):
    """Mostly the usual: gates that are nearly open, or just open, are the ones to look at."""
    return st.sampled_from([usual] * 6 + list(others))


conditions = mostly(None, Condition((("tier", ("high",)),)), Condition((("tier", ("low",)),)))
approvals = st.builds(
    ApprovalRule,
    mostly("it", "analyst", "analyst", "officer"),
    count=mostly(1, 2, 2, 3),
    everyone=mostly(False, True),
    not_author=mostly(False, True),
    when=conditions,
)
check_rules = st.builds(
    CheckRule, st.sampled_from(CHECKS), binding=st.booleans(), waivable=st.booleans()
)


def by_key(rules):
    return tuple({one.key: one for one in rules}.values())


stages = st.builds(
    StageRules,
    st.just("release"),
    checks=st.lists(check_rules, max_size=3).map(by_key),
    approvals=st.lists(approvals, min_size=1, max_size=3).map(tuple),
)
votes = st.builds(
    vote,
    st.sampled_from(PEOPLE),
    mostly("it", "analyst", "analyst", "officer"),
    st.sampled_from(["approve"] * 24 + list(CHOICES)),
    kind=mostly("binding", "advisory"),
    counts=mostly(True, False),
    cast_at=st.integers(0, 9).map(lambda hours: NOW - timedelta(hours=hours)),
)
one_vote_each = st.lists(votes, min_size=2, max_size=6, unique_by=lambda one: one.voter)
electorates = st.fixed_dictionaries(
    {
        role: st.lists(st.sampled_from(PEOPLE), unique=True).map(lambda names: people(*names))
        for role in ROLES
    }
)
rounds = st.builds(
    a_round,
    state=mostly("approved", "open", "open", "open", "rejected", "revoked"),
    content_hash=mostly(CONTENT, "d" * 64),
    submitter=mostly("z", "a"),
    expires_at=mostly(None, NOW, NOW + DAY),
    excluded=mostly({}, {"b": "trained this"}, {"c": "trained this", "d": "trained this"}),
    authors=mostly(frozenset(), frozenset("e"), frozenset("af")),
    context=st.sampled_from([{}, {"tier": "high"}, {"tier": "low"}]),
)
outcomes = st.fixed_dictionaries(
    {
        key: mostly("passed", "failed", "unknown").map(lambda one: CheckOutcome(one, "Because."))
        for key in CHECKS
    }
)
waivers = st.lists(
    st.builds(
        checks_.WaiverFact,
        st.just("release"),
        st.sampled_from(CHECKS),
        since=st.just(NOW - DAY),
        until=st.sampled_from([NOW, NOW + DAY]),
        by=st.just("Ola"),
    ),
    max_size=2,
)


@st.composite
def cases(draw):
    return {
        "rules": draw(stages),
        "binding": draw(rounds),
        "votes": draw(one_vote_each),
        "electorate": draw(electorates),
        "outcomes": draw(outcomes),
        "waivers": draw(waivers),
    }


def look(case: dict) -> gates.GateView:
    case = dict(case)
    lines = checks_.frozen(case["rules"], case.pop("outcomes"), case.pop("waivers"), NOW)
    return gates.evaluate(current_hash=CONTENT, checks=lines, now=NOW, **case)


def opens(case: dict) -> bool:
    """Open, or a round that is decided to be."""
    found = look(case)
    return found.is_open or found.decision == gates.APPROVE


@given(cases())
@settings(max_examples=150)
def test_a_gate_that_is_not_open_says_why(case):
    found = look(case)
    assert found.is_open == (found.state == "open")
    if not found.is_open and found.decision != gates.APPROVE:
        assert found.reasons
        assert all(one.text.endswith(".") and one.code for one in found.reasons)
        assert all(one.who_can or one.link_hint for one in found.reasons)


@given(cases(), st.data())
@settings(max_examples=150)
def test_adding_a_vote_against_never_opens(case, data):
    assume(not opens(case))
    against = replace(data.draw(votes), choice=data.draw(st.sampled_from(CHOICES[2:])))
    assert not opens(case | {"votes": [*case["votes"], against]})


@given(cases(), st.data())
@settings(max_examples=150)
def test_taking_a_yes_away_never_opens(case, data):
    assume(case["votes"] and not opens(case))
    gone = data.draw(st.sampled_from(case["votes"]))
    assume(gone.choice in ("approve", "approve_with_conditions"))
    assert not opens(case | {"votes": [one for one in case["votes"] if one is not gone]})


@given(cases(), st.data())
@settings(max_examples=150)
def test_a_void_vote_never_opens(case, data):
    assume(case["votes"] and not opens(case))
    voided = data.draw(st.sampled_from(case["votes"]))
    assume(voided.choice in ("approve", "approve_with_conditions"))
    left = [replace(one, counts=False) if one is voided else one for one in case["votes"]]
    assert not opens(case | {"votes": left})


@given(cases(), st.sampled_from(PEOPLE))
@settings(max_examples=150)
def test_excluding_somebody_who_said_yes_never_opens(case, name):
    """Where everybody is asked, whoever is excluded is asked no more: that is left out here."""
    rules = replace(
        case["rules"],
        approvals=tuple(replace(one, everyone=False) for one in case["rules"].approvals),
    )
    case = case | {"rules": rules}
    said = [one.choice for one in case["votes"] if one.voter == name]
    assume(not opens(case) and not set(said) & set(CHOICES[2:]))
    excluded = {**case["binding"].excluded, name: "trained this"}
    assert not opens(case | {"binding": replace(case["binding"], excluded=excluded)})


@given(cases(), st.sampled_from(CHECKS), st.sampled_from(["failed", "unknown", None]))
@settings(max_examples=150)
def test_a_check_that_turns_bad_never_opens_and_unknown_never_passes(case, key, outcome):
    worse = dict(case["outcomes"])
    worse.pop(key, None)
    if outcome:
        worse[key] = CheckOutcome(outcome, "Because.")
    if not opens(case):
        assert not opens(case | {"outcomes": worse})
    rule = case["rules"].check(key)
    if rule is not None and rule.binding and not case["waivers"]:
        assert not opens(case | {"outcomes": worse})


@st.composite
def extensions(draw, rules):
    """Rules that an extension may make of these: more of everything, nothing weaker."""
    stricter = tuple(
        replace(
            one,
            count=one.count + draw(st.integers(0, 2)),
            everyone=one.everyone or draw(st.booleans()),
            not_author=one.not_author or draw(st.booleans()),
        )
        for one in rules.approvals
    )
    bound = tuple(
        replace(
            one,
            binding=one.binding or draw(st.booleans()),
            waivable=one.waivable and draw(st.booleans()),
        )
        for one in rules.checks
    )
    added = [one for one in draw(st.lists(check_rules, max_size=2)) if rules.check(one.key) is None]
    return replace(
        rules,
        approvals=(*stricter, *draw(st.lists(approvals, max_size=2))),
        checks=by_key((*bound, *added)),
    )


@given(cases(), st.data())
@settings(max_examples=150)
def test_an_extension_never_opens_a_gate_that_its_parent_keeps_shut(case, data):
    """Of a policy that the parser lets through: there is an approval that holds everywhere."""
    assume(any(one.when is None for one in case["rules"].approvals))
    assume(not opens(case))
    own = data.draw(extensions(case["rules"]))
    assert not opens(case | {"rules": own})


@given(cases())
@settings(max_examples=150)
def test_the_order_in_which_votes_are_read_does_not_matter(case):
    assert opens(case) == opens(case | {"votes": case["votes"][::-1]})


@given(cases())
@settings(max_examples=150)
def test_nothing_changes_before_it_is_to_be_looked_at_again(case):
    found = look(case)
    if found.recheck_at is not None:
        assert found.recheck_at > NOW


@given(cases())
@settings(max_examples=150)
def test_only_an_open_round_is_decided(case):
    found = look(case)
    if found.decision != gates.NONE:
        assert (found.state, case["binding"].state) == ("asked", "open")
    if found.is_open:
        assert case["binding"].state == "approved"
