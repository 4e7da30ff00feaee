"""What runs on one database only (ADR 17): said here with its reason, and kept small by law.

``once`` never runs on PostgreSQL, ``ci`` only where CI runs.
"""

import ast
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.once
TESTS = Path(settings.BASE_DIR, "tests")
PAGES = "forms and markup; test_pages opens every page on both"
WHY = {
    "actionplans/test_content_pages.py": PAGES,
    "actionplans/test_monitoring_pages.py": PAGES,
    "actionplans/test_part_pages.py": PAGES,
    "boards/test_ruling_pages.py": PAGES,
    "demo/test_views.py": PAGES,
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
    "test_pages.py::test_page_is_sound": "markup; reading and the roles open each page on both",
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
# What `make test` leaves to CI on PostgreSQL: who may take which step from which state is decided
# before anything is written; that the statements of each step run on both is shown by test_life,
# the scenarios and the journey.
STEPS = "who may and from where, a case each; test_life takes the steps on both"
WHY_CI = {
    "actionplans/test_answers.py": STEPS,
    "actionplans/test_returns.py": STEPS,
    "actionplans/test_reviews.py": STEPS,
    "actionplans/test_revisions.py": STEPS,
    "actionplans/test_rulings.py": STEPS,
    "actionplans/test_umbrella.py": STEPS,
    "boards/test_drafts.py": "the pages of decisions; test_pages opens each on both",
    "funds/test_moves.py": STEPS,
    "funds/test_rules.py": STEPS,
    "register/test_moves.py": STEPS,
    "triggers/test_permissions.py::test_step_is_taken_where_the_table_lets_it": STEPS,
    "triggers/test_permissions.py::test_step_is_taken_by_nominated_officers_only": STEPS,
}
# Constraints, races, plans of queries, scopes and searches are the database's own business.
PARTS_ON_BOTH = {
    "accounts", "actionplans", "audit", "boards", "digest", "funds", "governance", "outbox",
    "performance", "register", "reporting",
}  # fmt: skip
WORDS_ON_BOTH = {
    "CaptureQueriesContext", "explain", "guards_lifted", "intent_of", "race", "refused_by",
    "vendor", "visible_to",
}  # fmt: skip
MODULES = sorted(str(path.relative_to(TESTS)) for path in TESTS.rglob("test_*.py"))


def _tree(module: str) -> ast.Module:
    return ast.parse((TESTS / module).read_text())


def _says(mark: str, node: ast.AST) -> bool:
    return any(
        ast.unparse(part) == f"pytest.mark.{mark}"
        for part in ast.walk(node)
        if isinstance(part, ast.Attribute)
    )


def _marked(module: str, mark: str) -> set[str]:
    """What is marked: the module, or tests of it."""
    found = set()
    for node in _tree(module).body:
        if isinstance(node, ast.Assign) and _says(mark, node):
            found.add(module)
        elif isinstance(node, ast.FunctionDef) and any(
            _says(mark, each) for each in node.decorator_list
        ):
            found.add(f"{module}::{node.name}")
    return found


def _text(marked: str) -> ast.AST:
    module, _, name = marked.partition("::")
    tree = _tree(module)
    return next((n for n in tree.body if name and getattr(n, "name", "") == name), tree)


@pytest.mark.parametrize(("mark", "why"), [("once", WHY | WHY_ONE), ("ci", WHY_CI)])
def test_what_is_left_out_on_postgresql_is_said_with_its_reason(mark, why):
    marked = set().union(*(_marked(module, mark) for module in MODULES))
    assert marked == why.keys()


@pytest.mark.parametrize("module", MODULES)
def test_the_mark_stands_where_it_is_seen(module):
    """On a module or on one test: not on a case, a class or behind another name."""
    marks = [part.attr for part in ast.walk(_tree(module)) if isinstance(part, ast.Attribute)]
    for mark in ("once", "ci"):
        assert marks.count(mark) == len(_marked(module, mark))


@pytest.mark.parametrize("marked", sorted(WHY.keys() | WHY_ONE.keys() | WHY_CI.keys()))
def test_what_is_the_databases_business_runs_on_both(marked):
    on_both = marked.split("/")[0] in PARTS_ON_BOTH and WHY.get(marked) != PAGES
    assert not on_both or marked in WHY_CI
    for node in ast.walk(_text(marked)):
        name = getattr(node, "id", getattr(node, "attr", ""))
        assert name not in WORDS_ON_BOTH, name
        assert getattr(node, "arg", "") != "transaction", "a test that empties the database"
