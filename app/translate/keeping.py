"""From what the translate page shows to a session, and back."""

from __future__ import annotations

from dataclasses import replace

from app.translate.page import TranslatePage
from app.translate.steering import Choice, Steering
from engine.events import Finished, SentenceFinished, Started
from engine.search.options import DecodingOptions
from engine.session import Decided, Session


def session_of(
    page: TranslatePage, pair: tuple[str, str], model: str, options: DecodingOptions
) -> Session | None:
    """None while nothing is finished."""
    translation = page.translation
    if translation is None or translation.finished is None:
        return None
    answers = tuple(translation.answers[number] for number in sorted(translation.answers))
    if len(answers) != len(translation.spans):
        return None
    choices = page.steerer.now.choices
    return Session(
        text=translation.source,
        source_language=pair[0],
        target_language=pair[1],
        wanted=model,
        fingerprint=translation.fingerprint,
        options=options,
        decided={number: Decided(choice.prefix, choice.taken) for number, choice in choices.items()},
        started=replace(translation.event, number=0),
        sentences=tuple(replace(answer, number=0) for answer in answers),
        finished=replace(translation.finished, number=0),
    )


def events_of(session: Session) -> list[Started | SentenceFinished | Finished]:
    return [session.started, *session.sentences, session.finished]


def steering_of(session: Session) -> Steering:
    return Steering({number: Choice(each.prefix, each.taken) for number, each in session.decided.items()})
