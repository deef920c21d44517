"""`python -m tests.faults.serve_mutant MUTANT …`: as `congvu serve …`, with the mutant's pages."""

import os
import sys

import django
from django.core.management import call_command

from congvu.config.management.commands import serve
from congvu.config.processes import Part

make_parts = serve.make_parts


def parts_with_mutant(host: str, port: int, live_port: int, workers: int) -> list[Part]:
    parts = make_parts(host, port, live_port, workers)
    parts[0].command = [*parts[0].command[:-1], "tests.faults.mutant_wsgi:application"]
    return parts


if __name__ == "__main__":
    os.environ["MUTANT"] = sys.argv[1]
    os.environ["DJANGO_SETTINGS_MODULE"] = "congvu.config.settings"
    django.setup()
    serve.make_parts = parts_with_mutant
    call_command("serve", *sys.argv[2:])
