"""What the OpenAPI documents say is what happens, whatever is sent: no 500, no status or shape that is not described.

Schemathesis sends what the documents allow and what they do not, as people of different roles, to the running system.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from ctl.accounts import BY_SUBJECT
from support.town import APPLICANT, CONTROL, COUNTER, LEADER, Town, town_in

SECONDS = int(os.environ.get("API_SECONDS", "12"))
pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(240 + SECONDS)]
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
PAIRS = [
    ("intake", COUNTER),
    ("intake", APPLICANT),
    ("intake", CONTROL),
    ("processing", LEADER),
    ("reporting", CONTROL),
    ("notify", CONTROL),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """A town of its own: whoever sends everything that is allowed leaves lists of roles and absences behind."""
    async with town_in(tmp_path_factory.mktemp("abused")) as started:
        yield started


@pytest.mark.parametrize(("service", "account"), PAIRS, ids=str)
async def test_an_api_answers_as_its_document_says(town: Town, service: str, account: str) -> None:
    known = BY_SUBJECT[account]
    token = town.machine.issuer().token(known.subject, known.roles, agency=known.agency, department=known.department)
    address = town.machine.service_url(service)
    process = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("st")),
        "run",
        f"{address}/openapi.json",
        f"--url={address}",
        f"--header=Authorization: Bearer {token}",
        f"--checks={CHECKS}",
        "--phases=examples,coverage,fuzzing",
        f"--max-time={SECONDS}",
        "--suppress-health-check=all",
        "--warnings=off",
        "--request-timeout=20",
        "--continue-on-failure",
        "--seed=7",
        "--no-color",
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()[-8000:]
