"""Files become text, or a sentence that says why not."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from app.summarise import documents
from app.summarise.documents import NotReadable, read

pytestmark = pytest.mark.usefixtures("qapp")

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def docx(body: str, name: str = "word/document.xml") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(
            name, f'<?xml version="1.0"?><w:document {W} {MC}><w:body>{body}</w:body></w:document>'
        )
    return file.getvalue()


def text_of(tmp_path: Path, name: str, data: bytes) -> str:
    path = tmp_path / name
    path.write_bytes(data)
    return read(path).text


def refused(tmp_path: Path, name: str, data: bytes) -> str:
    with pytest.raises(NotReadable) as problem:
        text_of(tmp_path, name, data)
    said = documents.sentence(problem.value, name)
    assert said.startswith(name) or said.endswith(f"{name}.")
    return problem.value.reason


def test_plain_text_is_as_it_was_written(tmp_path: Path) -> None:
    assert (
        text_of(tmp_path, "a.txt", "One.\r\nTwo…\r\n\r\n\r\n\r\nThree 😀  \n".encode())
        == "One.\nTwo…\n\nThree 😀"
    )
    assert text_of(tmp_path, "no suffix", b"One.") == "One."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_that_the_file_tells_are_not_guessed(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("我们去学校。Où ?".encode(encoding))
    document = read(path)
    assert (document.text, document.guessed) == ("我们去学校。Où ?", "")


def test_other_encodings_are_guessed_aloud(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("我们今天去学校看书。".encode("gb18030"))
    assert read(path) == documents.Document("我们今天去学校看书。", "a.txt", "GB 18030")
    path.write_bytes("Où est le café ?".encode("cp1252"))
    assert read(path) == documents.Document("Où est le café ?", "a.txt", "Windows-1252")


def test_markdown_loses_its_marks(tmp_path: Path) -> None:
    text = (
        "# Cats\n\nThe **black** cat [sleeps](http://a.org).\nIt dreams.\n\n- one\n- two\n\n![alt](x.png)\n"
    )
    assert (
        text_of(tmp_path, "a.md", text.encode()) == "Cats\n\nThe black cat sleeps. It dreams.\n\none\n\ntwo"
    )


def test_turns_of_a_talk_stay_lines_of_their_own(tmp_path: Path) -> None:
    text = "# Minutes\n\nAnn: Shall we\ngo?\nBob: Not *yet*.\nAnn: Why?\n"
    read = "Minutes\n\nAnn: Shall we go?\n\nBob: Not yet.\n\nAnn: Why?"
    assert text_of(tmp_path, "a.md", text.encode()) == read


def test_html_gives_what_a_reader_sees(tmp_path: Path) -> None:
    page = """<!DOCTYPE html><html><head><title>No</title><style>p {}</style></head><body>
        <nav><a href="/">Home</a></nav><h1>Cats &amp; dogs</h1><p>The <b>black</b>
        cat<br>sleeps.<script>if (a < b) alert("no")</script></p><ul><li>One<li>Two</ul></body></html>"""
    assert text_of(tmp_path, "a.html", page.encode()) == "Cats & dogs\n\nThe black cat\nsleeps.\n\nOne\n\nTwo"


def test_html_tells_its_encoding(tmp_path: Path) -> None:
    page = '<html><head><meta charset="gb2312"></head><body><p>我们去学校。</p></body></html>'
    assert text_of(tmp_path, "a.htm", page.encode("gb2312")) == "我们去学校。"


@pytest.mark.parametrize(
    "page", ["<p", "<<<>>>x", "<p>a<script>b", "</p></p>a", "<!-- a", "&#xFFFFFFF;a", "<a" * 999]
)
def test_broken_html_is_read_as_far_as_it_goes(tmp_path: Path, page: str) -> None:
    path = tmp_path / "a.html"
    path.write_text(f"<p>Before.</p>{page}", encoding="utf-8")
    assert read(path).text.startswith("Before.")


def test_docx_gives_its_paragraphs(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>The black </w:t></w:r><w:r><w:t>cat</w:t><w:tab/><w:t>sleeps.</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>One</w:t><w:br/><w:t>two</w:t></w:r><w:del><w:r><w:delText>no</w:delText></w:r></w:del></w:p>"
        "<w:p><mc:AlternateContent><mc:Choice><w:r><w:t>Once.</w:t></w:r></mc:Choice>"
        "<mc:Fallback><w:r><w:t>Once.</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>"
    )
    assert text_of(tmp_path, "a.docx", docx(body)) == "The black cat\tsleeps.\n\nOne\ntwo\n\nOnce."
    assert text_of(tmp_path, "a.txt", docx(body)).startswith("The black cat")  # whatever it is called


def test_very_deep_docx_is_read(tmp_path: Path) -> None:
    body = f"{'<w:p>' * 20_000}<w:t>Down here.</w:t>{'</w:p>' * 20_000}"
    assert text_of(tmp_path, "a.docx", docx(body)) == "Down here."


def test_docx_that_is_none_is_damaged(tmp_path: Path) -> None:
    whole = docx("<w:p><w:t>The cat.</w:t></w:p>")
    assert refused(tmp_path, "a.docx", whole[: len(whole) // 2]) == "damaged"
    assert refused(tmp_path, "a.docx", b"\xd0\xcf\x11\xe0 with a password") == "damaged"
    assert refused(tmp_path, "a.docx", docx("<w:p>")) == "damaged"
    assert refused(tmp_path, "a.docx", docx("", "other.xml")) == "damaged"
    assert refused(tmp_path, "a.docx", docx("<w:p/>")) == "empty"


def test_docx_does_not_unpack_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "UNPACKED", 10_000)
    assert refused(tmp_path, "a.docx", docx("<w:p><w:t>" + "a" * 20_000 + "</w:t></w:p>")) == "large"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as parts:
        entities = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
        parts.writestr("word/document.xml", f"{entities}<w:document {W}><w:t>&b;</w:t></w:document>")
    assert refused(tmp_path, "a.docx", file.getvalue()) == "damaged"


def test_what_is_no_text_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(tmp_path, "a.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 9) == "binary"
    assert refused(tmp_path, "a.txt", bytes(range(256)) * 4) == "binary"
    assert refused(tmp_path, "a.pdf", b"%PDF-1.7") == "kind"
    assert refused(tmp_path, "a.txt", b" \n\n") == "empty"
    assert refused(tmp_path, "a.html", b"<html><body><script>a</script></body></html>") == "empty"
    monkeypatch.setattr(documents, "LARGEST", 100)
    assert refused(tmp_path, "a.txt", b"a" * 101) == "large"


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for path, reason in ((tmp_path, "folder"), (tmp_path / "gone.txt", "gone")):
        with pytest.raises(NotReadable) as problem:
            read(path)
        assert problem.value.reason == reason
        assert path.name in documents.sentence(problem.value, path.name)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(NotReadable):
        read(tmp_path / "pipe.txt")
