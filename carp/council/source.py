"""A pack as it lies on disk: TOML files read into one table, remembering the line of every key."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from carp.council.schema import Path

HEADING = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
KEY = re.compile(r"""^\s*([A-Za-z0-9_\-."']+)\s*=\s*(.*)$""")
WHOLE_PACK = "the pack"
SYNTAX_LINE = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a pack, in plain English, with its place."""

    file: str
    line: int | None
    key: str
    says: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}, line {self.line}"
        return f"{place}: {self.key} {self.says}" if self.key else f"{place}: {self.says}"


@dataclass
class Source:
    """The one table that the files make, the line of each key, and what could not be read."""

    data: dict[str, Any] = field(default_factory=dict)
    places: dict[Path, tuple[str, int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, path: Path, says: str) -> Fault:
        """A fault at a key path, placed at the nearest key that has a line of its own."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.places:
                file, line = self.places[path[:end]]
                return Fault(file, line, key_path(path), says)
        return Fault(WHOLE_PACK, None, key_path(path), says)


def key_path(path: Path) -> str:
    """`matrices[1].bands[2].word`, counting from 1 as people do."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


def pack_files(where: FilePath) -> list[FilePath]:
    """A pack is a folder of TOML files, or one TOML file that holds all of it."""
    return sorted(where.glob("*.toml")) if where.is_dir() else [where]


def read_source(files: list[FilePath]) -> Source:
    source = Source()
    for file in files:
        _add(source, file)
    return source


def _add(source: Source, file: FilePath) -> None:
    try:
        text = file.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = SYNTAX_LINE.search(str(error))
        line = int(found[1]) if found else None
        source.faults.append(Fault(file.name, line, "", f"is not valid TOML: {error}."))
        return
    except UnicodeDecodeError as error:
        line = 1 + error.object[: error.start].count(b"\n")
        source.faults.append(Fault(file.name, line, "", "is not UTF-8 text. Save it as UTF-8."))
        return
    except OSError as error:
        source.faults.append(Fault(file.name, None, "", f"cannot be read: {error.strerror}."))
        return
    places = {path: (file.name, line) for path, line in key_lines(text)}
    for key, value in data.items():
        if key in source.data:
            other = source.places[(key,)][0]
            line = places[(key,)][1]
            source.faults.append(Fault(file.name, line, key, f"already stands in {other}."))
        else:
            source.data[key] = value
            source.places |= {path: place for path, place in places.items() if path[0] == key}


def key_lines(text: str) -> Iterator[tuple[Path, int]]:
    """Each key path with its line; of a list, each element that begins a line of its own."""
    table: Path = ()
    counts: dict[Path, int] = {}
    open_list: Path | None = None
    in_text = False
    for number, line in enumerate(text.splitlines(), 1):
        was_in_text, in_text = in_text, in_text ^ (line.count('"""') % 2 == 1)
        if was_in_text:
            continue
        if open_list is not None:
            if line.lstrip().startswith("]"):
                open_list = None
            elif not line.lstrip().startswith("#") and line.strip():
                at = counts.get(open_list, 0)
                counts[open_list] = at + 1
                yield (*open_list, at), number
        elif heading := HEADING.match(line):
            table = _table(heading, counts)
            yield from _with_parents(table, number)
        elif key := KEY.match(line):
            path = (*table, *_parts(key[1]))
            open_list = path if key[2].split("#")[0].strip() == "[" else None
            yield path, number


def _table(heading: re.Match[str], counts: dict[Path, int]) -> Path:
    """The path of a heading; a `[[list]]` heading begins its next element."""
    path: Path = ()
    *parents, last = _parts(heading[2])
    for part in parents:
        path = (*path, part)
        if path in counts:
            path = (*path, counts[path] - 1)
    path = (*path, last)
    if heading[1] == "[[":
        counts[path] = counts.get(path, 0) + 1
        path = (*path, counts[path] - 1)
    return path


def _with_parents(table: Path, line: int) -> Iterator[tuple[Path, int]]:
    if table[-1] == 0:
        yield table[:-1], line
    yield table, line


def _parts(dotted: str) -> list[str]:
    return [part.strip().strip("\"'") for part in dotted.split(".")]
