"""The embedded server: shared by our processes, stopped by the last, found again after every kind of death."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from congvu.config import binaries
from congvu.config.embedded import Place, may_enter, place, socket_folder
from congvu.config.postgres import DatabaseRefused, Server, buffers_for, make_private, postmaster
from tests.frame.waiting import wait_until

ROOT = Path(__file__).resolve().parents[2]
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to an ordinary user")


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder everyone may pass through (pytest's own are closed to the ordinary user)."""
    folder = Path(tempfile.mkdtemp(prefix="congvu-test-"))
    folder.chmod(0o755)
    yield folder
    for home in {folder, place(folder).home}:
        pid = postmaster(home / "postgres")
        if pid:
            os.kill(pid, signal.SIGQUIT)
            wait_until(lambda home=home: postmaster(home / "postgres") is None)
    shutil.rmtree(place(folder).home, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def hold(data: Path) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Another process of ours that uses the server of the data folder."""
    holders: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.frame.hold_server", str(data)]
        holder = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        holders.append(holder)
        assert holder.stdout is not None
        assert any(line == "ready\n" for line in holder.stdout)
        return holder

    yield start
    for holder in holders:
        holder.kill()
        holder.wait()
        assert holder.stdout is not None
        holder.stdout.close()


def ask(server: Place, query: str) -> object:
    with psycopg.connect(server.url, autocommit=True) as connection:
        row = connection.execute(query).fetchone()
        return row[0] if row else None


def serve(data: Path, said: list[str] | None = None) -> Server:
    return Server(place(data), (said if said is not None else []).append, safe=False)


def test_the_server_runs_while_it_is_used_and_not_after(data: Path) -> None:
    with serve(data) as server:
        assert ask(server.place, "SHOW listen_addresses") == ""
        assert ask(server.place, "SHOW server_encoding") == "UTF8"
        assert ask(server.place, "SHOW TimeZone") == "UTC"
        assert ask(server.place, "SELECT lower('ĐƯỜNG')") == "đường"
        assert postmaster(server.place.cluster)
    assert postmaster(server.place.cluster) is None


def test_an_existing_database_is_ready_in_about_a_second(data: Path) -> None:
    with serve(data):
        pass
    begun = time.monotonic()
    with serve(data):
        assert time.monotonic() - begun < 3


def test_outside_of_tests_what_is_committed_is_on_the_disk(data: Path) -> None:
    with Server(place(data), [].append) as server:
        assert ask(server.place, "SHOW fsync") == "on"
        assert ask(server.place, "SHOW synchronous_commit") == "on"


def test_nobody_else_may_enter_the_folder_of_the_socket(data: Path) -> None:
    with serve(data) as server:
        assert server.place.socket.stat().st_mode & 0o777 == 0o700
        assert server.place.cluster.stat().st_mode & 0o077 == 0


@AS_ROOT
def test_another_user_of_the_machine_is_not_let_in(data: Path) -> None:
    with serve(data) as server:
        other = "daemon" if server.place.user != "daemon" else "nobody"
        program = f"import psycopg; psycopg.connect({server.place.url!r})"
        tried = subprocess.run(["/usr/bin/env", "python3", "-c", program], user=other, capture_output=True, check=False)
        assert tried.returncode != 0


@AS_ROOT
def test_even_the_user_it_runs_as_is_not_let_in(data: Path) -> None:
    with serve(data) as server:
        folder = binaries.ready_for(server.place, [].append)
        command = [str(folder / "psql"), "-h", str(server.place.socket), "-U", "congvu", "-c", "SELECT 1", "congvu"]
        tried = subprocess.run(
            command, user=server.place.user, extra_groups=[], cwd="/", capture_output=True, text=True, check=False
        )
        assert "Peer authentication failed" in tried.stderr


def test_the_last_one_out_stops_it(data: Path, hold: Callable[[], subprocess.Popen[str]]) -> None:
    with serve(data) as first:
        pid = postmaster(first.place.cluster)
        second = hold()
    assert postmaster(first.place.cluster) == pid
    second.terminate()
    second.wait(20)
    assert postmaster(first.place.cluster) is None


def test_sigterm_stops_it(data: Path, hold: Callable[[], subprocess.Popen[str]]) -> None:
    holder = hold()
    assert postmaster(place(data).cluster)
    holder.terminate()
    assert holder.wait(20) == 143
    assert postmaster(place(data).cluster) is None


@pytest.mark.faults
def test_after_we_are_killed_the_next_one_finds_the_server_and_stops_it(
    data: Path, hold: Callable[[], subprocess.Popen[str]]
) -> None:
    holder = hold()
    pid = postmaster(place(data).cluster)
    holder.kill()
    holder.wait()
    with serve(data) as server:
        assert postmaster(server.place.cluster) == pid
        assert ask(server.place, "SELECT 1") == 1
    assert postmaster(place(data).cluster) is None


@pytest.mark.faults
def test_a_killed_server_comes_back_with_what_was_committed(data: Path) -> None:
    with serve(data) as server:
        with psycopg.connect(server.place.url, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept (n int)")
            connection.execute("INSERT INTO kept VALUES (7)")
        pid = postmaster(server.place.cluster)
        assert pid
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: postmaster(server.place.cluster) is None)
        assert server.revive()
        assert ask(server.place, "SELECT n FROM kept") == 7
        assert not server.revive()


@pytest.mark.faults
def test_a_recycled_process_number_does_not_keep_it_from_starting(data: Path) -> None:
    with serve(data) as server:
        pass
    stranger = subprocess.Popen(["sleep", "60"], user=server.place.user)
    try:
        (server.place.cluster / "postmaster.pid").write_text(f"{stranger.pid}\n{server.place.cluster}\n")
        with serve(data) as again:
            assert ask(again.place, "SELECT 1") == 1
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_database_of_another_version_is_refused_with_the_reason(data: Path) -> None:
    with serve(data) as server:
        pass
    (server.place.cluster / "PG_VERSION").write_text("16\n")
    with pytest.raises(DatabaseRefused, match=r"made by PostgreSQL 16; this is PostgreSQL 1\d"), serve(data):
        pass


def test_a_half_made_database_is_made_again(data: Path) -> None:
    half = data / "postgres.new"
    make_private(half, place(data))
    (half / "PG_VERSION").write_text("18\n")
    with serve(data) as server:
        assert ask(server.place, "SELECT 1") == 1


def test_folders_that_exist_keep_their_mode(data: Path) -> None:
    data.chmod(0o751)
    with serve(data):
        assert data.stat().st_mode & 0o777 == 0o751


def test_a_deep_data_folder_has_its_socket_elsewhere(data: Path) -> None:
    deep = data / ("sổ-công-văn-" * 8)
    with serve(deep) as server:
        assert server.place.socket == socket_folder(deep)
        assert len(os.fsencode(server.place.socket)) <= 80
        assert ask(server.place, "SELECT 1") == 1
    server.place.socket.rmdir()


@AS_ROOT
def test_behind_a_closed_door_the_database_goes_elsewhere_and_says_so(data: Path) -> None:
    data.chmod(0o700)
    said: list[str] = []
    with serve(data / "var", said) as server:
        assert server.place.moved_from == data / "var"
        assert ask(server.place, "SELECT 1") == 1
        assert any("may not enter" in line for line in said)
        assert data.stat().st_mode & 0o777 == 0o700
    assert place(data / "var") == server.place
    shutil.rmtree(server.place.home)


@AS_ROOT
def test_programs_behind_a_closed_door_are_copied_once(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = data / "closed"
    package = binaries.installed().parents[1]
    shutil.copytree(package, closed / package.name, symlinks=True)
    shutil.copytree(f"{package}.libs", closed / f"{package.name}.libs")
    closed.chmod(0o700)
    monkeypatch.setattr(binaries, "installed", lambda: closed / package.name / "pginstall" / "bin")
    said: list[str] = []
    with serve(data, said) as server:
        assert ask(server.place, "SELECT 1") == 1
    with serve(data, said):
        assert sum("copying the programs" in line for line in said) == 1


@AS_ROOT
def test_whether_a_user_may_enter_is_read_from_the_modes(data: Path) -> None:
    assert may_enter("nobody", data / "not yet there")
    data.chmod(0o700)
    assert not may_enter("nobody", data / "not yet there")


def test_an_eighth_of_the_memory_holds_pages() -> None:
    gigabyte = 1 << 30
    assert [buffers_for(memory * gigabyte) for memory in (1, 8, 24, 256)] == [256, 1024, 3072, 4096]
