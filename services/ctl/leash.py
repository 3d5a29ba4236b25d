"""Becomes another program that ends when its parent does: ``python leash.py <command> …``.

A step of its own instead of a function between fork and exec: a process with threads (gRPC's, say) is not safe to
fork.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1

if __name__ == "__main__":
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - the supervisor's own command line
