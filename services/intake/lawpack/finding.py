"""What is wrong in a law pack, where, and what its author should do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.kernel.errors import Kind, Problem

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Finding:
    """One fault. line: from 1. path: in the file, ``versions[0].steps[2].budget``; empty: the file."""

    file: str
    line: int
    path: str
    message: str
    fix: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: {self.path}: " if self.path else f"{self.file}:{self.line}: "
        return f"{place}{self.message} -> {self.fix}"


class LawPackInvalid(Problem):
    """Raised when a pack cannot be used; ``findings`` lists every fault, not only the first."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        listed = "\n".join(str(finding) for finding in findings)
        super().__init__(
            "law-pack-invalid",
            Kind.INVALID,
            f"The law pack cannot be used. Correct this ({len(findings)} in all) and read it again:\n{listed}",
            fields={f"{f.file}:{f.line}: {f.path}": f"{f.message} -> {f.fix}" for f in findings},
        )
        self.findings = tuple(findings)


def spelt(path: Path) -> str:
    """``("steps", 2, "budget")`` → ``steps[2].budget``."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")
