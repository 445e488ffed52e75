"""Reads mail: the subject and the bodies; what is attached is reported, not opened.

An attachment may bear marks of its own, so it forbids that mail be called unmarked.
"""

import email
import email.policy
import re
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from models.documents import Source
from models.errors import CorruptInput, LimitExceeded, UnsupportedInput
from models.settings import Limits
from pipeline.reading.docx_lines import Found, plain_lines
from pipeline.reading.read_office_facts import Facts
from pipeline.reading.read_office_text import ATTACHMENTS, decode, plain_text
from pipeline.reading.types_of_reading import Interest, RasterReader

ENCRYPTED_TYPES = ("application/pkcs7-mime", "application/x-pkcs7-mime")
BLOCK_TAGS = frozenset(
    [
        "p",
        "div",
        "br",
        "tr",
        "td",
        "th",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "ul",
        "ol",
        "hr",
        "blockquote",
        "pre",
        "center",
    ]
)
PART = re.compile(rb"^(?:content-type:|--\S)", re.I | re.M)
"""What begins a part, or comes with one."""
OUTSIDE = re.compile(r"^\s*(https?:|ftps?:|file:|//|\\\\)", re.I)
OUTSIDE_STYLE = re.compile(r"url\(\W*(https?:|ftps?:|file:|//)", re.I)
FETCHING = {
    **dict.fromkeys(("img", "iframe", "frame", "embed", "audio", "video"), ("src",)),
    **dict.fromkeys(("source", "input", "script", "track"), ("src", "srcset")),
    **dict.fromkeys(("body", "table", "td", "th"), ("background",)),
    "link": ("href",),
    "object": ("data", "codebase"),
}
"""Attributes of a tag that a program for mail may fetch by itself."""
ACTING_TAGS = {
    **dict.fromkeys(("object", "embed", "applet"), "ole-object"),
    "form": "submit-form",
}
SILENT_TAGS = frozenset(("script", "style", "title"))
"""Not ``head``: it ends where the body begins, said or not."""
SPOKEN = ("value", "alt", "title", "placeholder", "label")
"""Attributes whose words are shown, at times."""
PICTURES = frozenset(("svg", "canvas", "object", "embed", "iframe", "video"))


