"""What a file is, its bytes say; its name has to agree, and only some kinds are taken."""

import pytest

from projects import filetypes
from tests.projects.attachments import material as m


@pytest.fixture
def type_of(tmp_path):
    def ask(name, content):
        path = tmp_path / "bytes"
        path.write_bytes(content)
        return filetypes.type_of(path, name)

    return ask


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.png", m.PNG, "image/png"),
        ("a.JPG", m.JPEG, "image/jpeg"),
        ("a.jpeg", m.JPEG, "image/jpeg"),
        ("a.webp", m.WEBP, "image/webp"),
        ("a.pdf", m.PDF, "application/pdf"),
        ("a.docx", m.office("word/document.xml"), filetypes.DOCX.media_type),
        ("a.xlsx", m.office("xl/workbook.xml"), filetypes.XLSX.media_type),
        ("a.pptx", m.office("ppt/presentation.xml"), filetypes.PPTX.media_type),
        ("a.txt", "Größe\n".encode(), "text/plain; charset=utf-8"),
        ("a.csv", b"\xef\xbb\xbfa,b\r\n1,2\r\n", "text/csv; charset=utf-8"),
        ("a.md", b"# a\n<b>", "text/markdown; charset=utf-8"),
        ("a.json", b'{"a": [1]}', "application/json"),
    ],
)
def test_it_is_taken(type_of, name, content, media_type):
    assert type_of(name, content).media_type == media_type


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.txt", b"", "is empty"),
        ("a.png", m.PDF, "name it a.pdf"),
        ("a.pdf", m.HTML, "HTML"),
        ("a.png", b"just text", "name it a.txt"),
        ("a.html", m.HTML, "HTML"),
        ("a.txt", m.HTML, "HTML"),
        ("a.txt", b"  <!-- x -->\n<svg/>", "SVG"),
        ("a.txt", b"\xef\xbb\xbf<SCRIPT>", "HTML"),
        ("a.svg", m.SVG, "SVG"),
        ("a.md", m.SVG, "SVG"),
        ("a.exe", b"MZ\x90\0", "those are PNG"),
        ("a.txt", b"a\0b", "UTF-8"),
        ("a.csv", b"Gr\xf6\xdfe\n", "UTF-8"),
        ("a.gif", b"GIF89a\0\0", "those are PNG"),
        ("a.json", b"{", "valid JSON"),
        ("a.json", b"[" * 100_000, "valid JSON"),
        ("a.zip", m.archive("a.txt"), "unpack it"),
        ("a.docx", m.archive("word/document.xml"), "unpack it"),
        ("a.xlsx", m.office("xl/workbook.xml", "xl/vbaProject.bin"), "macros"),
        ("a.docx", m.office("xl/workbook.xml"), "name it a.xlsx"),
        ("a.docx", b"PK\x03\x04garbage", "make it again"),
        ("a", b"text", "name it a.txt"),
    ],
)
def test_it_is_refused_with_what_to_do(type_of, name, content, says):
    with pytest.raises(filetypes.Refused) as refusal:
        type_of(name, content)
    assert says in str(refusal.value)
