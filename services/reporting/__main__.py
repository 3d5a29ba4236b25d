"""``python -m reporting serve | migrate | check | openapi``."""

from chassis.entry import run_entry
from reporting.settings import Settings
from reporting.wiring import build

if __name__ == "__main__":
    run_entry("reporting", Settings, build)
