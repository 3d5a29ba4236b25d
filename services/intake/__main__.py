"""``python -m intake serve | migrate | check | openapi | reseal``."""

from __future__ import annotations

from chassis.entry import OwnCommand, run_entry
from intake.reseal import reseal
from intake.settings import Settings
from intake.wiring import build

OWN = {"reseal": OwnCommand(help="bring all sealed data under the active key; while the service runs", run=reseal)}

if __name__ == "__main__":
    run_entry("intake", Settings, build, own=OWN)
