"""Every fault of a pack is explained, with its place, and all of them at once."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carp.council.source import key_path
from carp.council.validator import examine
from tests import make


def faults_after(change):
    """What is said of West Lindsey's pack after one change to its data."""
    data = make.pack_data()
    change(data)
    _, problems = examine(data)
    return [f"{key_path(problem.path)} {problem.says}" for problem in problems]


def put(value, *path):
    """A change that sets one value."""

    def change(data):
        *parents, last = path
        for part in parents:
            data = data[part]
        data[last] = value

    return change


def drop(*path):
    """A change that takes one key away."""

    def change(data):
        *parents, last = path
        for part in parents:
            data = data[part]
        del data[last]

    return change


SHAPE = {
    "an unknown list": (
        put([], "colours"),
        'colours is not a known key. Did you mean "doors"?',
    ),
    "an unknown key": (
        put("x", "groups", 0, "quorate"),
        'groups[1].quorate is not a known key. Did you mean "quorum"?',
    ),
    "a missing list": (
        drop("trends"),
        "trends is missing.",
    ),
    "a missing key": (
        drop("groups", 1, "quorum"),
        "groups[2].quorum is missing.",
    ),
    "an empty list": (
        put([], "trends"),
        "trends must not be empty.",
    ),
    "an empty text": (
        put(" ", "trends", 0, "label"),
        "trends[1].label must not be empty.",
    ),
    "a text for a number": (
        put("three", "groups", 0, "quorum"),
        "groups[1].quorum must be a whole number.",
    ),
    "a fraction for a number": (
        put(2.5, "groups", 0, "quorum"),
        "groups[1].quorum must be a whole number.",
    ),
    "yes for a number": (
        put(True, "groups", 0, "quorum"),
        "groups[1].quorum must be a whole number.",
    ),
    "a number for a text": (
        put(3, "trends", 0, "label"),
        "trends[1].label must be a text.",
    ),
    "a text for yes or no": (
        put("yes", "scales", 0, "disclosive"),
        "scales[1].disclosive must be true or false.",
    ),
    "a table for a list": (
        put({"code": "x"}, "trends"),
        "trends must be a list.",
    ),
    "a text for a table": (
        put("better", "trends", 0),
        "trends[1] must be a table with keys and values.",
    ),
    "a list for a table": (
        put([], "fund"),
        "fund must be a table with keys and values.",
    ),
    "a quorum of nobody": (
        put(0, "groups", 0, "quorum"),
        "groups[1].quorum is 0: it must be 1 or more.",
    ),
    "a promise in the past": (
        put(-1, "service_levels", "acknowledge_working_days"),
        "service_levels.acknowledge_working_days is -1: it must be 0 or more.",
    ),
    "a date as it is said": (
        put("1 April 2019", "frameworks", 0, "valid_from"),
        "frameworks[1].valid_from must be a date such as 2024-04-01.",
    ),
    "a date that never was": (
        put("2019-02-30", "frameworks", 0, "valid_from"),
        "frameworks[1].valid_from must be a date such as 2024-04-01.",
    ),
    "an hour for a date": (
        put(datetime(2019, 4, 1), "frameworks", 0, "valid_from"),
        "frameworks[1].valid_from must be a date such as 2024-04-01.",
    ),
    "a code with capitals": (
        put("Getting-Better", "trends", 0, "code"),
        "trends[1].code must be a code: at most 30 small letters and digits, "
        "joined by hyphens or underscores.",
    ),
    "a code too long to store": (
        put("a" * 31, "trends", 0, "code"),
        "trends[1].code must be a code: at most 30 small letters and digits, "
        "joined by hyphens or underscores.",
    ),
    "a colour by name": (
        put("green", "identity", "brand", "accent"),
        "identity.brand.accent must be a colour written like #1d70b8.",
    ),
    "a colour that is none beside one that is": (
        put("white", "identity", "brand", "text"),
        "identity.brand.text must be a colour written like #1d70b8.",
    ),
    "a colour in capitals": (
        put("#FFFFFF", "identity", "brand", "accent"),
        "identity.brand.accent must be a colour written like #1d70b8.",
    ),
    "no address": (
        put("west-lindsey.gov.uk", "identity", "website"),
        "identity.website must be an address starting with https://.",
    ),
    "no e-mail address": (
        put("communities", "identity", "email"),
        "identity.email must be an e-mail address.",
    ),
    "no area code": (
        put("West Lindsey", "identity", "area_code"),
        "identity.area_code must be an area code such as E07000142.",
    ),
    "a kind of group that is none": (
        put("bord", "groups", 0, "kind"),
        'groups[1].kind must be one of "board", "committee", "strategic", "tactical", "tasking", '
        '"forum", "panel", "task-finish". Did you mean "board"?',
    ),
    "a kind of money that is none": (
        put("grant", "fund", "money_types", 0, "code"),
        'fund.money_types[1].code must be one of "revenue", "capital".',
    ),
    "a code twice in a list": (
        put("same", "trends", 0, "code"),
        'trends[2].code "same" stands twice in this list.',
    ),
    "a code twice in a list inside a list": (
        put("evidence", "stages", 0, "questions", 3, "code"),
        'stages[1].questions[4].code "evidence" stands twice in this list.',
    ),
    "a group twice among approvers": (
        put(
            ["sww-strategic", "sww-tactical", "sww-strategic"], "plan_types", 1, "approving_groups"
        ),
        'plan_types[2].approving_groups[3] "sww-strategic" stands twice in this list.',
    ),
}

