"""Supervises parts given as `name=program text`, until told to end."""

import sys

from congvu.config.processes import Part, Supervisor


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    parts = [argument.split("=", 1) for argument in sys.argv[1:]]
    Supervisor([Part(name, [sys.executable, "-c", program]) for name, program in parts], say).run()
