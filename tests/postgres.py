"""A fresh PostgreSQL database per run, on the machine's own cluster.

CHONSO_TEST_POSTGRES names a server to use instead (a URL that may create databases).
"""

import fcntl
import os
import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

_PASSWORD = "chonso-test"
_ROLE = "chonso_test"
_IS_ROOT = os.geteuid() == 0
_AS_ROOT = () if _IS_ROOT else ("sudo", "-n")
_AS_POSTGRES = ("runuser", "-u", "postgres", "--") if _IS_ROOT else ("sudo", "-n", "-u", "postgres")


@contextmanager
def fresh_database() -> Iterator[str]:
    server = os.environ.get("CHONSO_TEST_POSTGRES") or _local_server()
    name = f"chonso_test_{secrets.token_hex(4)}"
    _run(server, f'CREATE DATABASE "{name}"')
    try:
        yield f"{server.rsplit('/', 1)[0]}/{name}"
    finally:
        _run(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _run(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)  # pyright: ignore[reportArgumentType, reportCallIssue]


def _local_server() -> str:
    """Start Debian's cluster when it sleeps, and make our role in it; one process at a time."""
    with (Path(tempfile.gettempdir()) / "chonso-test-postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _started()


def _started() -> str:
    version, cluster, port, *_ = _sh("pg_lsclusters", "--no-header").splitlines()[0].split()
    if "online" not in _sh("pg_lsclusters", "--no-header"):
        _sh(*_AS_ROOT, "pg_ctlcluster", version, cluster, "start")
    role = (
        f"DO $$ BEGIN CREATE ROLE {_ROLE} SUPERUSER LOGIN PASSWORD '{_PASSWORD}'; "
        "EXCEPTION WHEN duplicate_object THEN NULL; END $$"
    )
    _sh(*_AS_POSTGRES, "psql", "-qp", port, "-c", role)
    return f"postgresql://{_ROLE}:{_PASSWORD}@127.0.0.1:{port}/postgres"


def _sh(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