DANGLING = {
    "a plan under no type": (
        put("partnership", "plan_types", 0, "under"),
        'plan_types[1].under "partnership" is not one of the plan_types. '
        'Did you mean "partnership-plan"?',
    ),
    "a route to a group that is none": (
        put("housing-bord", "routes", 0, "group"),
        'routes[1].group "housing-bord" is not one of the groups. Did you mean "housing-board"?',
    ),
    "a plan type approved by nobody known": (
        put(["the-mayor"], "plan_types", 1, "approving_groups"),
        'plan_types[2].approving_groups[1] "the-mayor" is not one of the groups.',
    ),
    "a stage that is none": (
        put(["finalize"], "plan_types", 0, "required_stages"),
        'plan_types[1].required_stages[1] "finalize" is not one of the stages. '
        'Did you mean "finalise"?',
    ),
    "a route that is none": (
        put(["housing-board"], "matrices", 0, "bands", 2, "routes"),
        'matrices[1].bands[3].routes[1] "housing-board" is not one of the routes. '
        'Did you mean "housing_board"?',
    ),
    "a parent that is none": (
        put("nobody", "groups", 5, "parent"),
        'groups[6].parent "nobody" is not one of the groups.',
    ),
    "a door that is none": (
        put("window", "redirect_reasons", 0, "door"),
        'redirect_reasons[1].door "window" is not one of the doors.',
    ),
    "a panel that is none": (
        put("panel", "fund", "routes", 2, "panel"),
        'fund.routes[3].panel "panel" is not one of the groups.',
    ),
    "an overseer that is none": (
        put("auditors", "fund", "overseeing_group"),
        'fund.overseeing_group "auditors" is not one of the groups.',
    ),
    "a report to nobody": (
        put(["parliament"], "report_templates", 1, "groups"),
        'report_templates[2].groups[1] "parliament" is not one of the groups.',
    ),
}

