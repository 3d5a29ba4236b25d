"""Writes again what is generated for operators; ``--check`` only compares. `make generate` calls it."""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), *(str(HERE.parent / each) for each in ("services", "proto/gen/python", "tests"))]

from generators import chart_readme, keys, manifests, routes, values_schema  # noqa: E402 - found once the path is set

CHART = HERE / "charts/motcua"


def chart_files() -> dict[Path, str]:
    found = keys.read(CHART / "values.yaml")
    moved = yaml.safe_load((CHART / "files/moved.yaml").read_text("utf-8"))
    return {
        CHART / "values.schema.json": values_schema.schema(found, moved),
        CHART / "README.md": chart_readme.readme(found),
        CHART / "files/routes.yaml": routes.routes(),
    }


def manifest_files() -> dict[Path, str]:
    """After the chart's own files, which they are rendered from."""
    return {
        HERE / "manifests" / profile / name: text
        for profile in manifests.PROFILES
        for name, text in manifests.manifests(profile).items()
    }


def main(check: bool) -> int:
    stale = 0
    for made in (chart_files, manifest_files):
        for path, text in made().items():
            if path.exists() and path.read_text("utf-8") == text:
                continue
            stale += 1
            if check:
                print(f"{path.relative_to(HERE.parent)} is not what `make generate` writes", file=sys.stderr)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
