"""Our own token for calls to neighbours, from a file that an operator or issuer renews under us."""

from __future__ import annotations

import time
from pathlib import Path

from chassis.kernel.errors import Kind, Problem

_LOOK_SECONDS = 1.0


class TokenFile:
    """Gives the token in the file; sees a renewed one within a second. ``tokens=TokenFile(path)``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._token = ""
        self._stamp = (0, 0)
        self._looked = float("-inf")

    def __call__(self) -> str:
        """The token. Raises Problem ``service-token-missing`` if there is none to read and never was."""
        if time.monotonic() - self._looked >= _LOOK_SECONDS:
            self._looked = time.monotonic()
            self._look()
        if not self._token:
            raise Problem(
                "service-token-missing",
                Kind.UNAVAILABLE,
                "No token for calls to neighbours; see MOTCUA_SERVICE_TOKEN_FILE.",
            )
        return self._token

    async def check(self) -> None:
        """For readiness: raises as the call does."""
        self()

    def _look(self) -> None:
        try:
            state = self._path.stat()
            stamp = (state.st_mtime_ns, state.st_ino)
            if stamp != self._stamp:
                self._token, self._stamp = self._path.read_text("utf-8").strip(), stamp
        except OSError:
            return  # the last one may still be good
