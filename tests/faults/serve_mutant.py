"""`python -m tests.faults.serve_mutant MUTANT …`: as `congvu serve …`, with the mutant's pages."""

import os
import sys

from congvu.config.commands import run
from congvu.config.management.commands import serve

if __name__ == "__main__":
    os.environ["MUTANT"] = sys.argv[1]
    os.environ["DJANGO_SETTINGS_MODULE"] = "congvu.config.settings"
    serve.PAGES = "tests.faults.mutant_wsgi:application"
    sys.exit(run(["congvu", "serve", *sys.argv[2:]]))
