"""One engine for all pages: the newest request wins, and whoever asked before is told."""

from pytestqt.qtbot import QtBot

from app.dispatcher import Answer, Dispatcher, Stopped
from app.worker import Worker
from engine.events import Drafted, Finished
from engine.requests import Translate
from tests.fakes import FakeRunner


def wish(text: str) -> Translate:
    return Translate(text=text, source_language="en", target_language="fr")


def test_each_page_hears_its_own_answers_and_the_older_that_it_was_stopped(qtbot: QtBot) -> None:
    worker = Worker(lambda _device: FakeRunner())
    dispatcher = Dispatcher(worker)
    first: list[Answer] = []
    second: list[Answer] = []
    worker.start()
    try:
        dispatcher.ask(wish("one two three"), first.append)
        assert dispatcher.runs
        with qtbot.waitSignal(dispatcher.ended):
            dispatcher.ask(wish("four"), second.append)
    finally:
        worker.stop()
    assert isinstance(first[-1], Stopped)
    assert isinstance(second[-1], Finished)
    assert not any(isinstance(answer, Stopped) for answer in second)
    assert len({answer.number for answer in first + second}) == 2
    assert not dispatcher.runs


def test_nothing_comes_after_a_stop(qtbot: QtBot) -> None:
    runner = FakeRunner()
    runner.held.set()
    worker = Worker(lambda _device: runner)
    dispatcher = Dispatcher(worker)
    heard: list[Answer] = []
    worker.start()
    try:
        with qtbot.waitSignal(dispatcher.answered, check_params_cb=lambda a: isinstance(a, Drafted)):
            dispatcher.ask(wish("one two three four five six"), heard.append)
        dispatcher.stop()
        dispatcher.stop()
    finally:
        worker.stop()
    qtbot.wait_until(lambda: not worker.isRunning())
    assert isinstance(heard[-1], Stopped)
    assert sum(isinstance(answer, Stopped) for answer in heard) == 1
