"""The command: check, load, show."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from carp.council import packs
from carp.council.models import CouncilPack

pytestmark = pytest.mark.django_db
WEST_LINDSEY = Path(settings.COUNCIL_PACK)


def run(*words):
    out, err = StringIO(), StringIO()
    try:
        call_command("council", *map(str, words), stdout=out, stderr=err)
    except CommandError as refusal:
        return out.getvalue(), err.getvalue(), str(refusal)
    return out.getvalue(), err.getvalue(), ""


@pytest.fixture
def spoilt(tmp_path):
    for file in WEST_LINDSEY.glob("*.toml"):
        text = file.read_text("utf-8").replace("quorum = 4", "quorum = 0")
        text = text.replace('\ngroup = "housing-board"', '\ngroup = "housing-bord"')
        (tmp_path / file.name).write_text(text, "utf-8")
    return tmp_path


def test_check_sums_up_a_sound_pack():
    out, err, refusal = run("check", WEST_LINDSEY)
    assert (err, refusal) == ("", "")
    assert "West Lindsey District Council (west-lindsey)" in out
    assert "Low 1-3, Medium 4-8, High 9-12, Severe 16\n" in out
    assert "approved by Housing Board, Management Team" in out
    assert "Strategic Partnership; asks for no money; 5 themes" in out
    assert out.endswith("no faults.\n")


def test_check_lists_every_fault_and_fails(spoilt):
    out, err, refusal = run("check", spoilt)
    assert (out, refusal) == ("", "2 faults.")
    first, second = err.splitlines()
    assert first.startswith("groups.toml, line ")
    assert first.endswith("groups[3].quorum is 0: it must be 1 or more.")
    assert second.endswith(
        'routes[1].group "housing-bord" is not one of the groups. Did you mean "housing-board"?'
    )


def test_check_of_one_file_tells_that_files_faults(spoilt):
    _, err, refusal = run("check", spoilt / "groups.toml")
    assert (len(err.splitlines()), refusal) == (1, "1 fault.")
    assert run("check", spoilt / "fund.toml")[2] == ""


def test_load_puts_a_pack_in_force(tmp_path):
    for file in WEST_LINDSEY.glob("*.toml"):
        text = file.read_text("utf-8").replace('slug = "west-lindsey"', 'slug = "elsewhere"')
        (tmp_path / file.name).write_text(text, "utf-8")
    out, _, refusal = run("load", tmp_path, "--reason", "A merger")
    assert (out, refusal) == (f"In force: {packs.current_version()}.\n", "")
    assert packs.current().slug == "elsewhere"


def test_load_refuses_a_faulty_pack(spoilt):
    _, err, refusal = run("load", spoilt)
    assert (len(err.splitlines()), refusal) == (2, "2 faults.")
    assert packs.current().slug == "west-lindsey"


def test_show_tells_what_is_in_force():
    out, _, _ = run("show")
    assert out.startswith(f"{packs.current_version()}, loaded ")


def test_show_without_a_pack_names_the_command():
    CouncilPack.objects.update(in_force=False)
    packs.forget()
    assert "manage.py council load" in run("show")[2]
