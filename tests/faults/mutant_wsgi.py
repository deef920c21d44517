"""The pages with one mistake in them, for granian in tests."""

import os

from congvu.config.wsgi import application as sound
from tests.faults.mutants import MUTANTS

application = MUTANTS[os.environ["MUTANT"]](sound)
