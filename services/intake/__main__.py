"""``python -m intake serve | migrate | check | openapi``."""

from __future__ import annotations

from chassis.entry import run_entry
from intake.settings import Settings
from intake.wiring import build

if __name__ == "__main__":
    run_entry("intake", Settings, build)
