"""What a run found, the limits it is held to, and how both are told."""

import json
import statistics
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

LIMITS = Path(__file__).with_name("limits.toml")


@dataclass(frozen=True)
class Finding:
    """One measure of a goal: a ratio or a count for each round, and the same in plain units."""

    goal: str
    rounds: list[float]
    value: str = ""
    anchor: str = ""
    note: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.rounds)


@dataclass(frozen=True)
class Limit:
    """A line of limits.toml."""

    name: str
    most: float | None = None
    least: float | None = None
    unit: str = ""
    from_rows: int = 0
    database: str = ""

    def applies(self, *, rows: int, database: str) -> bool:
        return rows >= self.from_rows and self.database in ("", database)

    def holds(self, value: float) -> bool:
        above = self.most is not None and value > self.most
        below = self.least is not None and value < self.least
        return not (above or below)

    @property
    def text(self) -> str:
        return f"<= {self.most:g}" if self.most is not None else f">= {self.least:g}"


@dataclass
class Run:
    """Everything one run found."""

    rows: int
    database: str
    versions: Mapping[str, str]
    findings: list[Finding] = field(default_factory=list)
    limits: Mapping[str, Limit] = field(default_factory=dict)

    def verdict(self, finding: Finding) -> str:
        limit = self.limits.get(finding.goal)
        if limit is None or not limit.applies(rows=self.rows, database=self.database):
            return "told"
        return "ok" if limit.holds(finding.median) else "over"

    @property
    def is_good(self) -> bool:
        """Nothing is over, and every limit that applies was measured."""
        return not self.missing() and all(self.verdict(each) != "over" for each in self.findings)

    def missing(self) -> list[str]:
        found = {finding.goal for finding in self.findings}
        return [
            goal
            for goal, limit in self.limits.items()
            if goal not in found and limit.applies(rows=self.rows, database=self.database)
        ]

    def as_json(self) -> str:
        findings = [
            {**asdict(each), "median": each.median, "verdict": self.verdict(each)}
            for each in self.findings
        ]
        whole = {"rows": self.rows, "database": self.database, "versions": dict(self.versions)}
        return json.dumps({**whole, "findings": findings}, indent=1)


def limits() -> dict[str, Limit]:
    read = tomllib.loads(LIMITS.read_text())
    return {goal: Limit(**line) for goal, line in read.items()}


def lines(run: Run) -> Iterable[str]:
    """One line a goal, then what it was measured on."""
    row = "{:<7} {:<58} {:>16} {:>16} {:>24} {:>9}  {}"
    yield row.format("goal", "what", "anchor", "value", "median (min-max)", "limit", "")
    for finding in run.findings:
        limit = run.limits.get(finding.goal)
        yield row.format(
            finding.goal,
            (limit.name if limit else finding.note)[:58],
            finding.anchor,
            finding.value,
            _spread(finding.rounds, limit.unit if limit else ""),
            limit.text if limit else "",
            run.verdict(finding),
        )
    yield from (f"{goal}: not measured" for goal in run.missing())
    versions = ", ".join(f"{name} {version}" for name, version in run.versions.items())
    yield f"{run.rows:,} reports on {run.database}; {versions}"


def _spread(rounds: list[float], unit: str) -> str:
    median = f"{statistics.median(rounds):.3g}{unit}"
    if len(set(rounds)) == 1:
        return median
    return f"{median} ({min(rounds):.3g}-{max(rounds):.3g})"


def tell(findings: Iterable[Finding]) -> None:
    """How a part of the bench hands its findings to the whole: JSON on standard output."""
    json.dump([asdict(finding) for finding in findings], sys.stdout)


def told(output: str) -> list[Finding]:
    parts: list[dict[str, Any]] = json.loads(output)
    return [Finding(**part) for part in parts]


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"
