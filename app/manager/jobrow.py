"""One job: what it is, how far it is, and how to hold or end it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from app.manager.jobs import Job
from engine.requests import Download


class JobRow(QFrame):
    paused = Signal()
    resumed = Signal()
    cancelled = Signal()

    def __init__(self, job: Job, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bubble")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.job = job
        self.title, self.said, self.bar = QLabel(job.title), QLabel(), QProgressBar()
        self.said.setObjectName("muted")
        self.said.setWordWrap(True)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(4)
        self.hold, self.end = QPushButton(), QPushButton()
        self.hold.clicked.connect(self._on_hold)
        self.end.clicked.connect(self.cancelled)
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 12, 12, 12)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        grid.addWidget(self.title, 0, 0)
        grid.addWidget(self.said, 1, 0)
        grid.addWidget(self.bar, 2, 0, 1, 2)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.hold)
        buttons.addWidget(self.end)
        grid.addLayout(buttons, 0, 1, 2, 1)
        self.refresh()

    def refresh(self) -> None:
        job = self.job
        self.said.setText(job.said)
        progress = job.progress
        known = progress is not None and progress.total > 0
        self.bar.setVisible(job.state != "failed")
        self.bar.setRange(0, 1000 if known or job.state != "running" else 0)
        self.bar.setValue(round(1000 * progress.done / progress.total) if progress and known else 0)
        self.bar.setAccessibleName(job.said)
        # Only what is brought can be gone on with; the others begin again.
        self.hold.setVisible(isinstance(job.request, Download) or job.state == "failed")
        names = {"failed": self.tr("Try again"), "paused": self.tr("Resume")}
        self.hold.setText(names.get(job.state, self.tr("Pause")))
        self.end.setText(self.tr("Dismiss") if job.state == "failed" else self.tr("Cancel"))

    def _on_hold(self) -> None:
        (self.resumed if self.job.state in ("paused", "failed") else self.paused).emit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.refresh()
        super().changeEvent(event)
