"""The window: places the pages and docks, routes the events."""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import PySide6
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from app import settings as table
from app import theme
from app.actions import Actions
from app.appearance import Appearance
from app.chat.page import ChatPage
from app.dispatcher import Answer, Dispatcher, Stopped
from app.dock import Dock
from app.failures import sentence
from app.following import Following
from app.furnishing import furnish
from app.garbage import Garbage
from app.inspect.page import InspectPage
from app.lab.page import LabPage
from app.language import chinese_is_readable
from app.manager.page import ModelsPage
from app.notice import Notice, below
from app.options import Options
from app.rail import Rail
from app.remembering import NARROW, remember, restore
from app.room import Room
from app.sessions import Sessions, session_in
from app.settings import Setting, Settings
from app.settings_page import SettingsPage
from app.shortcuts import ShortcutList
from app.status import StatusLine
from app.summarise.page import SummarisePage
from app.summarise.source import document_file
from app.translate.page import TranslatePage
from app.translate.translating import Translating
from app.worker import Computing, Crashed, Runs, Worker, real_runner
from engine.cards import CHAT, SUMMARISE, TRANSLATE, InstalledModel, find_models
from engine.errors import BadOption, Failure
from engine.events import Failed, Finished
from engine.requests import Request

if TYPE_CHECKING:  # numpy is not loaded before the window is on the screen
    from app.attention.panel import AttentionPanel
    from app.beam.panel import BeamPanel
    from app.decoding.nbest import NBestPanel
    from app.decoding.panel import DecodingPanel
    from engine.session import Session

SMALLEST = (1024, 640)


