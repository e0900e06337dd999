"""The window: places the pages and docks, numbers the requests, routes the events."""

from __future__ import annotations

import dataclasses
import platform
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import PySide6
from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app import settings as table
from app import theme
from app.actions import Actions
from app.chat.page import ChatPage
from app.chat.store import conversations_file
from app.dispatcher import Answer, Dispatcher, Stopped
from app.dock import Dock
from app.failures import sentence
from app.inspect.page import InspectPage
from app.lab.page import LabPage
from app.language import InterfaceLanguage, chinese_is_readable
from app.notice import Notice
from app.rail import Rail
from app.remembering import NARROW, remember, remembered_options, restore
from app.room import Room
from app.scripts import unread_said
from app.sessions import Sessions, session_in
from app.settings import Setting, Settings
from app.settings_page import SettingsPage
from app.shortcuts import ShortcutList
from app.status import StatusLine
from app.summarise.page import SummarisePage
from app.summarise.source import document_file
from app.translate.page import TranslatePage
from app.worker import Crashed, Runs, Worker, real_runner
from engine.cards import InstalledModel, find_models, model_folders
from engine.errors import BadOption, Failure
from engine.events import Draft, Failed, Finished, Inspected, Prepared, SentenceFinished, Started
from engine.requests import CHATTING, Inspect, Prefix, Prepare, Request, Translate
from engine.search.options import DecodingOptions

if TYPE_CHECKING:  # numpy is not loaded before the window is on the screen
    from engine.session import Session

SMALLEST = (1024, 640)


