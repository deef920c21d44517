"""The `congvu` command."""

import os
import sys

from congvu.config.commands import run


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    sys.exit(run(sys.argv))


if __name__ == "__main__":
    main()
