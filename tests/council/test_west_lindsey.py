"""What the policy prints stands in the shipped pack, clause by clause."""

from datetime import date

from carp.council import packs
from tests import make

PACK = packs.parse(make.pack_data())


def labels(name):
    return [label for _, label in PACK.choices(name)]


def test_4_1_the_aim_is_quoted():
    assert PACK.identity.aim.startswith("To guide and direct appropriate responses in order to")
    assert PACK.identity.aim.endswith("positive life choices for disadvantaged residents")


def test_the_policy_applied_is_the_draft():
    assert (PACK.policy_version.version, PACK.policy_version.adopted_on) == ("0.1", None)


def test_2_1_only_streets_could_be_recognised():
    assert [scale.code for scale in PACK.scales if scale.disclosive] == ["streets"]


def test_2_2_has_nine_examples_and_room_for_others():
    assert len(PACK.categories) == 10
    assert PACK.categories[-1].code == "other"


def test_3_3_has_two_themes_with_three_points_each():
    (framework,) = PACK.frameworks_in_force(date(2024, 6, 3))
    assert [(theme.label, len(theme.items)) for theme in framework.themes] == [
        ("Our People", 3),
        ("Our Place", 3),
    ]
    assert PACK.frameworks_in_force(date(2019, 3, 31)) == []


def test_5_2_has_five_groups_with_thirteen_sources():
    assert [(label, len(items)) for label, items in PACK.grouped_sources()] == [
        ("National, regional and local data", 3),
        ("Customer interactions", 2),
        ("Partnerships and stakeholders", 3),
        ("Specific event", 3),
        ("Member or officer report", 2),
    ]
    assert len(PACK.choices("sources")) == 13
    assert PACK.label("sources", "campaign-group") == "Campaign group forming"


def test_7_6_has_seven_stages():
    assert [stage.name for stage in PACK.stages] == [
        "Current situation",
        "Impact and risks",
        "Capacity and resources",
        "Delivery team",
        "Timescales",
        "Finalise action plan",
        "Monitoring and evaluation",
    ]
    assert [len(stage.questions) for stage in PACK.stages] == [4, 5, 3, 2, 2, 6, 2]


def test_7_6_only_the_sixth_stage_is_needed_to_submit():
    needed = [
        number
        for number in range(1, 8)
        if any(question.required for question in PACK.stage(number).questions)
    ]
    assert needed == [6]
    assert all(question.required for question in PACK.stage(6).questions)


def test_8_3_two_boards_and_immediate_action_make_referrals():
    referring = [route for route in PACK.routes if route.makes_referral]
    assert [(route.code, route.group) for route in referring] == [
        ("housing_board", "housing-board"),
        ("management_team", "management-team"),
        ("immediate_action", None),
    ]


def test_8_4_boards_can_ask_for_a_plan():
    kind = PACK.item("decision_kinds", "require_plan")
    assert (kind.makes_task, kind.about) == (True, ("report",))


def test_9_the_default_matrix_is_four_by_four():
    assert PACK.matrix() is PACK.matrix("4x4")
    assert PACK.matrix("5x5").size == 5


def test_10_2_the_annual_report_goes_to_the_committee():
    annual = PACK.item("report_templates", "annual")
    assert annual.groups == ("prosperous-communities",)
    assert [line.label for line in annual.implications] == [
        "Legal",
        "Financial",
        "Staffing",
        "Equality and diversity including human rights",
        "Risk assessment",
        "Climate related risks and opportunities",
    ]
    assert "Rule 14.7" in annual.call_in.question
    assert "two or more wards" in annual.key_decision.question


def test_11_1_the_fund_is_overseen_and_authorised():
    assert labels("fund.money_types") == ["Revenue", "Capital"]
    assert labels("fund.purposes") == ["Preventative", "Response"]
    assert (PACK.fund.overseeing_group, PACK.fund.authorising_group) == (
        "housing-board",
        "management-team",
    )


def test_11_2_both_boards_approve_every_plan_that_spends():
    assert PACK.item("plan_types", "action-plan").approving_groups == PACK.fund.approving_groups
    assert PACK.fund.approving_groups == ("housing-board", "management-team")


def test_11_6_only_a_grant_goes_by_the_grants_panel():
    grant = PACK.item("fund.routes", "grant")
    assert (grant.panel, grant.needs_due_diligence, grant.needs_agreement) == (
        "community-grants-panel",
        True,
        True,
    )
    assert {route.panel for route in PACK.fund.routes if route is not grant} == {None}


def test_004_the_tasking_group_meets_every_six_to_eight_weeks():
    group = PACK.item("groups", "sww-tasking")
    assert (group.cadence_min_days, group.cadence_max_days, group.parent) == (
        42,
        56,
        "sww-tactical",
    )


def test_every_telephone_number_is_nobodys_or_everybodys():
    numbers = [PACK.identity.telephone, *(door.telephone for door in PACK.doors if door.telephone)]
    assert all(number in ("999", "101") or number.startswith("01632 960") for number in numbers)


def test_a_code_of_another_pack_is_shown_as_it_is():
    assert PACK.label("categories", "coastal-erosion") == "coastal-erosion"
    assert PACK.label("groups", "housing-board") == "Housing Board"
