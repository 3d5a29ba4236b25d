"""Why a service does not start, said in one line."""

from __future__ import annotations

from typing import Self

from chassis.kernel.errors import Problem
from chassis.telemetry.privacy import harmless_message

EXIT_FAILED = 1
EXIT_CONFIGURATION = 78  # EX_CONFIG of sysexits.h: starting again will not help


class CannotStart(Exception):
    """A part cannot start; the message is one line that says what to do."""

    def __init__(self, message: str, exit_code: int = EXIT_FAILED) -> None:
        super().__init__(message)
        self.exit_code = exit_code

    @classmethod
    def port_taken(cls, host: str, port: int, setting: str) -> Self:
        return cls(
            f"cannot listen on {host}:{port}: another program has the port; stop it or set {setting} to a free one",
            EXIT_CONFIGURATION,
        )


def reason(fault: BaseException) -> str:
    """What is wrong in one line: our own words, or the kind of fault and what it says without quotations."""
    if isinstance(fault, Problem):
        return fault.detail
    if isinstance(fault, CannotStart):
        return str(fault)
    return f"{type(fault).__name__}: {harmless_message(fault)}"
