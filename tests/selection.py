"""What of the suite asks something of the database itself, and so is in each pass (ADR 17)."""

import ast
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
def asks_the_database(module: str) -> bool:
    return module in ALSO or bool(asks(tree_of(module)))
