"""What is being brought, imported, converted or measured: one after another, in a thread of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal

from app.dispatcher import Answer, Dispatcher
from app.failures import sentence
from app.language import QT_TRANSLATE_NOOP
from app.manager import words
from app.worker import Crashed
from engine.events import Advanced, Failed, Installed, Measured
from engine.requests import Convert, Download, Import, Keeping, Measure
from engine.shelf.staging import Staging, paused

translate = QCoreApplication.translate
STATES = {
    "waiting": QT_TRANSLATE_NOOP("jobs", "Waiting for its turn"),
    "paused": QT_TRANSLATE_NOOP("jobs", "Paused"),
    "asks": QT_TRANSLATE_NOOP("jobs", "Asking what there is"),
    "imports": QT_TRANSLATE_NOOP("jobs", "Getting it ready"),
    "converts": QT_TRANSLATE_NOOP("jobs", "Converting"),
    "measures": QT_TRANSLATE_NOOP("jobs", "Measuring its speed"),
    "begins": QT_TRANSLATE_NOOP("jobs", "Getting ready"),
}


@dataclass(eq=False)
class Job:
    request: Keeping
    state: str = "waiting"  # running, paused, failed
    progress: Advanced | None = None
    reason: str = ""  # why it failed

    @property
    def title(self) -> str:
        match self.request:
            case Download(name=name):
                return name
            case Import(called=name):
                return name
            case Convert(model=model, precision=precision):
                return f"{model} → {precision}"
            case Measure(model=name):
                return name

    @property
    def said(self) -> str:
        """One line on how far it is."""
        progress = self.progress
        if self.state == "failed":
            return self.reason
        amount = ""
        if progress is not None and progress.total and progress.stage == "downloads":
            said = translate("jobs", "{done} of {total}")
            amount = said.format(done=words.size(progress.done), total=words.size(progress.total))
        if self.state != "running":
            return " · ".join(filter(None, (translate("jobs", STATES[self.state]), amount)))
        if progress is None:
            key = "measures" if isinstance(self.request, Measure) else "begins"
            return translate("jobs", STATES[key])
        if progress.stage != "downloads":
            return translate("jobs", STATES[progress.stage])
        parts = [amount]
        if progress.speed > 0:
            speed = translate("jobs", "{size} a second").format(size=words.size(progress.speed))
            parts += [speed, words.left(progress.left)]
        return " · ".join(parts)


class Jobs(QObject):
    """The list of jobs. What is paused waits for the user, also over a restart; what is cancelled is gone."""

    changed = Signal()  # the list, or a job of it
    advanced = Signal()  # how far the running one is
    installed = Signal(str)  # a model is there
    measured = Signal(str, float)  # a model's tokens a second
    broken = Signal(str)  # the report of a defect

    def __init__(self, dispatcher: Dispatcher, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.dispatcher = dispatcher
        self.list: list[Job] = []

    def bring_back(self, models: Path, request: Download) -> None:
        """Downloads of an earlier time, as `request` would ask for them."""
        for left in paused(models):
            progress = Advanced(number=0, stage="downloads", done=left.done, total=left.total)
            self.list.append(Job(replace(request, name=left.name, called=""), "paused", progress))
        self.changed.emit()

    def add(self, request: Keeping) -> None:
        """What is wanted already is not wanted twice."""
        for job in self.list:
            if job.title == Job(request).title and type(job.request) is type(request):
                job.request = request
                if job.state in ("paused", "failed"):
                    self.resume(job)
                return
        self.list.append(Job(request))
        self._next()

    def pause(self, job: Job) -> None:
        running = job.state == "running"
        job.state = "paused"
        if running:
            self.dispatcher.stop()
        self._next()

    def resume(self, job: Job) -> None:
        job.state, job.reason = "waiting", ""
        self._next()

    def cancel(self, job: Job, models: Path) -> None:
        """Ends it; what a download has brought is thrown away."""
        running = job.state == "running"
        self.list.remove(job)
        if running:
            self.dispatcher.stop()
        if isinstance(job.request, Download):
            Staging(models, job.request.name).clear()
        self._next()

    @property
    def running(self) -> Job | None:
        return next((job for job in self.list if job.state == "running"), None)

    def _next(self) -> None:
        waiting = next((job for job in self.list if job.state == "waiting"), None)
        if self.running is None and waiting is not None:
            waiting.state = "running"
            self.dispatcher.ask(waiting.request, self._take)
        self.changed.emit()

    def _take(self, answer: Answer) -> None:
        job = self.running
        if job is None:
            return
        match answer:
            case Advanced():
                job.progress = answer
                self.advanced.emit()
                return
            case Installed(name=name):
                self.list.remove(job)
                self.installed.emit(name)
            case Measured(model=name, tokens_a_second=speed):
                self.list.remove(job)
                self.measured.emit(name, speed)
            case Failed(failure=failure):
                job.state, job.reason = "failed", sentence(failure)
            case Crashed(report=report):
                job.state = "failed"
                job.reason = translate("jobs", "Something went wrong in the program.")
                self.broken.emit(report)
            case _:
                return
        self._next()
