"""``python -m lending serve | migrate | check | openapi``."""

from __future__ import annotations

from chassis.entry import run_entry
from lending.wiring import Settings, build  # type: ignore[import-not-found]

if __name__ == "__main__":
    run_entry("lending", Settings, build)
