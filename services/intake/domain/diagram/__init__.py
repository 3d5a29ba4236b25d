"""A workflow as a picture for print: what each box says, where it stands, and the SVG of it. Pure, no library."""

from intake.domain.diagram.svg import workflow_svg

__all__ = ["workflow_svg"]
