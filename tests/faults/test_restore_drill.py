"""The restore drill: a copy is made while clerks register, everything is destroyed, and the office stands again elsewhere."""

import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from tests.faults.clerks import Clerk, Ledger
from tests.faults.office import Office, empty_office, url_of
from tests.faults.run import NUMBERS, WRONG_HISTORY, WRONG_STATE, WRONG_WORK
from tests.faults.service import Service

pytestmark = pytest.mark.faults
MORE_THAN_ANYONE_CAN = 1_000_000
FILES = "SELECT sha256, size FROM files_storedfile ORDER BY 1"
HISTORY = "SELECT id, encode(digest, 'hex') FROM records_historyentry ORDER BY id"
ROOTS = "SELECT id, encode(root, 'hex'), encode(signature, 'hex') FROM records_historyseal ORDER BY id"


@pytest.fixture
def copies() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="congvu-copies-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def elsewhere() -> Iterator[Office]:
    """Another machine: an empty database and an empty folder."""
    with empty_office() as office:
        yield office


def register_and_copy(office: Office, copies: Path, documents: int) -> Ledger:
    """Clerks register through the pages; when so many documents are done a copy is made, while they go on until it is there.
    What had been acknowledged before the copy began is what it must hold."""
    ledger = Ledger(MORE_THAN_ANYONE_CAN, time.monotonic() + 300)
    service = Service(office)
    service.start()
    try:
        service.wait_until_whole()
        clerks = [Clerk(service.port, session, ledger) for session in office.sessions]
        for clerk in clerks:
            clerk.start()
        ledger.wait_for(documents)
        before = replace(ledger, acknowledged=dict(ledger.acknowledged), faulty=[])
        done = office.congvu("backup", str(copies), "--with-sealing-key")
        assert done.returncode == 0, done.stderr
        ledger.wanted = 0  # it is enough
        for clerk in clerks:
            clerk.join()
        assert len(ledger.acknowledged) > len(before.acknowledged), "nobody worked while the copy was made"
    finally:
        service.end()
    assert ledger.faulty == []
    return before


def destroy(office: Office) -> None:
    """The disk is gone, and the database with it."""
    shutil.rmtree(office.data)
    with psycopg.connect(url_of("postgres"), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{office.database}" WITH (FORCE)')


def drill(office: Office, copies: Path, elsewhere: Office, documents: int) -> tuple[Ledger, Office]:
    few = replace(office, sessions=office.sessions[:4])
    few.inside("from tests.faults.registry import seal_all; seal_all()")
    before = register_and_copy(few, copies, documents)
    originals = {path.name for path in (few.data / "files").rglob("*") if path.is_file()}
    assert originals
    destroy(few)
    done = elsewhere.congvu("restore", str(copies))
    assert done.returncode == 0, done.stderr
    return before, replace(elsewhere, sessions=few.sessions)


def faults_of_restored(restored: Office, copies: Path, before: Ledger) -> list[str]:
    """What is not as the copy promised; nothing, when counts, hashes and proofs are equal."""
    (manifest,) = [json.loads(path.read_text()) for path in copies.glob("*/manifest.json")]
    facts = manifest["facts"]
    entered = dict(restored.asked(NUMBERS))
    faults = [f"{handle} was acknowledged and is gone" for handle in before.acknowledged if handle not in entered]
    numbers = sorted(entered.values())
    faults += [] if numbers == list(range(1, len(numbers) + 1)) else [f"numbers: {numbers}"]
    for query in (WRONG_HISTORY, WRONG_STATE, WRONG_WORK):
        faults += [str(row) for row in restored.asked(query)]
    files = {path.name: path.stat().st_size for path in (restored.data / "files").rglob("*") if path.is_file()}
    faults += [] if files == dict(restored.asked(FILES)) else ["the files are not those the database names"]
    counted = {
        "entries": len(restored.asked(HISTORY)),
        "seals": len(restored.asked(ROOTS)),
        "files": len(files),
        "last_root": (restored.asked(ROOTS) or [(0, "", "")])[-1][1],
    }
    faults += [
        f"{name}: {facts[name]} in the manifest, {found} found"
        for name, found in counted.items()
        if facts[name] != found
    ]
    restored.inside("from tests.faults.registry import seal_all; seal_all()")
    verified = restored.congvu("verify-history")
    return faults + ([] if verified.returncode == 0 else [verified.stderr])


def goes_on(restored: Office) -> list[str]:
    """Whoever was signed in goes on working in the restored office: the next number is given."""
    ledger = Ledger(2, time.monotonic() + 120)
    service = Service(restored, workers=1)
    service.start()
    try:
        service.wait_until_whole()
        clerk = Clerk(service.port, restored.sessions[0], ledger)
        clerk.start()
        clerk.join()
    finally:
        service.end()
    return ledger.faulty


def test_an_office_copied_under_load_and_destroyed_stands_again_elsewhere(
    office: Office, copies: Path, elsewhere: Office
) -> None:
    before, restored = drill(office, copies, elsewhere, documents=12)
    assert before.acknowledged
    assert faults_of_restored(restored, copies, before) == []
    assert goes_on(restored) == []


@pytest.mark.full
def test_an_office_copied_under_heavy_load_stands_again_elsewhere(
    office: Office, copies: Path, elsewhere: Office
) -> None:
    before, restored = drill(office, copies, elsewhere, documents=200)
    assert faults_of_restored(restored, copies, before) == []
    assert goes_on(restored) == []


@pytest.mark.full
def test_a_restoring_that_believes_the_copy_is_found(office: Office, copies: Path, elsewhere: Office) -> None:
    """One byte of a file is changed in the copy: `congvu restore` names it; one that believed it would bring it back."""
    few = replace(office, sessions=office.sessions[:2])
    register_and_copy(few, copies, documents=6)
    spoilt = next(path for path in sorted((copies / "files").rglob("*")) if path.is_file())
    content = bytearray(spoilt.read_bytes())
    content[10] ^= 1
    spoilt.write_bytes(content)

    done = elsewhere.congvu("restore", str(copies))
    assert done.returncode == 1
    assert f"{spoilt.name} was altered or damaged" in done.stderr

    said = elsewhere.inside(f"from tests.faults.mutants import believing_restorer; believing_restorer({str(copies)!r})")
    assert "Restored and equal" in " ".join(said)
