"""``python -m notify serve | migrate | check | openapi``."""

from chassis.entry import run_entry
from notify.settings import Settings
from notify.wiring import build

if __name__ == "__main__":
    run_entry("notify", Settings, build)
