"""The text of a file: plain text, Markdown, HTML and Word's docx. The rest is refused with a reason."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QTextDocument

from engine.tasks.wishes import SPEAKS

LARGEST = 20 * 2**20  # bytes of a file that is opened
UNPACKED = 50 * 2**20  # bytes that the text of a docx may unpack to
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}p": "\n\n"}
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE)
_INLINE = re.compile(  # tags within a line; every other begins a new one
    r"a|abbr|acronym|bd[io]|b|big|cite|code|data|del|dfn|em|font|i|img|input|ins|kbd|label|mark|q|rp|rt|ruby"
    r"|s|samp|small|span|strike|strong|su[bp]|time|tt|u|var|wbr"
)
_HIDDEN = ["script", "style", "head", "template", "noscript", "svg", "select", "textarea", "iframe", "nav"]
_ODD = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffe\uffff]")
_TURN = re.compile(rf"(?<!\n)\n(?={SPEAKS.pattern})")  # before a line that says who speaks
_OTHERS = {".pdf", ".doc", ".odt", ".rtf", ".epub", ".pages", ".ppt", ".pptx", ".xls", ".xlsx"}

translate = QCoreApplication.translate


@dataclass
class NotReadable(Exception):
    """A file that gives no text; `reason` is one of the words in `sentence`."""

    reason: str
    detail: str = ""


@dataclass(frozen=True)
class Document:
    text: str
    name: str = ""  # of the file
    guessed: str = ""  # the encoding, where the file does not tell it


def sentence(problem: NotReadable, name: str) -> str:
    """What is wrong with the file, and what to do."""
    said = {
        "large": translate("documents", "{file} is larger than {most} MB. Take a part of it."),
        "kind": translate(
            "documents",
            "{file} is of a kind that cannot be opened here. Save it as text, HTML or docx first.",
        ),
        "binary": translate("documents", "{file} holds no text. Choose a txt, md, html or docx file."),
        "damaged": translate(
            "documents", "{file} is damaged or locked with a password. Open it in Word and save it anew."
        ),
        "empty": translate("documents", "There is no text in {file}."),
        "folder": translate("documents", "{file} is a folder. Choose a file in it."),
    }.get(problem.reason, translate("documents", "{file} could not be opened ({why}). Choose another file."))
    return said.format(file=name, why=problem.detail, most=LARGEST // 2**20)


def read(path: Path) -> Document:
    """The document in a file. NotReadable if there is none."""
    suffix = path.suffix.lower()
    if suffix in _OTHERS:
        raise NotReadable("kind")
    try:
        if path.is_dir():
            raise NotReadable("folder")
        if not path.is_file():  # a device or a pipe might never end
            raise NotReadable("gone", "no such file" if not path.exists() else "no file")
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise NotReadable("gone", error.strerror or str(error)) from None
    if len(data) > LARGEST:
        raise NotReadable("large")
    if suffix == ".docx" or data.startswith(b"PK\x03\x04"):
        text, guessed = docx_text(io.BytesIO(data)), ""
    else:
        text, guessed = decoded(data)
        text = _READERS.get(suffix, str)(text)
    text = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    text = re.sub(r"\n{3,}", "\n\n", text).strip()
    if not text:
        raise NotReadable("empty")
    return Document(text, path.name, guessed)


def decoded(data: bytes) -> tuple[str, str]:
    """The text, and the encoding if it had to be guessed. NotReadable if it is no text."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _checked(data.decode(encoding, errors="replace")), ""
    named = _CHARSET.search(data[:2048])
    for encoding in (named[1].decode("ascii") if named else "utf-8", "utf-8"):
        try:
            return _checked(data.decode(encoding)), ""
        except (UnicodeDecodeError, LookupError):
            continue
    try:
        text = data.decode("gb18030")
        if sum("\u4e00" <= character <= "\u9fff" for character in text) > len(text) / 4:
            return _checked(text), "GB 18030"
    except UnicodeDecodeError:
        pass
    return _checked(data.decode("cp1252", errors="replace")), "Windows-1252"


def _checked(text: str) -> str:
    odd = sum(1 for _ in _ODD.finditer(text)) + text.count("\ufffd")
    if odd > len(text) / 1000:
        raise NotReadable("binary")
    return _ODD.sub("", text)


def markdown_text(text: str) -> str:
    """Without its marks; paragraphs stand apart, and so do lines that say who speaks."""
    document = QTextDocument()
    document.setMarkdown(_TURN.sub("\n\n", text))
    return document.toPlainText().replace("\ufffc", "").replace("\n", "\n\n")


class _Reader(HTMLParser):
    """What a reader sees of a page: no scripts, styles and forms."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = ""  # the tag that hides all up to its end
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if self._hidden:
            self._depth += tag == self._hidden
        elif tag in _HIDDEN:
            self._hidden, self._depth = tag, 1
        elif tag == "body":
            self.parts.clear()
        elif tag == "br":
            self.parts.append("\n")
        elif not _INLINE.fullmatch(tag):
            self.parts.append("\n\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _HIDDEN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            self._depth -= tag == self._hidden
            if self._depth == 0 or tag in ("html", "body"):
                self._hidden = ""
        elif not _INLINE.fullmatch(tag):
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(re.sub(r"\s+", " ", data))


def html_text(text: str) -> str:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return "\n".join(" ".join(line.split()) for line in "".join(reader.parts).split("\n"))


def docx_text(file: BinaryIO) -> str:
    """The paragraphs of a Word document, read with limits. NotReadable."""
    try:
        with zipfile.ZipFile(file) as parts, parts.open("word/document.xml") as part:
            data = part.read(UNPACKED + 1)
        if len(data) > UNPACKED:
            raise NotReadable("large")
        if b"<!DOCTYPE" in data[:1000]:  # Word writes none, and entities in it could grow without end
            raise NotReadable("damaged")
        return _paragraphs(data)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, RuntimeError, NotImplementedError):
        raise NotReadable("damaged") from None
    except ElementTree.ParseError:
        raise NotReadable("damaged") from None


def _paragraphs(data: bytes) -> str:
    """Read as a stream: neither depth nor size of the tree matters."""
    found: list[str] = []
    copies = 0  # inside what older programs would show in place of what has been read already
    for event, element in ElementTree.iterparse(io.BytesIO(data), ("start", "end")):
        if element.tag == _FALLBACK:
            copies += 1 if event == "start" else -1
        if event == "end":
            if not copies:
                text = element.text if element.tag == f"{_WORD}t" else _BREAKS.get(element.tag)
                found += [text] if text else []
            if element.tag == f"{_WORD}p":
                element.clear()
    return "".join(found)


_READERS: dict[str, Callable[[str], str]] = {
    ".md": markdown_text,
    ".markdown": markdown_text,
    ".html": html_text,
    ".htm": html_text,
    ".xhtml": html_text,
}
