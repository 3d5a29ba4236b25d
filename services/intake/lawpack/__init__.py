"""The law pack's reader: YAML in, ``LawPack`` out, or every fault with its file, its line and what to do.

read(path) → LawPack                  raises LawPackInvalid
inspect(path) → (pack | None, findings)
python -m intake.lawpack check|diff   the same for an author at the command line, and what differs between two packs
"""

from intake.lawpack.finding import Finding, LawPackInvalid
from intake.lawpack.reader import inspect, read

__all__ = ["Finding", "LawPackInvalid", "inspect", "read"]
