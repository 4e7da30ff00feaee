"""What of the suite asks something of the database itself, and so is in each pass (ADR 17)."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parent
# Constraints, races, guards, plans and counts of queries, scopes: the database's own business.
WORDS = {
    "CaptureQueriesContext", "explain", "guards_lifted", "intent_of",
    "race", "refused_as_null", "refused_by", "vendor", "visible_to",
}  # fmt: skip
ALSO = {
    "actionplans/test_versions.py": "a version with its hash, as it is frozen",
    "boards/test_scenarios.py": "whole stories through the pages",
    "funds/test_guards.py": "what the database refuses whoever asks",
    "funds/test_hemswell_cliff.py": "a whole story in money",
    "reporting/test_fund.py": "sums of money over days",
    "test_life.py": "every step of the workflow, with its statements",
    "test_money.py": "pence as they are kept",
    "test_together.py": "each database writes JSON in its own way",
    "triggers/test_search.py": "each database has its own index of words",
    "triggers/test_similar.py": "likeness is computed where the rows are",
}


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse((TESTS / module).read_text())


def asks(node: ast.AST) -> str:
    """The first word of a test that is the database's business; "" without any."""
    for part in ast.walk(node):
        name = getattr(part, "id", getattr(part, "attr", getattr(part, "arg", "")))
        if name in WORDS or (isinstance(part, ast.keyword) and part.arg == "transaction"):
            return str(name or part)
    return ""


@cache
def asks_the_database(module: str, test: str) -> bool:
    return module in ALSO or reaches(tree_of(module), test)


def reaches(tree: ast.Module, test: str) -> bool:
    """Whether a test asks the database, or what it goes through: helpers, fixtures, cases."""
    named, seen, ahead = _named(tree), set[str](), {test, "pytestmark"}
    while ahead:
        seen |= ahead
        reached = [named[name] for name in ahead if name in named]
        if any(map(asks, reached)):
            return True
        ahead = {name for node in reached for name in _names_in(node)} - seen
    return False


@cache
def _named(tree: ast.Module) -> dict[str, ast.stmt]:
    """What a module says at its top, by name."""
    found: dict[str, ast.stmt] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign):
            found |= {each.id: node for each in node.targets if isinstance(each, ast.Name)}
    return found


def _names_in(node: ast.AST) -> Iterator[str]:
    """A fixture is named as an argument, or in quotes."""
    for part in ast.walk(node):
        name = getattr(part, "id", getattr(part, "arg", getattr(part, "value", None)))
        if isinstance(name, str):
            yield name
