"""The Kubernetes Secret that the chart asks for, as a manifest: nothing in the chart makes a key or a password."""

from __future__ import annotations

import base64
import json
import secrets
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from chassis.auth.issuer import DemoIssuer
from chassis.blind_index import add_index_key
from chassis.history.signing import add_signing_key
from chassis.sealing import add_key
from ctl.machine import ISSUER, KEYED, SERVICES

_TEN_YEARS = timedelta(days=3650)


def contents(*, demo: bool) -> dict[str, str]:
    """Sealing keys, the blind index's, what signs page tokens and links; in a demonstration an issuer too."""
    with TemporaryDirectory() as folder:
        sealing = Path(folder) / "sealing-keys.json"
        add_key(sealing, "k1")
        add_index_key(sealing, "i1")
        made = {name: secrets.token_urlsafe(32) for name in ("page-secret", "link-key")}
        made |= {"sealing-keys.json": sealing.read_text("utf-8")}
        for service in KEYED:
            keys = Path(folder) / f"{service}-audit-keys.json"
            add_signing_key(keys)
            made[keys.name] = keys.read_text("utf-8")
        if demo:
            issuer = DemoIssuer(Path(folder) / "issuer.json", issuer=ISSUER)
            made |= {"issuer.json": (Path(folder) / "issuer.json").read_text("utf-8")}
            made |= {"jwks.json": issuer.jwks_path.read_text("utf-8")}
            for service in SERVICES:
                token = issuer.token(subject=f"service:{service}", roles=["system"], agency="heza", ttl=_TEN_YEARS)
                made[f"{service}.token"] = token
    return made


def manifest(name: str, *, demo: bool) -> str:
    """JSON, which ``kubectl apply -f -`` takes."""
    data = {key: base64.b64encode(text.encode()).decode() for key, text in contents(demo=demo).items()}
    made = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name}, "type": "Opaque", "data": data}
    return json.dumps(made, indent=2)
