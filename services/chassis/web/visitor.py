"""Who looks at a page. A browser keeps its token in a cookie; programs may send it as a bearer token, as everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Annotated
from urllib.parse import parse_qsl, quote, urlencode

from fastapi import Depends, Request

from chassis.auth.tokens import TokenVerifier
from chassis.http.deps import OptionalActorDep
from chassis.kernel.actor import Actor
from chassis.kernel.errors import Problem
from chassis.web.forgery import form_token
from chassis.web.interruptions import Interruption

SESSION, LANGUAGE, TOLD = "motcua_token", "motcua_lang", "motcua_told"
LANGUAGES = ("vi", "en")
SIGN_IN = "/dang-nhap"


class SignInFirst(Exception):
    """A page that wants somebody signed in; afterwards he comes back to it."""

    def __init__(self, back_to: str) -> None:
        super().__init__(back_to)
        self.address = f"{SIGN_IN}?{urlencode({'next': back_to})}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """actor: null when not signed in. session: the cookie's value, empty without one. language: ``vi`` or ``en``.

    told: keyword of what the page before wants said, empty for nothing. path: of this page; query: without ``lang``.
    interruptions: when the site will stand still, as far as it concerns the visitor.
    """

    actor: Actor | None
    session: str
    language: str
    chose_language: bool
    told: str
    path: str
    query: str
    interruptions: tuple[Interruption, ...] = ()

    @property
    def form_token(self) -> str:
        return form_token(self.session)

    @property
    def signed_in(self) -> Actor:
        """The actor; raises SignInFirst, which becomes a redirection."""
        if self.actor is None:
            raise SignInFirst(self.path + (f"?{self.query}" if self.query else ""))
        return self.actor

    def has(self, *roles: str) -> bool:
        return self.actor is not None and self.actor.has(*roles)

    def t(self, vi: str, en: str) -> str:
        """The text in the visitor's language."""
        return en if self.language == "en" else vi

    def in_language(self, language: str) -> str:
        """Address of this page in another language."""
        pairs = [*parse_qsl(self.query, keep_blank_values=True), ("lang", language)]
        return f"{self.path}?{urlencode(pairs)}"


async def visitor(request: Request, actor: OptionalActorDep) -> Visitor:
    """A session that has expired or is not ours is no session; the page then asks to sign in."""
    session = request.cookies.get(SESSION, "")
    if actor is None and session:
        actor = await of_session(request.app.state.verifier, session)
    return looking(
        actor,
        session,
        cookies=request.cookies,
        path=request.url.path,
        query=request.query_params.multi_items(),
        shown=request.app.state.interruptions,
    )


async def of_session(verifier: TokenVerifier, session: str) -> Actor | None:
    """Whose session it is; null for one that is over or not ours."""
    try:
        return await verifier.actor(session)
    except Problem:
        return None


def looking(
    actor: Actor | None,
    session: str,
    *,
    cookies: Mapping[str, str],
    path: str,
    query: Sequence[tuple[str, str]],
    shown: Callable[[str], tuple[Interruption, ...]],
) -> Visitor:
    """The visitor that a request's parts describe, whichever framework read it. shown: interruptions that concern
    somebody of an agency."""
    wanted = dict(query).get("lang", "")
    chosen = wanted if wanted in LANGUAGES else cookies.get(LANGUAGE, "")
    return Visitor(
        actor=actor,
        session=session if actor is not None else "",
        language=chosen if chosen in LANGUAGES else "vi",
        chose_language=wanted in LANGUAGES,
        told=cookies.get(TOLD, ""),
        path=quote(path),
        query=urlencode([(name, value) for name, value in query if name != "lang"]),
        interruptions=shown(actor.agency if actor is not None else ""),
    )


def local_path(wanted: str, otherwise: str = "/") -> str:
    """An address on this site to go to; never one that leads elsewhere."""
    plain = wanted.isprintable() and wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted
    return wanted if plain else otherwise


VisitorDep = Annotated[Visitor, Depends(visitor)]


def cookie(name: str, value: str, *, max_age: int) -> str:
    """A Set-Cookie header's value: only for our own pages, out of reach of scripts."""
    jar: SimpleCookie = SimpleCookie()
    jar[name] = value
    jar[name]["path"], jar[name]["httponly"], jar[name]["samesite"] = "/", True, "Lax"
    jar[name]["max-age"] = str(max_age)
    return jar[name].OutputString()
