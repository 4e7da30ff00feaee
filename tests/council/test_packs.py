"""Which pack is in force, older versions, and loading a new one."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from carp.accounts.roles import Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.council import packs
from carp.council.models import CouncilPack
from carp.council.statuses import PUBLIC_STATUSES
from carp.council.validator import PackFaults
from carp.governance.models import Group
from tests import make
from tests.concurrency import race
from tests.refusals import refused_by

pytestmark = pytest.mark.django_db
WEST_LINDSEY = Path(settings.COUNCIL_PACK)


@pytest.fixture
def folder(tmp_path):
    """Another council's pack: West Lindsey's with other words."""

    def make_folder(old='slug = "west-lindsey"', new='slug = "elsewhere"', file="council.toml"):
        for source in WEST_LINDSEY.glob("*.toml"):
            text = source.read_text("utf-8")
            changed = text.replace(old, new) if source.name == file else text
            (tmp_path / source.name).write_text(changed, "utf-8")
        return tmp_path

    return make_folder


def test_the_pack_in_force_is_found():
    assert packs.current().identity.short_name == "West Lindsey"
    assert packs.of(packs.current_version().pk) is packs.current()


def test_the_pack_in_force_costs_one_query_and_then_none(django_assert_num_queries):
    packs.current()
    packs.forget()
    with django_assert_num_queries(1):
        packs.current()
    with django_assert_num_queries(0):
        packs.current()
        packs.of(packs.current_version().pk)


def test_a_pack_put_in_force_elsewhere_is_seen_after_a_few_seconds(monkeypatch):
    packs.current()
    CouncilPack.objects.update(in_force=False)
    other = make.council_pack()
    CouncilPack.objects.filter(pk=other.pk).update(in_force=True)
    assert packs.current().slug == "west-lindsey"
    monkeypatch.setattr(packs, "FRESH_SECONDS", 0.0)
    assert packs.current().slug == other.slug


def test_without_a_pack_the_command_is_named():
    CouncilPack.objects.update(in_force=False)
    packs.forget()
    with pytest.raises(packs.NoPackInForce, match="manage.py council load"):
        packs.current()


def test_an_older_version_keeps_its_words(folder):
    before = packs.current_version()
    packs.load(folder('word = "Severe"', 'word = "Grave"', "risk.toml"))
    assert packs.current().matrix().band("severe").word == "Grave"
    assert packs.of(before.pk).matrix().band("severe").word == "Severe"
    assert packs.of(before.pk).content() == before.content


def test_a_version_is_named_by_its_content():
    version = packs.current_version()
    assert packs.hash_of(version.content) == version.content_hash
    assert str(version) == f"west-lindsey {version.content_hash[:12]}"


def test_loading_the_same_pack_again_changes_nothing(django_assert_num_queries):
    version = packs.current_version()
    events = trail.of_subject(version).count()
    assert packs.load(WEST_LINDSEY) == version
    assert trail.of_subject(version).count() == events
    assert CouncilPack.objects.count() == 1


def test_loading_a_pack_is_on_the_record(folder):
    before = packs.current_version()
    administrator = make.user(Role.ADMINISTRATOR)
    version = packs.load(folder(), by=administrator, reason="New council")
    event = trail.of_subject(version).get()
    assert (event.action, event.by, event.reason) == ("council.load", administrator, "New council")
    assert event.before == {"in_force": before.content_hash}
    assert event.after == {"in_force": version.content_hash}


def test_an_earlier_pack_can_be_put_back_in_force(folder):
    before = packs.current_version()
    packs.load(folder())
    assert packs.load(WEST_LINDSEY) == before
    assert packs.current_version() == before
    assert CouncilPack.objects.filter(in_force=True).count() == 1


def test_loading_brings_the_groups_up_to_date(folder):
    packs.load(folder('name = "Housing Board"', 'name = "Homes Board"', "groups.toml"))
    group = Group.objects.get(code="housing-board")
    assert (group.name, group.quorum, group.cadence_min_days) == ("Homes Board", 3, 28)
    assert Group.objects.get(parent__code="sww-tactical").code == "sww-tasking"


def test_a_faulty_pack_changes_nothing(folder):
    before = packs.current_version()
    with pytest.raises(PackFaults):
        packs.load(folder("quorum = 3", "quorum = 0", "groups.toml"))
    packs.forget()
    assert packs.current_version() == before
    assert CouncilPack.objects.count() == 1


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_only_an_administrator_loads_a_pack(folder, role):
    with pytest.raises(Refused, match="Only an administrator"):
        packs.load(folder(), by=make.user(role))
    assert CouncilPack.objects.count() == 1


def test_a_pack_stored_before_there_were_public_words_says_the_ones_we_bring():
    data = make.pack_data()
    ours = packs.parse(data).public_statuses
    del data["public_statuses"]
    assert packs.parse(data).public_statuses == ours == PUBLIC_STATUSES


def test_a_stored_pack_that_this_release_cannot_read_is_told():
    with pytest.raises(TypeError, match="cannot be read"):
        packs.parse({"slug": "older"})


# --- What the database itself refuses -----------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"slug": "other"},
        {"content_hash": "0" * 64},
        {"content": {}},
        {"loaded_at": "2020-01-01T00:00:00Z"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_version_is_never_changed(change):
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        CouncilPack.objects.update(**change)


def test_a_version_is_never_deleted():
    version = make.council_pack()
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        version.delete()


def test_council_one_pack_in_force():
    other = make.council_pack()
    with refused_by("council_one_pack_in_force"):
        CouncilPack.objects.filter(pk=other.pk).update(in_force=True)


def test_in_force_is_never_unknown():
    with pytest.raises(IntegrityError), transaction.atomic():
        CouncilPack.objects.update(in_force=None)


def test_two_versions_out_of_force_may_stand_side_by_side():
    make.council_pack()
    make.council_pack()
    assert CouncilPack.objects.filter(in_force=False).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_packs_loaded_at_once_leave_one_in_force(folder, tmp_path_factory):
    one = folder()
    other = tmp_path_factory.mktemp("other")
    for file in one.iterdir():
        text = file.read_text("utf-8").replace('slug = "elsewhere"', 'slug = "nowhere"')
        (other / file.name).write_text(text, "utf-8")
    versions = race(lambda: packs.load(one).slug, lambda: packs.load(other).slug)
    assert sorted(map(str, versions)) == ["elsewhere", "nowhere"]
    packs.forget()
    assert packs.current().slug in {"elsewhere", "nowhere"}
    assert CouncilPack.objects.filter(in_force=True).count() == 1
