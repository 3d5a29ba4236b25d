"""An address as a QR code."""

from __future__ import annotations

import io

import segno


def picture(address: str) -> str:
    """SVG of the code with the quiet zone of four modules that readers need; 15 % of it may be unreadable (level M)."""
    drawn = io.BytesIO()
    segno.make_qr(address, error="m").save(drawn, kind="svg", border=4, xmldecl=False, svgns=True, nl=False)
    return drawn.getvalue().decode()
