"""``python -m processing serve | migrate | check | openapi``."""

from chassis.entry import run_entry
from processing.settings import Settings
from processing.wiring import build

if __name__ == "__main__":
    run_entry("processing", Settings, build)