WHOLE = {
    "a decision about plans without its words": (
        put(["report"], "decision_kinds", 5, "about"),
        'decision_kinds has no "approve" about a "plan".',
    ),
    "a matrix with a gap": (
        put(6, "matrices", 0, "bands", 1, "highest"),
        "matrices[1].bands no band holds the score 8.",
    ),
    "two default matrices": (
        put(True, "matrices", 1, "default"),
        "matrices exactly one matrix must be the default; now it is 4 by 4 matrix, 5 by 5 matrix.",
    ),
    "no default matrix": (
        put(False, "matrices", 0, "default"),
        "matrices exactly one matrix must be the default; now it is none of them.",
    ),
    "told at once before what is more urgent": (
        put(True, "urgencies", 2, "at_once"),
        'urgencies[3].at_once is told at once, and "Urgent" above it, more urgent, is not.',
    ),
    "a cadence upside down": (
        put(50, "groups", 0, "cadence_min_days"),
        "groups[1].cadence_max_days is 42, below the least, 50.",
    ),
    "its own parent": (
        put("sww-strategic", "groups", 4, "parent"),
        'groups[5].parent makes "sww-strategic" its own ancestor.',
    ),
    "a framework that ends before it begins": (
        put(date(2018, 3, 31), "frameworks", 0, "valid_to"),
        "frameworks[1].valid_to is 2018-03-31, before valid_from, 2019-04-01.",
    ),
    "one item under two themes": (
        put("economy", "frameworks", 0, "themes", 0, "items", 0, "code"),
        'frameworks[1].themes[2].items[1].code "economy" stands in two themes of this framework.',
    ),
    "one source under two headings": (
        put("new-data", "sources", 2, "items", 0, "code"),
        'sources[3].items[1].code "new-data" stands in two groups of sources.',
    ),
    "a referral to nobody": (
        drop("routes", 0, "group"),
        "routes[1].group is missing: a route that refers must name its group.",
    ),
    "a watch by a group": (
        put("housing-board", "routes", 4, "group"),
        'routes[5].group must not be given for a route of kind "watch".',
    ),
    "no way to close": (
        put("watch", "routes", 5, "kind"),
        'routes at least one route must be of kind "close".',
    ),
    "no emergency": (
        put(False, "doors", 0, "emergency"),
        "doors at least one door must be for an emergency.",
    ),
    "a door that leads nowhere": (
        drop("doors", 2, "telephone"),
        'doors[3] "A child may be at risk" needs a telephone number or a link.',
    ),
    "six stages": (
        lambda data: data["stages"].pop(1),
        "stages has 6 stages: a plan has 7 (clause 7.6).",
    ),
    "fewer people than at least": (
        put(5, "extents", 1, "people_to"),
        "extents[2].people_to is 5, below people_from, 21.",
    ),
    "a horizon that ends before it begins": (
        put(2, "horizons", 1, "months_to"),
        "horizons[2].months_to is 2, below months_from, 3.",
    ),
    "urgent later than soon": (
        put(11, "urgencies", 1, "assess_within_working_days"),
        'urgencies[3].assess_within_working_days is 10, sooner than "Urgent" above it: '
        "list the most urgent first.",
    ),
    "a status that has no words": (
        drop("public_statuses", 8),
        'public_statuses has no words for "withdrawn".',
    ),
    "words for a status that are a paragraph": (
        put("W" * 41, "public_statuses", 0, "words"),
        "public_statuses[1].words has 41 letters: 40 are the most.",
    ),
    "a meaning that is a letter": (
        put("M" * 131, "public_statuses", 0, "meaning"),
        "public_statuses[1].meaning has 131 letters: 130 are the most.",
    ),
    "no reason for a report that its reporter withdrew": (
        drop("closure_reasons", 5),
        'closure_reasons must hold "withdrawn-by-reporter": a reporter may withdraw a report.',
    ),
    "one report that adds up": (
        put(1, "recurrence", "reports"),
        "recurrence.reports is 1: a single report adds up to nothing.",
    ),
    "a fund that could never be spent": (
        put(["housing-board"], "plan_types", 0, "approving_groups"),
        "fund.approving_groups no plan type is approved by all of these groups, "
        "so nothing could ever be spent.",
    ),
    "money that the fund's boards never see": (
        put(True, "plan_types", 1, "asks_for_money"),
        "plan_types[2].asks_for_money must be false: without the approval of housing-board, "
        "management-team no money could follow the plan.",
    ),
    "a plan under one without themes": (
        put("action-plan", "plan_types", 2, "under"),
        [
            'plan_types[3].under "action-plan" has no themes for a plan to stand under.',
            "plan_types[2].themes no plan type stands under this one: give one its under.",
        ],
    ),
    "an umbrella under an umbrella": (
        put("partnership-plan", "plan_types", 1, "under"),
        "plan_types[2].under must not be given for a type with themes of its own.",
    ),
    "the law's characteristic as the council's own": (
        put("age", "equality", "local_characteristics", 0, "code"),
        'equality.local_characteristics[1].code "age" is one of the nine that the law protects '
        "already.",
    ),
    "a cadence that does not divide the year": (
        put(5, "plan_types", 1, "monitoring_months"),
        "plan_types[2].monitoring_months must divide the year: 1, 2, 3, 4, 6 or 12.",
    ),
    "a header that cannot be read": (
        put("#17503c", "identity", "brand", "text"),
        "identity.brand.text #17503c on #17503b has a contrast of 1.0: "
        "at least 4.5 is needed to be readable.",
    ),
}


@pytest.mark.parametrize(("change", "expected"), SHAPE.values(), ids=SHAPE)
def test_a_wrong_shape_is_explained(change, expected):
    assert faults_after(change) == [expected]


@pytest.mark.parametrize(("change", "expected"), DANGLING.values(), ids=DANGLING)
def test_a_code_that_points_at_nothing_is_explained(change, expected):
    assert faults_after(change) == [expected]


@pytest.mark.parametrize(("change", "expected"), WHOLE.values(), ids=WHOLE)
def test_what_only_the_whole_pack_can_tell_is_explained(change, expected):
    told = [expected] if isinstance(expected, str) else expected
    assert sorted(faults_after(change)) == sorted(told)


def test_all_faults_are_told_at_once():
    def change(data):
        for one in (
            put("three", "groups", 0, "quorum"),
            put("nobody", "groups", 5, "parent"),
            drop("trends", 2, "label"),
            put(6, "matrices", 0, "bands", 1, "highest"),
            put(2, "horizons", 1, "months_to"),
        ):
            one(data)

    assert len(faults_after(change)) == 5


def keys_of(value, path=()):
    """Every key path of the pack's data."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        yield (*path, key)
        if isinstance(inner, dict | list):
            yield from keys_of(inner, (*path, key))


EVERY_KEY = list(keys_of(make.pack_data()))
RUBBISH = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.dates(),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


@given(st.sampled_from(EVERY_KEY), RUBBISH)
def test_rubbish_anywhere_is_explained_and_never_crashes(path, rubbish):
    data = make.pack_data()
    put(rubbish, *path)(data)
    pack, problems = examine(data)
    assert (pack is None) == bool(problems)
    assert all(problem.says.endswith((".", "?")) for problem in problems)


@given(st.lists(st.sampled_from(EVERY_KEY), min_size=1, max_size=4))
def test_missing_parts_anywhere_are_explained_and_never_crash(paths):
    data = make.pack_data()
    for path in sorted(paths, reverse=True, key=len):
        try:
            drop(*path)(data)
        except (KeyError, IndexError):
            continue  # its parent went before it
    pack, problems = examine(data)
    assert (pack is None) == bool(problems)
