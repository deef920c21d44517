"""What reads foreign formats is loaded where files are looked into, and nowhere else: it weighs more than the rest together."""

import json
import os
import subprocess
import sys

READERS = {"docx", "olefile", "oxmsg", "pypdfium2"}
_LOADED = """
import json, sys
from django.urls import get_resolver
import congvu.config.wsgi
get_resolver().url_patterns
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_a_web_process_holds_no_reader_of_foreign_formats():
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "congvu.config.settings"}
    told = subprocess.run([sys.executable, "-c", _LOADED], env=environment, capture_output=True, text=True, check=True)
    assert not READERS & set(json.loads(told.stdout.splitlines()[-1]))
