"""What runs on one database only (ADR 17): said here with its reason, and kept small by law."""

import ast

import pytest

from tests.selection import ALSO, TESTS, asks, reaches, tree_of

pytestmark = pytest.mark.once
PAGES = "forms and markup; test_pages opens every page on both"
WHY = {
    "actionplans/test_content_pages.py": PAGES,
    "actionplans/test_monitoring_pages.py": PAGES,
    "actionplans/test_part_pages.py": PAGES,
    "boards/test_ruling_pages.py": PAGES,
    "demo/test_views.py": PAGES,
    "boards/test_who_came.py": PAGES,
    "actionplans/test_compare_pages.py": PAGES,
    "actionplans/test_plan_pages.py": PAGES,
    "boards/test_board_pages.py": PAGES,
    "boards/test_meeting_pages.py": PAGES,
    "funds/test_pages.py": PAGES,
    "register/test_pages.py": PAGES,
    "triggers/test_telephone.py": PAGES,
    "triggers/test_assessment_page.py": PAGES,
    "triggers/test_queue.py": PAGES,
    "triggers/test_sent_files.py": PAGES,
    "test_access.py": PAGES,
    "demo/test_journey.py": "plays on both databases itself and compares what comes out",
    "demo/test_removing.py": "a command in a process of its own, on SQLite",
    "documents/test_charts.py": "draws from figures handed to it",
    "documents/test_csv.py": "writes what is handed to it",
    "documents/test_html.py": "writes what is handed to it",
    "documents/test_json.py": "writes what is handed to it",
    "documents/test_pdf.py": "draws what is handed to it",
    "documents/test_report.py": "a document in memory",
    "files/test_intake.py": "bytes and a folder",
    "files/test_scanner.py": "bytes and a socket",
    "files/test_store.py": "bytes and a folder",
    "files/test_uploads.py": "bytes and a folder",
    "test_architecture.py": "reads the code",
    "test_everywhere.py": "reads the code",
    "test_once.py": "reads the tests",
    "test_serve.py": "the processes of one machine; the service's are in test_service.py",
    "test_servers.py": "starts the servers themselves",
    "test_service.py": "on PostgreSQL and Redis of its own in any run",
    "triggers/test_uploads.py": "what files are taken; their rows are in triggers/test_files.py",
}
# In a module that otherwise runs on both: one test at a time.
WHY_ONE = {
    "test_pages.py::test_page_titles_differ": "markup",
    "triggers/test_corpus.py::test_text_in_the_report_from_outside": (
        "questions page by page; that of staff stores each text on both"
    ),
    "triggers/test_corpus.py::test_text_in_the_forms_of_triage": (
        "form by form; that of staff stores each text on both"
    ),
    "triggers/test_corpus.py::test_text_in_the_other_boxes_of_a_report_is_no_fault_of_ours": (
        "refused before anything is stored"
    ),
    "triggers/test_sheets.py::test_receipt_is_one_tagged_page_of_the_report_that_was_sent": "a PDF",
    "triggers/test_sheets.py::test_code_of_saved_answers_is_one_tagged_page_too": "a PDF",
}
MODULES = sorted(str(path.relative_to(TESTS)) for path in TESTS.rglob("test_*.py"))


def _says_once(node: ast.AST) -> bool:
    return any(
        ast.unparse(part) == "pytest.mark.once"
        for part in ast.walk(node)
        if isinstance(part, ast.Attribute)
    )


def _marked(module: str) -> set[str]:
    """What is marked: the module, or tests of it."""
    found = set()
    for node in tree_of(module).body:
        if isinstance(node, ast.Assign) and _says_once(node):
            found.add(module)
        elif isinstance(node, ast.FunctionDef) and any(map(_says_once, node.decorator_list)):
            found.add(f"{module}::{node.name}")
    return found


def _text(marked: str) -> ast.AST:
    module, _, name = marked.partition("::")
    tree = tree_of(module)
    return next((n for n in tree.body if name and getattr(n, "name", "") == name), tree)


def test_what_runs_once_is_said_with_its_reason():
    marked = set().union(*map(_marked, MODULES))
    assert marked == WHY.keys() | WHY_ONE.keys()


@pytest.mark.parametrize("module", MODULES)
def test_the_mark_stands_where_it_is_seen(module):
    """On a module or on one test: not on a case, a class or behind another name."""
    marks = [part.attr for part in ast.walk(tree_of(module)) if isinstance(part, ast.Attribute)]
    assert marks.count("once") == len(_marked(module))


@pytest.mark.parametrize("marked", sorted(WHY.keys() | WHY_ONE.keys()))
def test_what_is_the_databases_business_runs_on_both(marked):
    assert marked not in ALSO
    assert asks(_text(marked)) == ""


@pytest.mark.parametrize("module", sorted(ALSO))
def test_what_is_said_to_ask_the_database_is_there_and_would_not_be_seen(module):
    assert asks(tree_of(module)) == ""


def test_a_word_of_the_databases_business_is_seen():
    assert asks(ast.parse("with refused_by('x'): pass")) == "refused_by"
    assert asks(ast.parse("pytest.mark.django_db(transaction=True)"))
    assert asks(ast.parse("make.plan()")) == ""


def test_a_word_behind_a_helper_or_a_fixture_is_seen():
    tree = ast.parse("""
def helper(): return refused_by("x")
@pytest.fixture
def thing(): return helper()
def test_by_helper(): helper()
def test_by_fixture(thing): pass
@pytest.mark.usefixtures("thing")
def test_by_name(): pass
def test_of_neither(other): make.plan()
""")
    found = {name: reaches(tree, f"test_{name}") for name in ("by_helper", "by_fixture", "by_name")}
    assert found == {"by_helper": True, "by_fixture": True, "by_name": True}
    assert not reaches(tree, "test_of_neither")
