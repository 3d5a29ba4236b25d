"""A file's name as people gave it, made harmless: it is shown and downloaded, and never becomes a path of ours."""

from __future__ import annotations

import re
import unicodedata

from chassis.kernel.errors import Problem, invalid
from intake.domain.files.media import EXTENSIONS, Media

NAME_MAX = 200
_EXTENSION_MAX = 10

_SEPARATORS = re.compile(r"[/\\]")
_AWKWARD = re.compile(r'[<>:"|?*]')
# Control and format characters: a right-to-left override makes "gpj.exe" read as "exe.jpg".
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def harmless(given: str) -> str:
    """``../../Giấy tờ.pdf`` → ``Giấy tờ.pdf``: NFC, no folders, nothing invisible, at most 200 characters.

    Raises ``invalid-request`` for a name of which nothing is left.
    """
    # Space of every kind becomes one blank before what is invisible goes: a line break is both.
    name = " ".join(_SEPARATORS.split(given)[-1].split())
    name = "".join(char for char in name if unicodedata.category(char) not in _UNSEEN)
    name = " ".join(_AWKWARD.sub("_", unicodedata.normalize("NFC", name)).split()).strip(" .")
    stem, dot, extension = name.rpartition(".")
    if dot and len(extension) <= _EXTENSION_MAX:
        name = f"{stem[: NAME_MAX - len(extension) - 1].strip(' .')}.{extension}"
    name = name[:NAME_MAX].strip(" .")
    if not name:
        raise invalid("invalid-request", "The file needs a name.", name="a file name such as ho-chieu.pdf")
    return name


def fitting(name: str, media: Media) -> str:
    """The name, ending as its content wants; raises ``file-extension-mismatch`` if it says something else."""
    stem, dot, extension = name.rpartition(".")
    allowed = EXTENSIONS[media]
    if not dot or not stem:
        return f"{name}.{allowed[0]}"
    if extension.lower() not in allowed:
        raise mismatch(allowed)
    return name


def mismatch(allowed: tuple[str, ...]) -> Problem:
    endings = ", ".join(f".{each}" for each in allowed)
    return invalid(
        "file-extension-mismatch",
        f"The content is not what the file's name says: by its content the name must end in {endings}. "
        "Save the file again in the form its name says, or correct the name.",
        name=f"must end in {endings}",
    )
