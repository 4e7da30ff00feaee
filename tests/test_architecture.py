"""How the code is laid out: who imports whom, and the bounds that keep it readable."""

import ast
import re
import statistics
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

pytestmark = pytest.mark.once

ROOT = Path(settings.BASE_DIR)
APPS = ("carp", "register", "triggers", "actionplans", "funds", "reporting")
FILES = sorted(
    path
    for app in APPS
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts and path.name != "settings.py"
)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MOST_FILE_LINES = 400
MOST_FUNCTION_LINES = 50
MOST_VIEW_LINES = 40
MOST_TEMPLATE_LINES = 180
FORBIDDEN_CALLS = {"mark_safe", "extra", "RawSQL", "eval", "exec", "pickle"}
# Markup that we made ourselves, escaped by a library in the same function.
TRUSTED = {
    (f"carp/{name}.py", "mark_safe")
    for name in ("web/govuk", "documents/drawing", "documents/html")
}


def _functions(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text())
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def _length(function: ast.FunctionDef) -> int:
    """Lines from the def to the end, without the docstring."""
    first = function.body[0]
    documented = ast.get_docstring(function) is not None
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if documented else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - docstring


def test_apps_import_downwards_only():
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [lint, "--config", ROOT / "pyproject.toml"],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_is_short_and_plain(path):
    text = path.read_text()
    assert len(text.splitlines()) <= MOST_FILE_LINES
    tree = ast.parse(text)
    for function in _functions(path):
        assert _length(function) <= MOST_FUNCTION_LINES, function.name
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                assert ast.unparse(node).split()[1] == "weasyprint", ast.unparse(node)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            trusted = (str(path.relative_to(ROOT)), name) in TRUSTED
            assert trusted or name not in FORBIDDEN_CALLS, f"{name} at line {node.lineno}"


def test_functions_and_files_stay_small_on_the_whole():
    functions = [_length(function) for path in FILES for function in _functions(path)]
    files = [len(path.read_text().splitlines()) for path in FILES]
    assert statistics.median(functions) <= 10
    assert statistics.quantiles(functions, n=10)[8] <= 25
    assert statistics.median(files) <= 110


def _views(resolver: URLResolver) -> list:
    found = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            found += _views(entry)
        elif isinstance(entry, URLPattern) and entry.callback.__module__.startswith(APPS):
            found.append(entry.callback)
    return found


def test_views_are_short_functions():
    by_file: dict[Path, dict[str, int]] = {}
    for view in _views(get_resolver()):
        assert not hasattr(view, "view_class"), view
        path = Path(sys.modules[view.__module__].__file__)
        lengths = by_file.setdefault(path, {f.name: _length(f) for f in _functions(path)})
        assert lengths[view.__name__] <= MOST_VIEW_LINES, view.__qualname__


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_is_short_and_has_no_inline_script_or_style(path):
    text = path.read_text()
    assert len(text.splitlines()) <= MOST_TEMPLATE_LINES
    lowered = text.lower()
    assert "<style" not in lowered or "documents" in path.parts
    assert not re.search(r"<[a-z][^>{]*\s(style|on[a-z]+)=", lowered)
    assert "|safe" not in lowered
