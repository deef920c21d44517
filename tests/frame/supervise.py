"""Supervises parts given as `name=program text`, until told to end."""

import os
import sys
from functools import partial

from congvu.config.processes import Part, Supervisor


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    parts = [argument.split("=", 1) for argument in sys.argv[1:]]
    run = partial(os.execv, sys.executable)
    Supervisor([Part(name, partial(run, [sys.executable, "-c", program])) for name, program in parts], say).run()
