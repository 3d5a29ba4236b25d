"""Which service a path belongs to."""

from __future__ import annotations

import pytest

from ctl.routes import destination


@pytest.mark.parametrize(
    ("path", "service", "there"),
    [
        ("/v1/dossiers", "intake", "/v1/dossiers"),
        ("/v1/dossiers/0197/acceptance", "intake", "/v1/dossiers/0197/acceptance"),
        ("/v1/procedures/export.xlsx", "intake", "/v1/procedures/export.xlsx"),
        ("/v1/report-forms", "intake", "/v1/report-forms"),
        ("/v1/reports/ii-06a", "reporting", "/v1/reports/ii-06a"),
        ("/v1/cases/0197/deadline", "processing", "/v1/cases/0197/deadline"),
        ("/v1/on-time", "reporting", "/v1/on-time"),
        ("/v1/events", "notify", "/v1/events"),
        ("/v1/event-types", "notify", "/v1/event-types"),
        ("/reports/on-time", "reporting", "/reports/on-time"),
        ("/thu-tuc/cap-gpld", "intake", "/thu-tuc/cap-gpld"),
        ("/phan-anh/gui", "intake", "/phan-anh/gui"),
        ("/tra-cuu/H24.15-260426-0001", "intake", "/tra-cuu/H24.15-260426-0001"),
        ("/notify/readyz", "notify", "/readyz"),
    ],
)
def test_a_path_goes_to_its_owner(path: str, service: str, there: str) -> None:
    assert destination(path) == (service, there)


@pytest.mark.parametrize("path", ["/v1", "/v1/dossiersx", "/v2/dossiers", "/nobody/readyz", "/favicon.ico"])
def test_a_path_of_nobody_goes_nowhere(path: str) -> None:
    assert destination(path) is None
