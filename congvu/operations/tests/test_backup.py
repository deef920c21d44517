"""A copy is worth what its restoring shows: it is examined, loaded, compared; and whatever was altered in it is named."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from secrets import token_hex
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from psycopg import sql

from congvu.files import vault
from congvu.files.models import StoredFile, place_of
from congvu.operations import copying
from congvu.operations.copying import BackupFailed, keep_only, make, own_server
from congvu.operations.manifest import CopyDamaged, facts_of, names_in
from congvu.operations.models import Backup, BackupState
from congvu.operations.places import place_at
from congvu.operations.programs import ProgramFailed, Server, program
from congvu.operations.restoring import NotRestored, chosen, restore, try_out
from congvu.operations.tests.conftest import a_file


@pytest.fixture
def db(own_database: str) -> None:
    """Copies hold what was committed: these tests have a database of their own."""


def quiet(line: str) -> None:
    """Nobody listens."""


@pytest.fixture
def copies(office: SimpleNamespace, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where the copies go."""
    return str(tmp_path_factory.mktemp("copies"))


@pytest.fixture
def empty(db: None) -> Iterator[Server]:
    """An empty database beside the office's."""
    server = own_server().beside(f"congvu_restored_{token_hex(4)}")
    name = sql.Identifier(server.name)
    with own_server().connect(autocommit=True) as asked:
        asked.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(name))
        yield server
        asked.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def elsewhere(settings: Any, folder: Path) -> None:
    """From now on this installation is another one: its files and keys lie in another folder."""
    settings.HISTORY_KEY_FILE = folder / "keys" / "history.pem"
    bits = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder / "files"}}
    settings.STORAGES = {**settings.STORAGES, "default": bits}


