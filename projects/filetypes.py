"""What a file is, by its bytes: the kinds that may be attached, and why others may not.

Nothing that a browser would run is taken (HTML, SVG), nor what holds other things unseen (plain
archives, documents with macros).
"""

import json
import zipfile
from pathlib import Path
from typing import NamedTuple

OFFICE = "application/vnd.openxmlformats-officedocument"
LONGEST_NAME = 120
TAKEN = "PNG, JPEG, WebP, PDF, TXT, CSV, Markdown, JSON, Word, Excel and PowerPoint files"


class FileType(NamedTuple):
    """A kind of file: its words, its media type, and the endings of its names."""

    words: str
    media_type: str
    endings: tuple[str, ...]


PNG = FileType("PNG picture", "image/png", ("png",))
JPEG = FileType("JPEG picture", "image/jpeg", ("jpg", "jpeg"))
WEBP = FileType("WebP picture", "image/webp", ("webp",))
PDF = FileType("PDF document", "application/pdf", ("pdf",))
DOCX = FileType("Word document", f"{OFFICE}.wordprocessingml.document", ("docx",))
XLSX = FileType("Excel workbook", f"{OFFICE}.spreadsheetml.sheet", ("xlsx",))
PPTX = FileType("PowerPoint presentation", f"{OFFICE}.presentationml.presentation", ("pptx",))
TXT = FileType("text", "text/plain; charset=utf-8", ("txt", "log"))
CSV = FileType("CSV table", "text/csv; charset=utf-8", ("csv",))
MARKDOWN = FileType("Markdown text", "text/markdown; charset=utf-8", ("md",))
JSON = FileType("JSON document", "application/json", ("json",))
TEXTS = (TXT, CSV, MARKDOWN, JSON)
TYPES = (PNG, JPEG, WEBP, PDF, DOCX, XLSX, PPTX, *TEXTS)
PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
# What makes a browser or a viewer read a text as a page, a drawing or a program.
MARKUP = ("<!doctype", "<html", "<head", "<body", "<svg", "<script", "<?xml", "<iframe")
CONTROLS = frozenset(chr(code) for code in range(32)) - set("\t\n\r\f")


class Refused(Exception):
    """The file isn't taken; the message goes on after its name: “holds …; do this.”"""


def type_of(path: Path, name: str) -> FileType:
    """The type of the file at `path`, which its name has to agree with. Raises Refused."""
    found = _by_bytes(path, _ending(name))
    if _ending(name) not in found.endings:
        raise Refused(
            f"holds a {found.words}, which its name doesn’t say; name it "
            f"{Path(name).stem[:60] or 'file'}.{found.endings[0]}."
        )
    return found


def _ending(name: str) -> str:
    return Path(name).suffix.removeprefix(".").lower()


def _by_bytes(path: Path, ending: str) -> FileType:
    with path.open("rb") as file:
        head = file.read(16)
    if not head:
        raise Refused("is empty; choose another file.")
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"PK\x03\x04"):
        return _office(path)
    return _text(path, ending)


def _office(path: Path) -> FileType:
    """A Word, Excel or PowerPoint file by the parts inside it, none of them a macro."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Refused("begins as an archive but can’t be read; make it again.") from None
    found = next((kind for part, kind in PARTS.items() if part in parts), None)
    if found is None or "[Content_Types].xml" not in parts:
        raise Refused("is an archive; unpack it and attach what is in it.")
    if any(part.lower().endswith("vbaproject.bin") for part in parts):
        raise Refused("holds macros; save it without them.")
    return found


def _text(path: Path, ending: str) -> FileType:
    """Plain text in UTF-8; which kind, only its name can say."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if not CONTROLS.isdisjoint(text):
        if any(ending in one.endings for one in TEXTS):
            raise Refused("isn’t text in UTF-8; save it as that.")
        raise Refused(f"isn’t of a kind that is taken; those are {TAKEN}.")
    start = text.lstrip().lower()
    if start.startswith("<!--"):
        start = start.partition("-->")[2].lstrip()
    if start.startswith(MARKUP):
        raise Refused("holds HTML, SVG or XML, which a browser may run; attach a PDF or a picture.")
    found = next((one for one in TEXTS if ending in one.endings), TXT)
    if found is JSON:
        _is_json(text)
    return found


def _is_json(text: str) -> None:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        raise Refused("isn’t valid JSON; mend it, or name it .txt.") from None