class Window(QMainWindow):
    """Heed. With a `make_runner` and `models` of one's own it needs no engine, as in the tests."""

    refused = Signal(str, str)  # a decoding option, and a sentence why it cannot be so
    closing = Signal()

    def __init__(
        self,
        make_runner: Callable[[str], Runs] = real_runner,
        models: Sequence[InstalledModel] | None = None,
    ) -> None:
        super().__init__()
        self.settings = Settings(self)
        self._interface_language = InterfaceLanguage(self)
        self._interface_language.use(self.settings.get(table.LANGUAGE))
        self._apply_theme()
        self.models = find_models() if models is None else models
        self._furnished = False
        self._interrupted = False  # a translation was ended by another page's request
        self._wanted: Draft | None = None  # its self-attention, when nothing runs
        self._options = remembered_options(self.settings, table.OPTIONS, DecodingOptions())
        self.worker = Worker(make_runner, self.settings.get(table.DEVICE), self)
        self.dispatcher = Dispatcher(self.worker, self)
        self.status = StatusLine()
        self.attention_dock, self.decoding_dock = Dock("attention", self), Dock("decoding", self)
        self.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self.attention_dock)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.decoding_dock)
        self.nbest_dock = Dock("nbest", self)
        self.splitDockWidget(self.attention_dock, self.nbest_dock, Qt.Orientation.Horizontal)
        self.beam_dock = Dock("beam", self)
        self.tabifyDockWidget(self.attention_dock, self.beam_dock)
        self.docks = (self.attention_dock, self.decoding_dock, self.nbest_dock, self.beam_dock)
        self.room = Room(self.docks, self.decoding_dock)
        self.actions_table = Actions(
            self, {dock.objectName(): dock.toggleViewAction() for dock in self.docks}
        )
        self.notice = Notice()
        self.translate_page = TranslatePage(self.actions_table, self.notice)
        self.chat_page = ChatPage(self.dispatcher, self.actions_table, self.notice)
        self.chat_page.offer(self.models)
        self.chat_page.options = remembered_options(self.settings, table.CHAT_OPTIONS, CHATTING)
        self.lab_page = LabPage(self.models, self.actions_table["stop"], self.settings.get(table.LAB))
        self.lab_page.set_options(self._options)
        self.inspect_page = InspectPage(self.actions_table["stop"])
        self.sessions = Sessions(self.models, self)
        self.setAcceptDrops(True)  # of sessions
        self.summarise_page = SummarisePage(self.dispatcher, self.actions_table, self.notice)
        self.summarise_page.offer(self.models)
        self.summarise_page.bar.restore(self.settings.get(table.SUMMARISE))
        self.settings_page = SettingsPage(self.settings, self.models)
        self.pages = QStackedWidget()
        self.setCentralWidget(_column(self.notice, self.pages))
        self.setStatusBar(self.status)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self._build_pages(
            {
                "page_translate": self.translate_page,
                "page_chat": self.chat_page,
                "page_summarise": self.summarise_page,
                "page_inspect": self.inspect_page,
                "page_lab": self.lab_page,
            },
            {"page_settings": self.settings_page},
        )
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # what it offers is in the View menu
        self.setMinimumSize(*SMALLEST)
        self.setWindowIcon(theme.app_icon())
        self._connect()
        self.retranslate()
        restore(self)
        self.worker.start()

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
        page, actions = self.translate_page, self.actions_table
        self.dispatcher.answered.connect(self._on_answer)
        self.settings.changed.connect(self._on_setting)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_colour_scheme)
        page.edited.connect(self.dispatcher.stop)
        page.emptied.connect(self._on_emptied)
        page.requested.connect(self._translate)
        page.held.connect(self._hold)
        page.remedied.connect(self._mend)
        page.steerer.excluded.connect(self._exclude)
        page.pair_bar.changed.connect(self._on_pair)
        self.lab_page.asked.connect(self._ask_for_lab)
        self.lab_page.dropped.connect(self.dispatcher.stop)
        self.lab_page.said.connect(self.notice.say)
        self.summarise_page.broken.connect(self.report)
        actions["stop"].setEnabled(False)
        self.inspect_page.asked.connect(self.dispatcher.ask)
        self.inspect_page.stopped.connect(self.dispatcher.stop)
        self.dispatcher.running.connect(actions["stop"].setEnabled)
        self.sessions.opened.connect(self._open_session)
        self.sessions.said.connect(self.notice.say)
        self.closing.connect(self.sessions.finish)
        actions["open"].triggered.connect(self.sessions.open)
        actions["save"].triggered.connect(self._save_session)
        actions["inspect"].triggered.connect(self._inspect)
        actions["stop"].triggered.connect(self.stop)
        self.dispatcher.running.connect(actions["stop"].setEnabled)
        for dock in self.docks:
            dock.toggleViewAction().triggered.connect(partial(self.room.opened, dock))
        actions["quit"].triggered.connect(self.close)
        actions["shortcuts"].triggered.connect(self._show_shortcuts)
        actions["larger"].triggered.connect(self._larger)
        actions["smaller"].triggered.connect(self._smaller)

    # Requests

    def _hold(self) -> None:
        """What is written waits for the user's choice."""
        self.dispatcher.stop()
        self.status.hold()

    def _translate(self, text: str, prefixes: tuple[Prefix, ...]) -> None:
        source, target = self.translate_page.pair_bar.pair
        if not self._has_model():
            return
        request = Translate(
            text=text,
            source_language=source,
            target_language=target,
            model=self.translate_page.pair_bar.model_name,
            options=self._options,
            prefixes=prefixes,
            explore=self.actions_table["beam"].isChecked(),
        )
        self.dispatcher.ask(request, self._on_translation)
        self.translate_page.set_running(True)
        self.settings.set(table.TEXT, text)

    def _prepare(self) -> None:
        """Load what the first translation will need while the user is still thinking."""
        source, target = self.translate_page.pair_bar.pair
        model = self.translate_page.pair_bar.model_name
        if not self._has_model():
            return
        self.status.wait()
        request = Prepare(source_language=source, target_language=target, model=model)
        self.dispatcher.ask(request, self._on_translation)

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

    def _begin_again(self) -> None:
        """Something else than the text has changed."""
        if self.translate_page.source.text().strip():
            self.translate_page.request()
        else:
            self._prepare()

    def _has_model(self) -> bool:
        there = any(self.translate_page.pair_bar.pair)
        if not there:
            said = self.tr("No translation model is installed. Put one into {folder} and start again.")
            self.notice.say(said.format(folder=model_folders()[-1]))
        return there

    def stop(self) -> None:
        """Ends what is being written; what is there stays."""
        if self.dispatcher.runs:
            self.dispatcher.stop()
            self.status.stop()

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

    def _on_translation(self, answer: Answer) -> None:
        page = self.translate_page
        if isinstance(answer, Stopped):
            self._interrupted = self.pages.currentWidget() is not page
        elif not isinstance(answer, Crashed):
            page.take(answer)
        if isinstance(answer, Started) and answer.unread:
            self.notice.say(unread_said(answer.unread))
        if isinstance(answer, SentenceFinished) and answer.hypotheses[0].missing:
            said = self.tr("No place was found for “{word}”. Try another form of it, or a wider beam.")
            self.refused.emit("required", said.format(word=answer.hypotheses[0].missing[0]))
        page.set_running(not isinstance(answer, Prepared | Finished | Failed | Crashed | Stopped))
        if isinstance(answer, Finished) and self._wanted is not None:
            self._ask_for_attention(self._wanted)

    def _ask_for_attention(self, draft: Draft) -> None:
        """The dock wants to show self-attention: at once, or when the translation is finished."""
        if self.dispatcher.runs:
            self._wanted = draft
            return
        self._wanted = None
        pieces, bar = draft.source_pieces, self.translate_page.pair_bar
        source = self.translate_page.source.text()[pieces[0].begin : pieces[-1].end]
        request = Inspect(
            source=source,
            tokens=draft.tokens,
            source_language=bar.pair[0],
            target_language=bar.pair[1],
            model=bar.model_name,
        )
        self.dispatcher.ask(request, self._on_attention)

    def _on_attention(self, answer: Answer) -> None:
        if isinstance(answer, Inspected):
            self.attention.take(answer)

    def _inspect(self) -> None:
        """The sentence at hand is taken over to the page that looks into it."""
        page = self.translate_page
        self.actions_table["page_inspect"].trigger()
        if (found := page.at_hand) is not None:
            bar = page.pair_bar
            self.inspect_page.take_over(*found, bar.pair, bar.model_name or "")

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
        self._begin_again()
        self._say_if_chinese_is_unreadable()

    def _on_options(self, options: DecodingOptions) -> None:
        if self.room.has(self.nbest_dock) and (options.n_best > 1) != (self._options.n_best > 1):
            self.nbest_dock.setVisible(options.n_best > 1)
        if self.pages.currentWidget() is self.chat_page:
            self.chat_page.options = options
            self.settings.set(table.CHAT_OPTIONS, dataclasses.asdict(options))
            return
        self._options = options
        self.inspect_page.set_options(options)
        self.translate_page.checker.set_options(options)
        self.settings.set(table.OPTIONS, dataclasses.asdict(options))
        self.lab_page.set_options(options)
        page = self.lab_page if self.pages.currentWidget() is self.lab_page else self.translate_page
        page.request()

    def _options_now(self) -> DecodingOptions:
        """Those of the page that is shown."""
        return self.chat_page.options if self.pages.currentWidget() is self.chat_page else self._options

    @property
    def options(self) -> DecodingOptions:
        return self._options

    def use(self, options: DecodingOptions) -> None:
        """Decode with these from now on; what is shown stays."""
        self._options = options
        self.decoding.set_options(options)
        self.beam.set_options(options)
        self.inspect_page.set_options(options)
        self.translate_page.checker.set_options(options)

    def _mend(self, changes: Mapping[str, Any]) -> None:
        """A remedy for what raised an alarm: the options change, and all is decoded again."""
        options = dataclasses.replace(self._options, **changes)
        self.use(options)
        self._on_options(options)

    def _exclude(self, word: str) -> None:
        self._mend({"banned": tuple(dict.fromkeys((*self._options.banned, word)))})

    def _explore(self, shown: bool) -> None:
        """The tree is asked for only while somebody looks at it."""
        if shown:
            QTimer.singleShot(0, self.beam_dock, self.beam_dock.raise_)  # its tab is made a moment later
            if self.pages.currentWidget() is self.translate_page:
                self.translate_page.request()

    def _on_emptied(self) -> None:
        self.status.clear()
        self.settings.set(table.TEXT, "")

    def _on_setting(self, setting: Setting[Any]) -> None:
        value = self.settings.get(setting)
        if setting in (table.THEME, table.READING_SIZE):
            self._apply_theme()
        elif setting is table.LANGUAGE:
            self._interface_language.use(value)
            self._say_if_chinese_is_unreadable()
        elif setting is table.DEVICE:
            self.worker.device = value
            self._begin_again()

    def _on_colour_scheme(self) -> None:
        if self.settings.get(table.THEME) == "system":
            self._apply_theme()

    def _apply_theme(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, self.settings.get(table.THEME), self.settings.get(table.READING_SIZE))

    def _on_page(self) -> None:
        for action in self.actions_table.pages():
            if action.isChecked():
                self.pages.setCurrentWidget(action.data())
                self.room.give(action.objectName(), narrow=self.width() < NARROW)
        if self.decoding_dock.widget() is not None:
            chatting = self.pages.currentWidget() is self.chat_page
            self.decoding.set_options(self._options_now(), usual="conversation" if chatting else "")
        if self.pages.currentWidget() is self.translate_page and self._interrupted:
            self._interrupted = False
            self.translate_page.request()

    def _larger(self) -> None:
        self.settings.step(table.READING_SIZE, 1)

    def _smaller(self) -> None:
        self.settings.step(table.READING_SIZE, -1)

    def _show_shortcuts(self) -> None:
        ShortcutList(self.actions_table, self).open()

    def _say_if_chinese_is_unreadable(self) -> None:
        wanted = "zh" in self.translate_page.pair_bar.pair or self._interface_language.is_unreadable
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
        # Drawing the map takes a library that loads half a second: the window is shown before.
        from app.attention.panel import AttentionPanel
        from app.beam.panel import BeamPanel
        from app.decoding.nbest import NBestPanel
        from app.decoding.panel import DecodingPanel

        page = self.translate_page
        self.attention, self.decoding = AttentionPanel(), DecodingPanel(self.settings)
        self.nbest, self.beam = NBestPanel(), BeamPanel()
        panels = (self.attention, self.decoding, self.nbest, self.beam)
        for dock, panel in zip(self.docks, panels, strict=True):
            panel.setContentsMargins(8, 0, 8, 4)  # in line with the titles of the docks
            dock.setWidget(panel)
        self.decoding.set_options(self._options)
        self.decoding.changed.connect(self._on_options)
        self.inspect_page.furnish()
        self.inspect_page.set_options(self._options)
        page.checker.set_options(self._options)
        self.attention.pointed.connect(page.mark)
        self.attention.wanted.connect(self._ask_for_attention)
        page.pointed.connect(self.attention.point)
        page.shown.connect(self.attention.show_draft)
        page.emptied.connect(self.attention.clear)
        page.emptied.connect(self.nbest.clear)
        page.compared.connect(self.nbest.show_hypotheses)
        self.attention.bar.restore(self.settings.get(table.ATTENTION))
        self.closing.connect(self._remember_attention)
        self.closing.connect(self.attention.take_home.finish)
        self.attention.take_home.failed.connect(self.notice.say)
        self.actions_table.insert_menu(self.attention.take_home, "text", before="quit")
        self.refused.connect(self.decoding.refuse)
        self.decoding.changed.connect(self.beam.set_options)
        self.beam.set_options(self._options)
        page.begun.connect(self.beam.clear)
        page.begun.connect(self.decoding.accept)
        page.emptied.connect(self.beam.clear)
        page.explored.connect(self.beam.take)
        page.compared.connect(self.beam.show_hypotheses)
        for panel in (self.nbest, self.beam):
            panel.taken.connect(page.steerer.take)
        self.beam.begun.connect(page.steerer.begin)
        self.actions_table["beam"].toggled.connect(self._explore)
        self.chat_page.shown.connect(self.attention.show_draft)
        self.chat_page.emptied.connect(self.attention.clear)
        self.summarise_page.shown.connect(self.attention.show_draft)
        self.summarise_page.emptied.connect(self.attention.clear)
        self.summarise_page.source.bring_back(document_file())
        self.chat_page.use(conversations_file())
        self._say_if_chinese_is_unreadable()
        if not page.source.text().strip():  # a remembered text is translated in a moment anyway
            self._prepare()

    def _remember_attention(self) -> None:
        self.settings.set(table.ATTENTION, self.attention.bar.state)

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

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self.actions_table.recolour()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        self.room.give("page_translate", narrow=self.width() < NARROW)
        self.settings.set(table.SUMMARISE, self.summarise_page.bar.state)
        remember(self)
        self.dispatcher.stop()  # a reply that is being written is kept as far as it is
        self.worker.stop()
        self.chat_page.close_store()
        self.summarise_page.finish()
        self.summarise_page.source.keep(document_file())
        super().closeEvent(event)


def _column(notice: Notice, pages: QStackedWidget) -> QWidget:
    central = QWidget()
    column = QVBoxLayout(central)
    column.setContentsMargins(16, 12, 16, 8)
    column.setSpacing(12)
    column.addWidget(notice)
    column.addWidget(pages, 1)
    return central
