"""Becomes the command given, having asked the kernel for SIGTERM when who starts it (first argument) dies, even by -9.

Run as a program of its own, because what is set up between fork and exec must not touch a process with threads.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1

if __name__ == "__main__":
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM))
        if os.getppid() != int(sys.argv[1]):
            sys.exit("who started it is gone")
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606 - our own words only
