"""Faults in files: each names its file and its line."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from carp.council.source import key_lines, pack_files, read_source
from carp.council.validator import PackFaults, faults_of, read_pack

WEST_LINDSEY = Path(settings.COUNCIL_PACK)


@pytest.mark.parametrize("file", pack_files(WEST_LINDSEY), ids=lambda file: file.name)
def test_every_key_is_found_on_the_line_where_it_stands(file):
    lines = file.read_text("utf-8").splitlines()
    found = dict(key_lines(file.read_text("utf-8")))
    for path, number in found.items():
        key = path[-1] if isinstance(path[-1], str) else path[-2]
        element = lines[number - 1].lstrip().startswith(("{", '"'))
        assert element or re.search(rf"\b{key}\b", lines[number - 1])


def test_every_table_and_every_element_of_the_pack_has_a_line():
    source = read_source(pack_files(WEST_LINDSEY))
    for path, value in tables_of(source.data):
        assert path in source.places, (path, value)


def tables_of(value, path=()):
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        if isinstance(inner, dict):
            yield (*path, key), inner
        if isinstance(inner, dict | list):
            yield from tables_of(inner, (*path, key))


def test_keys_inside_long_texts_and_comments_are_not_keys():
    text = '''
one = """
two = 2
[three]
"""
# four = 4
[five] # with a comment
six.seven = [
  # a comment
  "a",

  "b",
]
"eight" = 8
'''
    assert list(key_lines(text)) == [
        (("one",), 2),
        (("five",), 7),
        (("five", "six", "seven"), 8),
        (("five", "six", "seven", 0), 10),
        (("five", "six", "seven", 1), 12),
        (("five", "eight"), 14),
    ]


@pytest.fixture
def copy(tmp_path):
    """West Lindsey's files, to be spoiled."""
    for file in WEST_LINDSEY.glob("*.toml"):
        (tmp_path / file.name).write_text(file.read_text("utf-8"), "utf-8")
    return tmp_path


def spoil(file, old, new):
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_shipped_pack_has_no_faults():
    assert faults_of(WEST_LINDSEY) == []


def test_a_fault_names_file_line_and_key(copy):
    line = spoil(copy / "groups.toml", "cadence_max_days = 56", "cadence_max_days = 5")
    assert list(map(str, faults_of(copy))) == [
        f"groups.toml, line {line}: groups[7].cadence_max_days is 5, below the least, 42."
    ]


def test_a_fault_in_a_list_of_one_line_tables_names_the_line(copy):
    line = spoil(copy / "plans.toml", 'code = "no-action"', 'cod = "no-action"')
    assert list(map(str, faults_of(copy))) == [
        f"plans.toml, line {line}: stages[2].questions[5].cod is not a known key. "
        'Did you mean "code"?',
        f"plans.toml, line {line}: stages[2].questions[5].code is missing.",
    ]


def test_a_missing_list_has_no_line(copy):
    (copy / "fund.toml").write_text("# nothing\n")
    assert list(map(str, faults_of(copy))) == ["the pack: fund is missing."]
    assert list(map(str, faults_of(copy / "fund.toml"))) == ["the pack: fund is missing."]


def test_broken_toml_is_placed(copy):
    line = spoil(copy / "fund.toml", 'name = "Communities at Risk Fund"', 'name = "Communities')
    (fault,) = faults_of(copy)
    assert (fault.file, fault.line) == ("fund.toml", line)
    assert fault.says.startswith("is not valid TOML:")


def test_a_list_in_two_files_is_told(copy):
    (copy / "more.toml").write_text('[[trends]]\ncode = "odd"\nlabel = "Odd"\n')
    (fault,) = faults_of(copy)
    assert (fault.file, fault.key, fault.says) == (
        "vocabulary.toml",
        "trends",
        "already stands in more.toml.",
    )
    lines = (copy / fault.file).read_text("utf-8").splitlines()
    assert lines.index("[[trends]]") + 1 == fault.line


def test_one_file_of_a_folder_is_judged_among_the_others(copy):
    spoil(copy / "groups.toml", 'code = "community-grants-panel"', 'code = "grants"')
    assert faults_of(copy / "groups.toml") == []
    assert [fault.file for fault in faults_of(copy / "fund.toml")] == ["fund.toml"]


def test_a_pack_may_be_one_file(copy, tmp_path_factory):
    whole = tmp_path_factory.mktemp("one") / "pack.toml"
    files = sorted(copy.glob("*.toml"), key=lambda file: file.name != "council.toml")
    whole.write_text("\n".join(file.read_text("utf-8") for file in files), "utf-8")
    assert faults_of(whole) == []
    assert read_pack(whole).content() == read_pack(WEST_LINDSEY).content()


def test_an_empty_folder_is_told(tmp_path):
    assert [fault.says for fault in faults_of(tmp_path)] == ["holds no .toml files."]


def test_a_file_that_is_not_there_is_told(tmp_path):
    (fault,) = faults_of(tmp_path / "none.toml")
    assert str(fault) == "none.toml: cannot be read: No such file or directory."


def test_a_file_that_is_not_utf8_is_told(tmp_path):
    (tmp_path / "pack.toml").write_bytes(b'name = "Tea"\nslug = "caf\xe9"\n')
    (fault,) = faults_of(tmp_path)
    assert str(fault) == "pack.toml, line 2: is not UTF-8 text. Save it as UTF-8."


def test_the_exception_says_every_fault(copy):
    spoil(copy / "fund.toml", 'code = "street-scene"', 'code = "equipment"')
    spoil(copy / "groups.toml", 'kind = "tactical"', 'kind = "practical"')
    with pytest.raises(PackFaults) as found:
        read_pack(copy)
    assert str(found.value).splitlines() == list(map(str, found.value.faults))
    assert [fault.file for fault in found.value.faults] == ["fund.toml", "groups.toml"]
