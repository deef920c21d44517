"""Uses the embedded server of a data folder until it is told to end. Prints what it does, then `ready`."""

import signal
import sys
import time
from pathlib import Path

from congvu.config.embedded import place
from congvu.config.postgres import Server


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with Server(place(Path(sys.argv[1])), say, safe=False):
        say("ready")
        time.sleep(120)
