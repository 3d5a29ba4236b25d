"""What an image holds is enough: each service in an environment of its own, with its own packages and its own files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SERVICES = ("intake", "processing", "reporting", "notify")
SETTINGS = {"MOTCUA_ENVIRONMENT": "sandbox", "MOTCUA_NATS_URL": "nats://127.0.0.1:9"}


def _installed(folder: Path, name: str) -> Path:
    """The same steps as in the Dockerfile; its Python."""
    uv, python = Path(sys.executable).with_name("uv"), folder / "env/bin/python"
    source = folder / "source"
    for part in ("proto/gen/python", "services/chassis", f"services/{name}"):
        shutil.copytree(ROOT / part, source / part, ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / part, source / part)
    install: list[str | Path] = [uv, "pip", "install", "-q", "--python", python]
    subprocess.run([uv, "venv", "-q", "--python", sys.executable, folder / "env"], check=True)
    subprocess.run([*install, "--require-hashes", "-r", ROOT / f"requirements/{name}.lock"], check=True)
    subprocess.run([*install, "--no-deps", "--no-build-isolation", source], check=True)
    return python


def _run(python: Path, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    settings = SETTINGS | {"MOTCUA_DATABASE_URL": f"sqlite+aiosqlite:///{cwd}/store.db", "PATH": os.environ["PATH"]}
    return subprocess.run([python, *words], cwd=cwd, env=settings, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_needs_only_its_own_files_and_packages(service: str, tmp_path: Path) -> None:
    python = _installed(tmp_path, service)

    described = _run(python, "-m", service, "openapi", cwd=tmp_path)
    checked = _run(python, "-m", service, "check", cwd=tmp_path)

    assert json.loads(described.stdout)["info"]["title"] == f"motcua {service}", described.stderr
    assert "[+] settings: sandbox" in checked.stdout, checked.stderr
    assert "[+] database: sqlite" in checked.stdout
    strangers = [other for other in (*SERVICES, "ctl") if other != service]
    found = _run(
        python, "-c", f"import importlib.util as u; print([n for n in {strangers} if u.find_spec(n)])", cwd=tmp_path
    )
    assert found.stdout.strip() == "[]"


def test_the_command_needs_only_its_own_files_and_packages(tmp_path: Path) -> None:
    python = _installed(tmp_path, "ctl")

    helped = _run(python, "-m", "ctl", "--help", cwd=tmp_path)

    assert helped.returncode == 0, helped.stderr
    assert python.with_name("nats-server").exists() or sys.platform != "linux"


def test_the_dockerfile_is_without_reproach() -> None:
    linter = Path(sys.executable).with_name("hadolint")
    if not linter.exists():
        pytest.skip("hadolint has no program for this machine")
    found = subprocess.run(
        [linter, "--format", "json", ROOT / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert json.loads(found.stdout) == []


def test_every_image_runs_as_nobody_and_needs_no_shell() -> None:
    final = (ROOT / "Dockerfile").read_text("utf-8").split("\nFROM ")[-1]
    assert "USER 65532:65532" in final
    assert "\nRUN " not in final
    assert 'ENTRYPOINT ["/opt/motcua/bin/service"]' in final
