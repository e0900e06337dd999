"""The models: what is installed, what can be had, and what is on its way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app import settings as table
from app.dispatcher import Dispatcher
from app.failures import sentence
from app.following import Following
from app.manager.catalogue import CatalogueTab
from app.manager.importing import ImportForm, checkpoint_in
from app.manager.installed import InstalledTab
from app.manager.jobrow import JobRow
from app.manager.jobs import Job, Jobs
from app.settings import Settings
from app.worker import Computing, Runs, Worker
from engine.cards import find_models
from engine.errors import Failure, OfflineMode
from engine.requests import Convert, Download, Measure
from engine.shelf import library
from engine.shelf.hub import Hub
from engine.shelf.library import Removed


class ModelsPage(Following, QWidget):
    """What takes long is done by a worker of its own, so that one can translate meanwhile."""

    changed = Signal()  # which models are installed, or which are taken by default
    said = Signal(str)  # a sentence that the user should see
    broken = Signal(str)  # the report of a defect

    def __init__(
        self, make_runner: Callable[[Computing], Runs], settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self.worker = Worker(make_runner, Computing(*map(settings.get, table.COMPUTING)), self)
        self.jobs = Jobs(Dispatcher(self.worker, self), self)
        self.title, self.import_button, self.tabs = QLabel(), QPushButton(), QTabWidget()
        self.title.setObjectName("heading")
        self.tabs.setDocumentMode(True)
        self._menu = QMenu(self)
        self.import_button.setMenu(self._menu)
        self.form = ImportForm()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self.rows: list[JobRow] = []
        top = QHBoxLayout()
        top.addWidget(self.title)
        top.addStretch()
        top.addWidget(self.import_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 0)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(self.form)
        column.addLayout(self._rows)
        column.addWidget(self.tabs, 1)
        self.setAcceptDrops(True)
        self.form.wanted.connect(self.jobs.add)
        self.jobs.changed.connect(self._show_jobs)
        self.jobs.advanced.connect(self._show_progress)
        self.jobs.installed.connect(self._on_installed)
        self.jobs.measured.connect(self._on_measured)
        self.jobs.broken.connect(self.broken)
        self.retranslate()

    # What the user does

    def download(self, name: str) -> None:
        request = self._download(name)
        if request.hub.online:
            self.jobs.add(request)
        else:
            self.said.emit(sentence(OfflineMode()))

    def _download(self, name: str) -> Download:
        """As the settings say now."""
        get = self._settings.get
        online = get(table.DOWNLOADS) != "never"
        hub = Hub(endpoint=get(table.HUB), proxy=get(table.PROXY), online=online)
        called = name.rpartition("/")[2]
        there = next((model for model in find_models() if model.name == called), None)
        if there is not None and (there.card is None or f" {name}@" not in there.card.origin):
            called = name.replace("/", "-")  # the name is that of another model
        return Download(name=name, called=called, hub=hub)

    def _resume(self, job: Job) -> None:
        """With the settings of now, not of when it was begun."""
        if isinstance(job.request, Download):
            job.request = self._download(job.request.name)
            if not job.request.hub.online:
                self.said.emit(sentence(OfflineMode()))
                return
        self.jobs.resume(job)

    def _import_folder(self) -> None:
        found = QFileDialog.getExistingDirectory(self, self.tr("The folder of a checkpoint"))
        if found:
            self.form.ask(Path(found))

    def _import_archive(self) -> None:
        kinds = self.tr("Archives (*.zip *.tar *.tgz *.tar.gz *.tar.xz *.tar.bz2 *.argosmodel)")
        found, _ = QFileDialog.getOpenFileName(self, self.tr("An archive of a checkpoint"), "", kinds)
        if found:
            self.form.ask(Path(found))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if checkpoint_in(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if (path := checkpoint_in(event.mimeData())) is not None:
            event.acceptProposedAction()
            self.form.ask(path)

    def _rename(self, name: str) -> None:
        title, label = self.tr("Rename"), self.tr("Name of the model")
        new, wanted = QInputDialog.getText(self, title, label, QLineEdit.EchoMode.Normal, name)
        if wanted and new.strip() not in ("", name):
            self._do(lambda: library.rename(name, new.strip()))

    def _remove(self, name: str) -> None:
        self._do(lambda: library.remove(name))
        self.said.emit(self.tr("“{name}” is in the trash, at the end of this page.").format(name=name))

    def _restore(self, found: Removed) -> None:
        self._do(lambda: library.restore(found))

    def _empty(self) -> None:
        self._do(library.empty_trash)

    def _prefer(self, key: str, name: str, on: bool) -> None:
        self._do(lambda: library.set_default(library.home(), key, name if on else ""))

    def _convert(self, name: str, precision: str) -> None:
        self.jobs.add(Convert(model=name, precision=precision, called=f"{name}-{precision}"))

    def _measure(self, name: str) -> None:
        self.jobs.add(Measure(model=name))

    def _do(self, change: Callable[[], object]) -> None:
        """A change that takes no time."""
        try:
            change()
        except Failure as failure:
            self.said.emit(sentence(failure))
        except OSError as error:
            said = self.tr("The models' folder cannot be changed ({reason}).")
            self.said.emit(said.format(reason=error.strerror or error))
        self._refresh()
        self.changed.emit()

    # What is shown

    def showEvent(self, event: QShowEvent) -> None:
        if not self.tabs.count():
            self._furnish()
        super().showEvent(event)

    def _furnish(self) -> None:
        self.installed, self.catalogue = InstalledTab(), CatalogueTab()
        self.installed.renamed.connect(self._rename)
        self.installed.removed.connect(self._remove)
        self.installed.measured.connect(self._measure)
        self.installed.converted.connect(self._convert)
        self.installed.preferred.connect(self._prefer)
        self.installed.restored.connect(self._restore)
        self.installed.emptied.connect(self._empty)
        self.catalogue.wanted.connect(self.download)
        self.tabs.addTab(self.installed, "")
        self.tabs.addTab(self.catalogue, "")
        self.worker.start()
        self.jobs.bring_back(library.home(), self._download("a/b"))
        self.retranslate()  # and shows all of it

    def _refresh(self) -> None:
        models = find_models()
        self.installed.show_models(models, library.defaults(), library.speeds(), library.removed())
        origins = {model.card.origin for model in models if model.card}
        self.catalogue.show_installed({o.rpartition(": ")[2].partition("@")[0] for o in origins})

    def _on_installed(self, name: str) -> None:
        self.said.emit(self.tr("The model “{name}” is ready.").format(name=name))
        self._refresh()
        self.changed.emit()

    def _on_measured(self, name: str, speed: float) -> None:
        self.said.emit(self.tr("“{name}” writes {n} tokens a second here.").format(name=name, n=round(speed)))
        self._refresh()

    def _show_jobs(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = [JobRow(job) for job in self.jobs.list]
        for row in self.rows:
            self._rows.addWidget(row)
            row.paused.connect(lambda job=row.job: self.jobs.pause(job))
            row.resumed.connect(lambda job=row.job: self._resume(job))
            row.cancelled.connect(lambda job=row.job: self.jobs.cancel(job, library.home()))

    def _show_progress(self) -> None:
        for row in self.rows:
            row.refresh()

    def finish(self) -> None:
        """The window closes: what is on its way waits for the next time."""
        if self.worker.isRunning():
            self.jobs.dispatcher.stop()
            self.worker.stop()

    def retranslate(self) -> None:
        self.title.setText(self.tr("Models"))
        self.import_button.setText(self.tr("Import"))
        self.import_button.setToolTip(
            self.tr("Make a model of a checkpoint, such as OPUS-MT; or drop it here")
        )
        self._menu.clear()
        self._menu.addAction(self.tr("From a folder…"), self._import_folder)
        self._menu.addAction(self.tr("From a zip or tar file…"), self._import_archive)
        if self.tabs.count():
            self.tabs.setTabText(0, self.tr("Installed"))
            self.tabs.setTabText(1, self.tr("Catalogue"))
            self._refresh()
