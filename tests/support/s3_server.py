"""An S3-compatible server on loopback: moto's, spoken to over real HTTP, signatures and multipart uploads included."""

from __future__ import annotations

import urllib.request

from moto.server import ThreadedMotoServer

from chassis.files import S3Options


class S3Server:
    """One bucket ``motcua``. Closed by ``close``."""

    def __init__(self) -> None:
        self._server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
        self._server.start()
        host, port = self._server.get_host_and_port()
        self.options = S3Options(
            endpoint=f"http://{host}:{port}", access_key_id="test", secret_access_key="not-a-secret"
        )
        made = urllib.request.Request(f"{self.options.endpoint}/motcua", method="PUT")
        with urllib.request.urlopen(made) as answer:
            assert answer.status == 200

    def close(self) -> None:
        self._server.stop()
