"""The examples of docs/api/README.md work as they stand there: a shell runs them against a server."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from congvu.accounts.samples import cast
from congvu.api.tests.conftest import machine_of
from congvu.documents.loading import load_document_types
from congvu.documents.models import IncomingDocument

README = Path(__file__).resolve().parents[3] / "docs" / "api" / "README.md"


@pytest.mark.skipif(shutil.which("curl") is None, reason="the examples are written for curl")
@pytest.mark.django_db(transaction=True)
def test_the_examples_work(live_server: Any, tmp_path: Path) -> None:
    load_document_types()
    secret = machine_of(cast(timezone.now()).clerk).secret
    blocks = re.findall(r"```sh\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    script = "set -euo pipefail\n" + "\n".join(blocks)
    told = os.environ | {"CONGVU": live_server.url, "TOKEN": secret, "no_proxy": "*"}
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, env=told, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    document = IncomingDocument.objects.get()
    assert (document.state, document.entry.number, document.attachments.count()) == ("registered", 1, 1)
