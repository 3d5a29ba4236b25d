"""Write every dashboard, as Grafana imports it, into the folder that is given."""

from __future__ import annotations

import sys
from pathlib import Path

from dashboards import DASHBOARDS

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for name, page in DASHBOARDS.items():
        (folder / f"{name}.json").write_text(page().json(), "utf-8")