class Window(Following, QMainWindow):
    """Heed. With a `make_runner` and `models` of one's own it needs no engine, as in the tests."""

    refused = Signal(str, str)  # a decoding option, and a sentence why it cannot be so
    closing = Signal()

    attention: AttentionPanel  # this and the next: in the docks, as soon as the window is shown
    decoding: DecodingPanel
    nbest: NBestPanel
    beam: BeamPanel

    def __init__(
        self,
        make_runner: Callable[[Computing], Runs] = real_runner,
        models: Sequence[InstalledModel] | None = None,
    ) -> None:
        super().__init__()
        self.garbage = Garbage(self)
        self.settings = Settings(self)
        self.appearance = Appearance(self.settings, self)
        self.models = find_models() if models is None else models
        self._furnished = False
        self.worker = Worker(make_runner, self._computing(), self)
        self.dispatcher = Dispatcher(self.worker, self)
        self.status = StatusLine()
        self._place_docks()
        self.actions_table = Actions(
            self, {dock.objectName(): dock.toggleViewAction() for dock in self.docks}
        )
        self.notice = Notice()
        self.translate_page = TranslatePage(self.actions_table, self.notice)
        self.chat_page = ChatPage(self.dispatcher, self.actions_table, self.notice)
        self.chat_page.offer(self.models)
        self.lab_page = LabPage(self.models, self.actions_table["stop"], self.settings.get(table.LAB))
        self.inspect_page = InspectPage(self.actions_table["stop"])
        self.models_page = ModelsPage(make_runner, self.settings)
        self.sessions = Sessions(self.models, self)
        self.setAcceptDrops(True)  # of sessions
        self.summarise_page = SummarisePage(self.dispatcher, self.actions_table, self.notice)
        self.summarise_page.offer(self.models)
        self.summarise_page.bar.restore(self.settings.get(table.SUMMARISE))
        self.settings_page = SettingsPage(self.settings, self.models)
        self.pages = QStackedWidget()
        self.setCentralWidget(below(self.notice, self.pages))
        self.setStatusBar(self.status)
        self._build_pages(
            {
                "page_translate": self.translate_page,
                "page_chat": self.chat_page,
                "page_summarise": self.summarise_page,
                "page_inspect": self.inspect_page,
                "page_lab": self.lab_page,
                "page_models": self.models_page,
            },
            {"page_settings": self.settings_page},
        )
        self.options = Options(self)
        self.translating = Translating(self)
        for shown in (self.status.show_page, self.status.follow):
            shown(self.translate_page)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # what it offers is in the View menu
        self.setMinimumSize(*SMALLEST)
        self.setWindowIcon(theme.app_icon())
        self._connect()
        self.retranslate()
        restore(self)
        self.options.suit(TRANSLATE)
        self.worker.start()

    def _place_docks(self) -> None:
        self.attention_dock, self.decoding_dock = Dock("attention", self), Dock("decoding", self)
        self.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self.attention_dock)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.decoding_dock)
        self.nbest_dock = Dock("nbest", self)
        self.splitDockWidget(self.decoding_dock, self.nbest_dock, Qt.Orientation.Vertical)
        self.beam_dock = Dock("beam", self)
        self.tabifyDockWidget(self.attention_dock, self.beam_dock)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self.docks = (self.attention_dock, self.decoding_dock, self.nbest_dock, self.beam_dock)
        self.room = Room(self.docks, self.decoding_dock)

    def _build_pages(self, top: dict[str, QWidget], bottom: dict[str, QWidget]) -> None:
        for name, page in (top | bottom).items():
            self.pages.addWidget(page)
            action = self.actions_table[name]
            action.setData(page)
            action.triggered.connect(self._on_page)
        rail = Rail(
            [self.actions_table[name] for name in top], [self.actions_table[name] for name in bottom], self
        )
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, rail)
        self.actions_table[next(iter(top))].setChecked(True)

    def _connect(self) -> None:
        page, actions, options = self.translate_page, self.actions_table, self.options
        self.dispatcher.asked.connect(self._on_asked)
        self.dispatcher.answered.connect(self._on_answer)
        self.settings.changed.connect(self._on_setting)
        page.remedied.connect(options.mend)
        page.steerer.excluded.connect(options.exclude)
        page.pair_bar.changed.connect(self._on_pair)
        self.chat_page.model_changed.connect(lambda: options.suit(CHAT))
        self.summarise_page.model_changed.connect(lambda: options.suit(SUMMARISE))
        self.lab_page.asked.connect(self._ask_for_lab)
        self.lab_page.dropped.connect(self.dispatcher.stop)
        self.lab_page.said.connect(self.notice.say)
        self.summarise_page.broken.connect(self.report)
        self.models_page.changed.connect(self._on_models)
        self.models_page.said.connect(self.notice.say)
        self.models_page.broken.connect(self.report)
        self.inspect_page.asked.connect(self.dispatcher.ask)
        self.inspect_page.stopped.connect(self.dispatcher.stop)
        self.inspect_page.stopped.connect(lambda: self.status.clear(self.inspect_page))
        self.inspect_page.task_changed.connect(self._on_inspected_task)
        self.sessions.opened.connect(self._open_session)
        self.sessions.said.connect(self.notice.say)
        self.closing.connect(self.sessions.finish)
        actions["stop"].setEnabled(False)
        self.dispatcher.running.connect(actions["stop"].setEnabled)
        actions["open"].triggered.connect(self.sessions.open)
        actions["save"].triggered.connect(self._save_session)
        actions["inspect"].triggered.connect(self._inspect)
        actions["stop"].triggered.connect(self.stop)
        for dock in self.docks:
            dock.toggleViewAction().triggered.connect(partial(self.room.opened, dock))
        actions["quit"].triggered.connect(self.close)
        actions["shortcuts"].triggered.connect(self._show_shortcuts)
        actions["larger"].triggered.connect(self.appearance.larger)
        actions["smaller"].triggered.connect(self.appearance.smaller)

    # Requests and answers

    def _ask_for_lab(self, request: Request) -> None:
        self.notice.pass_by()
        self.dispatcher.ask(request, self._on_lab)

    def _on_lab(self, answer: Answer) -> None:
        page = self.lab_page
        match answer:
            case Stopped():
                page.stop()
            case Crashed():
                page.go_on()
            case event:
                page.take(event)
                if isinstance(event, Finished | Failed):
                    page.go_on()

    def _on_models(self) -> None:
        """Other models are installed, or taken by default: every page offers them at once."""
        self.models = find_models()
        for page in (
            *(self.chat_page, self.summarise_page, self.inspect_page),
            *(self.lab_page, self.settings_page, self.sessions),
        ):
            page.offer(self.models)
        bar = self.translate_page.pair_bar
        bar.offer(self.models, bar.pair, bar.model_name or "")

    def stop(self) -> None:
        """Ends what is being written; what is there stays."""
        if self.dispatcher.runs:
            self.dispatcher.stop()
            self.status.stop()

    def _on_asked(self, asker: object) -> None:
        pages: dict[object, QWidget] = {self: self.lab_page, self.translating: self.translate_page}
        self.status.follow(pages.get(asker, asker))
        if asker is self.inspect_page:
            self.status.look()

    def _on_answer(self, answer: Answer) -> None:
        """What concerns every page."""
        match answer:
            case Crashed(report=report):
                self.report(report)
                self.status.clear()
            case Failed(failure=failure):
                self._fail(failure)
                self.status.clear()
            case Stopped():
                pass
            case event:
                self.status.take(event)

    def _fail(self, failure: Failure) -> None:
        said = sentence(failure)
        self.notice.say(said)
        if isinstance(failure, BadOption):
            self.refused.emit(failure.option, said)

    def report(self, text: str) -> None:
        """A defect: say so, offer the report, go on."""
        said = self.tr("Something went wrong in the program. Your text is safe. Please send us the report.")
        about = f"PySide6 {PySide6.__version__}, Python {platform.python_version()}, {platform.platform()}"
        self.notice.say(said, f"{about}\n{text}")

    def _inspect(self) -> None:
        """What the page shows the attention of is taken over to the page that looks into it."""
        page = next(
            (p for p in (self.chat_page, self.summarise_page) if p is self.pages.currentWidget()),
            self.translate_page,
        )
        found = page.at_hand
        if found is None and page is self.translate_page and page.pair_bar.pivot:
            said = self.tr(
                "Inspect looks into one model. Choose a leg of the way below the translation first."
            )
            self.notice.say(said)
            return
        self.actions_table["page_inspect"].trigger()
        if found is not None:
            self.inspect_page.take_over(found)

    def _on_inspected_task(self) -> None:
        if self.decoding_dock.widget() is not None:
            self.options.show()

    # Sessions

    def _save_session(self) -> None:
        from app.translate.keeping import session_of

        session = session_of(self)
        if session is None:
            self.notice.say(self.tr("There is no finished translation to save yet."))
        else:
            self.sessions.save(session)

    def _open_session(self, session: Session) -> None:
        from app.translate.keeping import show

        self.dispatcher.stop()
        self.actions_table["page_translate"].trigger()
        show(session, self)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if session_in(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = session_in(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.sessions.open_file(path)

    # What changes around it

    def _on_pair(self) -> None:
        bar = self.translate_page.pair_bar
        self.settings.set(table.SOURCE_LANGUAGE, bar.pair[0])
        self.settings.set(table.TARGET_LANGUAGE, bar.pair[1])
        self.settings.set(table.MODEL, bar.model_name or "")
        self.options.suit(TRANSLATE)
        self.translating.begin_again()
        self._say_if_chinese_is_unreadable()

    def _on_setting(self, setting: Setting[Any]) -> None:
        if setting is table.LANGUAGE:
            self._say_if_chinese_is_unreadable()
        elif setting in table.COMPUTING:
            self.worker.computing = self._computing()
            self.translating.begin_again()

    def _computing(self) -> Computing:
        return Computing(*map(self.settings.get, table.COMPUTING))

    def _on_page(self) -> None:
        for entry, action in self.actions_table.entries():
            if entry.name.startswith("page_") and action.isChecked():
                page = action.data()
                self.pages.setCurrentWidget(page)
                self.status.show_page(page)
                if page.focusProxy() is not None:  # who goes to a page goes there to write
                    page.setFocus()
                self.actions_table.show_page(entry.name)
                self.room.give(entry.name, narrow=self.width() < NARROW)
        if self.decoding_dock.widget() is not None:
            self.options.show()
        if self.pages.currentWidget() is self.translate_page:
            self.translating.go_on()

    def _show_shortcuts(self) -> None:
        ShortcutList(self.actions_table, self).open()

    def _say_if_chinese_is_unreadable(self) -> None:
        wanted = "zh" in self.translate_page.pair_bar.pair or self.appearance.language.is_unreadable
        if wanted and not chinese_is_readable():
            self.notice.say(
                self.tr("No font here can show Chinese. Install one, such as the package fonts-noto-cjk."),
                stays=True,
            )

    def retranslate(self) -> None:
        self.setWindowTitle("Heed")
        self.actions_table.retranslate()
        for dock in self.docks:
            dock.setWindowTitle(self.actions_table[dock.objectName()].text())

    # What Qt asks

    def _furnish(self) -> None:
        furnish(self)
        self._say_if_chinese_is_unreadable()
        # A remembered text is translated in a moment anyway.
        if not self.translate_page.source.text().strip():
            self.translating.prepare()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._furnished:
            self._furnished = True
            QTimer.singleShot(0, self._furnish)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        if narrow != (event.oldSize().width() < NARROW):
            self.room.fit(narrow=narrow)

    def recolour(self) -> None:
        self.actions_table.recolour()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        self.room.give("page_translate", narrow=self.width() < NARROW)
        self.settings.set(table.SUMMARISE, self.summarise_page.bar.state)
        remember(self)
        self.dispatcher.stop()  # a reply that is being written is kept as far as it is
        self.worker.stop()
        self.models_page.finish()
        self.chat_page.close_store()
        self.summarise_page.finish()
        self.summarise_page.source.keep(document_file())
        self.garbage.stop()  # no other thread is left
        super().closeEvent(event)
