from __future__ import annotations

from typing import Any

from pytestqt.qtbot import QtBot

from app.worker import Computing, Crashed, Worker
from engine.errors import NoDevice
from engine.events import Drafted, Failed, Finished
from engine.requests import Translate
from tests.fakes import FakeRunner


def request(number: int, text: str = "The cat sleeps.") -> Translate:
    return Translate(number=number, text=text, source_language="en", target_language="fr")


def test_events_come_in_order_and_end(qtbot: QtBot) -> None:
    worker, events = Worker(lambda _: FakeRunner()), list[Any]()
    worker.answered.connect(events.append)
    worker.start()
    worker.submit(request(1))
    qtbot.waitUntil(lambda: bool(events) and isinstance(events[-1], Finished))
    names = [type(event).__name__ for event in events if not isinstance(event, Drafted)]
    assert names == ["Loading", "Started", "SentenceFinished", "Finished"]
    worker.stop()


def test_mailbox_holds_only_the_newest(qtbot: QtBot) -> None:
    runner = FakeRunner()
    worker, events = Worker(lambda _: runner), list[Any]()
    worker.answered.connect(events.append)
    for number in range(1, 6):
        worker.submit(request(number))
    worker.start()
    qtbot.waitUntil(lambda: bool(events) and isinstance(events[-1], Finished))
    assert [asked.number for asked in runner.requests] == [5]
    worker.stop()


def test_newer_request_closes_the_running_one(qtbot: QtBot) -> None:
    runner = FakeRunner()
    runner.held.set()
    worker, events = Worker(lambda _: runner), list[Any]()
    worker.answered.connect(events.append)
    worker.start()
    worker.submit(request(1))
    qtbot.waitUntil(lambda: any(isinstance(event, Drafted) for event in events))
    worker.submit(request(2))
    qtbot.waitUntil(lambda: runner.ended_early == [1])
    worker.cancel()
    qtbot.waitUntil(lambda: runner.ended_early == [1, 2])
    worker.stop()
    assert worker.isFinished()


def test_drafts_wait_for_the_window(qtbot: QtBot) -> None:
    runner = FakeRunner()
    worker, events = Worker(lambda _: runner), list[Any]()
    worker.answered.connect(events.append)
    worker.start()
    worker.submit(request(1, "one " * 2000))
    qtbot.waitUntil(lambda: bool(events) and isinstance(events[-1], Finished))
    assert sum(isinstance(event, Drafted) for event in events) < 200
    worker.stop()


def test_defect_becomes_a_report_and_the_thread_lives(qtbot: QtBot) -> None:
    runner = FakeRunner()
    runner.defect = ZeroDivisionError("at last")
    worker, events = Worker(lambda _: runner), list[Any]()
    worker.answered.connect(events.append)
    worker.start()
    worker.submit(request(1))
    qtbot.waitUntil(lambda: bool(events))
    assert isinstance(events[-1], Crashed)
    assert "ZeroDivisionError: at last" in events[-1].report
    runner.defect = None
    worker.submit(request(2))
    qtbot.waitUntil(lambda: isinstance(events[-1], Finished))
    worker.stop()


def test_failure_while_the_engine_starts_is_told(qtbot: QtBot) -> None:
    def make(computing: Computing) -> FakeRunner:
        raise NoDevice(computing.device)

    worker, events = Worker(make, Computing("cuda")), list[Any]()
    worker.answered.connect(events.append)
    worker.start()
    worker.submit(request(7))
    qtbot.waitUntil(lambda: bool(events))
    assert events == [Failed(number=7, failure=NoDevice("cuda"))]
    worker.stop()


def test_another_way_of_computing_makes_another_runner(qtbot: QtBot) -> None:
    made: list[Computing] = []

    def make(computing: Computing) -> FakeRunner:
        made.append(computing)
        return FakeRunner()

    cpu, fast, auto = Computing("cpu"), Computing("cpu", "mixed"), Computing("auto")
    worker, events = Worker(make, cpu), list[Any]()
    worker.answered.connect(events.append)
    worker.start()
    for number, computing in enumerate((cpu, cpu, fast, auto), 1):
        worker.computing = computing
        worker.submit(request(number))
        qtbot.waitUntil(lambda: bool(events) and isinstance(events[-1], Finished))
        events.clear()
    assert made == [cpu, fast, auto]
    worker.stop()


def test_stop_ends_a_thread_that_does_nothing() -> None:
    worker = Worker(lambda _: FakeRunner())
    worker.start()
    worker.stop()
    assert worker.isFinished()