def test_a_copy_is_restored_elsewhere_and_everything_is_equal(
    office: SimpleNamespace, copies: str, empty: Server, settings: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    make(copies, at=timezone.now(), say=quiet)
    with own_server().connect() as asked:
        before = facts_of(asked)
    elsewhere(settings, tmp_path_factory.mktemp("elsewhere"))

    restore(place_at(copies), chosen(place_at(copies), ""), empty, say=quiet)

    with empty.connect() as asked:
        after = facts_of(asked)
    assert before.differences(after) == []
    assert after.entries > 0
    assert after.last_root
    assert all(vault.lies_whole(sha256) for sha256 in StoredFile.objects.values_list("sha256", flat=True))


def test_a_copy_is_verified_by_restoring_it_into_a_database_that_is_thrown_away(
    office: SimpleNamespace, copies: str
) -> None:
    call_command("backup", copies, "--verify", stdout=StringIO())

    kept = Backup.objects.get()
    assert kept.state == BackupState.KEPT
    assert kept.verified_at
    assert kept.files == 3
    with own_server().connect() as asked:
        assert asked.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'congvu_trial_%'").fetchone() == (0,)


# -- what was altered is named ----------------------------------------------------------------------------------------
def one_byte(path: Path) -> None:
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def any_file(folder: Path) -> Path:
    return next(path for path in sorted((folder / "files").rglob("*")) if path.is_file())


ALTERED: dict[str, tuple[Callable[[Path, Path], None], str]] = {
    "a byte of a file": (lambda folder, copy: one_byte(any_file(folder)), "The file files/.* was altered"),
    "a file is gone": (lambda folder, copy: any_file(folder).unlink(), "The file files/.* is missing"),
    "a byte of the database": (lambda folder, copy: one_byte(copy / "database.dump"), "database.dump was altered"),
    "a line of the list": (lambda folder, copy: one_byte(copy / "files.txt"), "files.txt was altered"),
    "a byte of the manifest": (lambda folder, copy: one_byte(copy / "manifest.json"), "manifest.json"),
    "the key is gone": (lambda folder, copy: (copy / "history.pub.pem").unlink(), "history.pub.pem is missing"),
    "the signature is gone": (lambda folder, copy: (copy / "manifest.sig").unlink(), "manifest.sig.* is missing"),
}


@pytest.mark.parametrize("what", ALTERED)
def test_what_was_altered_in_a_copy_is_found_and_named(
    what: str, office: SimpleNamespace, copies: str, empty: Server
) -> None:
    name = make(copies, at=timezone.now(), say=quiet).name
    alter, words = ALTERED[what]
    alter(Path(copies), Path(copies) / name)

    with pytest.raises(CopyDamaged, match=words):
        try_out(place_at(copies), name, own_server(), say=quiet)


def test_a_manifest_signed_anew_by_a_stranger_is_refused(
    office: SimpleNamespace, copies: str, settings: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    ours = settings.HISTORY_KEY_FILE
    settings.HISTORY_KEY_FILE = tmp_path_factory.mktemp("stranger") / "history.pem"
    name = make(copies, at=timezone.now(), say=quiet).name
    settings.HISTORY_KEY_FILE = ours

    with pytest.raises(CopyDamaged, match="not one of this office"):
        try_out(place_at(copies), name, own_server(), say=quiet)


def test_a_history_altered_before_the_copy_does_not_pass(office: SimpleNamespace, copies: str) -> None:
    with own_server().connect() as asked:
        asked.execute("SET session_replication_role = replica")
        asked.execute(
            "UPDATE records_historyentry SET facts = '{\"x\": 1}' WHERE id = (SELECT min(id) FROM records_historyentry)"
        )
    name = make(copies, at=timezone.now(), say=quiet).name

    with pytest.raises(CopyDamaged, match="does not verify"):
        try_out(place_at(copies), name, own_server(), say=quiet)


# -- into which database ----------------------------------------------------------------------------------------------
def test_a_database_in_which_something_stands_is_not_restored_into(office: SimpleNamespace, copies: str) -> None:
    name = make(copies, at=timezone.now(), say=quiet).name
    with pytest.raises(NotRestored, match="is not empty"):
        restore(place_at(copies), name, own_server(), say=quiet)


def test_it_is_replaced_only_by_whoever_types_its_name(
    office: SimpleNamespace, copies: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(copies, at=timezone.now(), say=quiet)
    with own_server().connect() as asked:
        before = facts_of(asked)
    connection.close()
    connection.close_pool()
    monkeypatch.setattr("builtins.input", lambda words: "yes")
    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("restore", copies, "--replace")

    Backup.objects.all().delete()
    connection.close_pool()
    monkeypatch.setattr("builtins.input", lambda words: own_server().name)
    call_command("restore", copies, "--replace", stdout=StringIO())
    with own_server().connect() as asked:
        assert before.differences(facts_of(asked)) == []


def test_a_restoring_that_fails_leaves_the_database_as_it_was(
    office: SimpleNamespace, copies: str, empty: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = make(copies, at=timezone.now(), say=quiet).name
    monkeypatch.setattr(
        "congvu.operations.restoring.EMPTY_FIRST", "DROP SCHEMA public CASCADE"
    )  # then the dump cannot load
    with own_server().connect() as asked:
        before = facts_of(asked)
    connection.close_pool()
    with pytest.raises(NotRestored, match="stands as it stood"):
        restore(place_at(copies), name, own_server(), say=quiet, agreed=lambda database, tables: True)
    with own_server().connect() as asked:
        assert before.differences(facts_of(asked)) == []


def test_a_copy_of_a_later_release_is_refused(office: SimpleNamespace, copies: str, empty: Server) -> None:
    with own_server().connect() as asked:
        asked.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('records', '9999_later', now())")
    name = make(copies, at=timezone.now(), say=quiet).name
    with pytest.raises(NotRestored, match=r"records\.9999_later"):
        restore(place_at(copies), name, empty, say=quiet)


# -- making -----------------------------------------------------------------------------------------------------------
def test_the_second_copy_takes_only_the_new_files_and_old_copies_make_room(
    office: SimpleNamespace, copies: str
) -> None:
    said: list[str] = []
    first = make(copies, at=timezone.now(), say=quiet)
    a_file(4)
    second = make(copies, at=timezone.now() + timedelta(seconds=1), say=said.append)
    assert "Files: 4 in all, 1 of them new" in said

    StoredFile.objects.filter(sha256=any_file(Path(copies)).name).update(last_brought_at=timezone.now())
    keep_only(copies, 1, at=timezone.now(), say=quiet)
    assert names_in(place_at(copies)) == [second.name]
    first.refresh_from_db()
    assert first.removed_at
    try_out(place_at(copies), second.name, own_server(), say=quiet)


def test_files_no_copy_names_any_more_are_removed_with_the_copy(office: SimpleNamespace, copies: str) -> None:
    _name, loose = a_file(9)
    make(copies, at=timezone.now(), say=quiet)
    assert vault.forget_unattached(before=timezone.now() + timedelta(days=1)) == 1
    make(copies, at=timezone.now() + timedelta(seconds=1), say=quiet)
    keep_only(copies, 1, at=timezone.now(), say=quiet)
    assert not (Path(copies) / "files" / place_of(loose.sha256)).exists()
    assert (Path(copies) / "files" / place_of(StoredFile.objects.first().sha256)).exists()


def test_no_file_is_forgotten_while_a_copy_is_made(office: SimpleNamespace) -> None:
    a_file(9)
    later = timezone.now() + timedelta(days=1)
    with copying._alone(own_server()):
        assert vault.forget_unattached(before=later) == 0
    assert vault.forget_unattached(before=later) == 1


def test_a_file_damaged_in_the_store_is_told_and_the_rest_is_saved(office: SimpleNamespace, copies: str) -> None:
    lost = StoredFile.objects.order_by("pk").first()
    one_byte(Path(storages["default"].path(lost.place)))
    kept = make(copies, at=timezone.now(), say=quiet)
    assert lost.sha256 in kept.problem
    said = json.loads((Path(copies) / kept.name / "manifest.json").read_text())
    assert said["damaged"] == [lost.sha256]
    with pytest.raises(CommandError, match="not whole"):
        call_command("backup", copies, stdout=StringIO())


def test_a_copy_holds_no_private_key_unless_it_is_asked_for(office: SimpleNamespace, copies: str) -> None:
    without = make(copies, at=timezone.now(), say=quiet)
    private = b"PRIVATE KEY"
    parts = [path.read_bytes() for path in (Path(copies) / without.name).iterdir()]
    assert not [part for part in parts if private in part]

    holding = make(copies, at=timezone.now() + timedelta(seconds=1), say=quiet, with_sealing_key=True)
    assert private in (Path(copies) / holding.name / "history.pem").read_bytes()
    assert (Path(copies) / holding.name / "history.pem").stat().st_mode & 0o077 == 0


def test_programs_older_than_the_server_are_refused() -> None:
    with pytest.raises(ProgramFailed, match="must not be older"):
        program("pg_dump", 99)


def test_a_place_that_cannot_be_written_is_told_and_remembered(office: SimpleNamespace, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("no folder")
    with pytest.raises(BackupFailed):
        make(str(tmp_path / "taken"), at=timezone.now(), say=quiet)
    assert Backup.objects.get().state == BackupState.FAILED
