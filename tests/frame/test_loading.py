"""What is loaded before the processes are forked, and that nothing runs beside it."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from congvu.config import loading
from congvu.config.commands import tell_the_settings

ROOT = Path(__file__).resolve().parents[2]
LOADED = """
import gc, json, sys, threading
import django
django.setup()
from congvu.config.loading import load
load()
from django.db import connections
print(json.dumps({"modules": sorted(sys.modules), "frozen": gc.get_freeze_count(), "threads": threading.active_count(),
    "connections": [one.alias for one in connections.all() if one.connection]}))
"""


def test_all_is_loaded_and_nothing_is_open() -> None:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "congvu.config.settings"}
    environment |= {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    command = [sys.executable, "-c", LOADED]
    told = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found = json.loads(told.splitlines()[-1])
    assert {"congvu.documents.views", "congvu.notifications.live", "procrastinate.worker"} <= set(found["modules"])
    assert not {"pypdfium2", "docx", "oxmsg"} & set(found["modules"]), "what reads foreign formats is the nest's alone"
    assert found["frozen"] > 100_000
    assert (found["threads"], found["connections"]) == (1, [])


def test_beside_another_thread_nothing_is_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "PATIENCE_SECONDS", 0)
    enough = threading.Event()
    other = threading.Thread(target=enough.wait, name="somebody else")
    other.start()
    try:
        with pytest.raises(loading.NotAlone, match="somebody else"):
            loading.refuse_company()
    finally:
        enough.set()
        other.join()


def test_the_settings_hear_of_the_ports_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONGVU_PORT", "8000")
    monkeypatch.setenv("CONGVU_LIVE_PORT", "8001")
    tell_the_settings(["--workers", "2", "--port", "9000", "--only", "web"])
    assert (os.environ["CONGVU_PORT"], os.environ["CONGVU_LIVE_PORT"]) == ("9000", "8001")
    tell_the_settings(["--live-port=9001"])
    assert os.environ["CONGVU_LIVE_PORT"] == "9001"