class _Text(HTMLParser):
    """Gathers the text of HTML; nothing is fetched."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden: list[str] = []
        self.silent = 0
        self.remote = False
        self.pictures = False
        self.spoken: list[str] = []
        self.active: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag in SILENT_TAGS:
            self.silent += 1
        if tag in BLOCK_TAGS:
            self.parts.append("\n")
        self._acting(tag, said)
        self.spoken += [said[name] for name in SPOKEN if said.get(name)]
        inside = any(value.lstrip().startswith("data:") for value in said.values())
        if inside or tag in PICTURES:
            self.pictures = True
        if "display:none" in said.get("style", "").replace(" ", "").lower():
            self.hidden.append(tag)

    def _acting(self, tag: str, said: dict[str, str]) -> None:
        """Note what would run or be fetched."""
        fetched = [said.get(name, "") for name in FETCHING.get(tag, ())]
        if any(map(OUTSIDE.search, fetched)):
            self.remote = True
        if OUTSIDE_STYLE.search(said.get("style", "")):
            self.remote = True
        if tag == "script" or any(name.startswith("on") for name in said):
            self.active.add("javascript")
        if tag in ACTING_TAGS:
            self.active.add(ACTING_TAGS[tag])

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT_TAGS:
            self.silent = max(self.silent - 1, 0)
        if tag in BLOCK_TAGS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(" ".join(data.splitlines()))


def html_lines(text: str, found: Found) -> None:
    """Take in the text of HTML; hidden elements make it a document in doubt."""
    parser = _Text()
    parser.feed(text)
    parser.close()
    found.active |= parser.active
    if parser.remote:
        found.active.add("remote-image")
        found.problems.add("remote-image")
    if parser.pictures:
        found.problems.add("unread-picture")
    found.concealed += parser.spoken
    shown = "".join(parser.parts)
    if parser.hidden:
        found.concealed.append(shown)
    for row in shown.split("\n"):
        plain_lines(row, found, Source.TEXT)


def read_eml(
    path: Path,
    *,
    limits: Limits,
    interest: Interest,
    raster: RasterReader | None,
) -> Facts:
    """Read an RFC 5322 message.

    Raises:
        UnsupportedInput: The message is encrypted.
        LimitExceeded: It has too many parts.
        CorruptInput: It is no message.
    """
    data = path.read_bytes()
    if len(PART.findall(data)) > limits.mail_parts:
        raise LimitExceeded("The message has more parts than the limit.")
    message = email.message_from_bytes(data, policy=email.policy.default)
    if not isinstance(message, EmailMessage) or not message.keys():
        raise CorruptInput("The file is no mail message; ask the sender what it is.")
    facts = Facts()
    plain_lines(str(message.get("subject", "")), facts.found, Source.TEXT)
    for part in message.walk():
        _part(part, facts.found, interest)
    return facts


def _part(part: Any, found: Found, interest: Interest) -> None:
    kind = part.get_content_type()
    if kind in ENCRYPTED_TYPES and "signed" not in str(part.get_param("smime-type")):
        raise UnsupportedInput(
            "The message is encrypted; ask for it in the open.", slug="encrypted"
        )
    if part.is_multipart():
        if kind == "message/rfc822":
            _attached(found)
        return
    if part.get_filename() or part.get_content_disposition() == "attachment":
        _attached(found)
        return
    if kind in ("text/plain", "text/html"):
        _body(part, kind, found, interest)
    elif not kind.startswith("multipart/") and "signature" not in kind:
        _attached(found)


def _body(part: Any, kind: str, found: Found, interest: Interest) -> None:
    data = part.get_payload(decode=True) or b""
    text, problem = _decoded(data, part.get_content_charset(), interest)
    if problem is not None:
        found.problems.add(problem)
    if kind == "text/html":
        html_lines(text, found)
    else:
        plain_text(text, found, interest)


def _decoded(
    data: bytes, charset: str | None, interest: Interest
) -> tuple[str, str | None]:
    if charset is not None and charset not in ("us-ascii", "unknown-8bit"):
        try:
            return data.decode(charset), None
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data, interest)


def _attached(found: Found) -> None:
    found.active.add("embedded-file")
    found.problems.add(ATTACHMENTS)


SUBJECT, BODY, HTML, RTF_BODY = "0037", "1000", "1013", "1009"
PROPERTIES = (SUBJECT, BODY, HTML, RTF_BODY)
KINDS = ("001F", "001E", "0102")
OTHER_WORDS = re.compile(r"__substg1\.0_[0-9A-F]{4}001F", re.I)
"""Places of meetings, names of categories and the like: programs show some of them."""


def read_msg(
    path: Path,
    *,
    limits: Limits,
    interest: Interest,
    raster: RasterReader | None,
) -> Facts:
    """Read an Outlook message.

    Raises:
        CorruptInput: It is no message.

    Source: [MS-OXMSG] 2.1 (streams are named by property and type).
    """
    import olefile

    facts = Facts()
    found = facts.found
    with olefile.OleFileIO(path) as ole:
        if not ole.exists("__properties_version1.0"):
            raise CorruptInput("The file is no mail message; ask for it again.")
        names = {"/".join(entry): entry for entry in ole.listdir()}
        streams = {
            name: ole.openstream(entry).read()
            for name, entry in names.items()
            if name[:20] in (f"__substg1.0_{p}{k}" for p in PROPERTIES for k in KINDS)
        }
        found.concealed += [
            ole.openstream(entry).read().decode("utf-16-le", "replace")
            for name, entry in names.items()
            if OTHER_WORDS.fullmatch(name) and name not in streams
        ]
    if any(name.startswith("__attach_version1.0_") for name in names):
        _attached(found)
    plain_lines(_text_of(streams, SUBJECT, found, interest) or "", found, Source.TEXT)
    body = _text_of(streams, BODY, found, interest)
    html = _text_of(streams, HTML, found, interest)
    if body is not None:
        plain_text(body, found, interest)
    if html is not None:
        html_lines(html, found)
    if body is None and html is None and f"__substg1.0_{RTF_BODY}0102" in streams:
        found.problems.add("unread-body")
    return facts


def _text_of(
    streams: dict[str, bytes], property_id: str, found: Found, interest: Interest
) -> str | None:
    """Return a property's text: Unicode, eight-bit or bytes."""
    for kind in KINDS:
        data = streams.get(f"__substg1.0_{property_id}{kind}")
        if data is not None and kind == "001F":
            return data.decode("utf-16-le", "replace")
        if data:
            text, problem = decode(data, interest)
            if problem is not None:
                found.problems.add(problem)
            return text
    return None
