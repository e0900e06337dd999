"""From what the translate page shows to a session, and back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.translate.steering import Choice, Steering
from engine.events import Finished, SentenceFinished, Started
from engine.session import Decided, Session

if TYPE_CHECKING:
    from app.window import Window


def session_of(window: Window) -> Session | None:
    """None while nothing is finished."""
    page = window.translate_page
    translation = page.translation
    if translation is None or translation.finished is None:
        return None
    answers = tuple(translation.answers[number] for number in sorted(translation.answers))
    if len(answers) != len(translation.spans):
        return None
    choices = page.steerer.now.choices
    return Session(
        text=translation.source,
        source_language=page.pair_bar.pair[0],
        target_language=page.pair_bar.pair[1],
        wanted=page.pair_bar.model_name or "",
        fingerprint=translation.fingerprint,
        options=window.options.translation,
        decided={number: Decided(choice.prefix, choice.taken) for number, choice in choices.items()},
        started=replace(translation.event, number=0),
        sentences=tuple(replace(answer, number=0) for answer in answers),
        finished=replace(translation.finished, number=0),
    )


def show(session: Session, window: Window) -> None:
    """As it was saved; the engine is asked only when something is changed."""
    page = window.translate_page
    page.pair_bar.choose((session.source_language, session.target_language), session.wanted)
    window.options.use(session.options)
    decided = {number: Choice(each.prefix, each.taken) for number, each in session.decided.items()}
    events: list[Started | SentenceFinished | Finished] = [
        session.started,
        *session.sentences,
        session.finished,
    ]
    page.restore(session.text, events, Steering(decided), session.fingerprint)
    window.status.follow(page)
    window.status.take(session.started)
    window.status.take(session.finished)
