"""Makes small Word packages from the XML of their bodies and headers."""

import zipfile
from pathlib import Path

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
)
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
STRICT = "http://purl.oclc.org/ooxml"
MARGINS = (
    '<w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1701" '
    'w:header="708" w:footer="708" w:gutter="0"/>'
)
PAGE = f'<w:pgSz w:w="11906" w:h="16838"/>{MARGINS}'
LANDSCAPE = f'<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>{MARGINS}'


def paragraph(text: str, properties: str = "", run: str = "") -> str:
    return (
        f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr>"
        f'<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    )


def build_docx(
    path: Path,
    body: str,
    *,
    stories: dict[str, str] | None = None,
    settings: str = "",
    styles: str = "",
    extra: dict[str, bytes] | None = None,
    strict: bool = False,
) -> Path:
    """Write a package; stories are part names such as header1 with their XML.

    Each story's relationship id is its name, so that sections can refer to it.
    """
    parts: dict[str, str] = {
        "word/document.xml": (
            f"<w:document {SPACES}><w:body>{body}</w:body></w:document>"
        ),
        "word/settings.xml": f"<w:settings {SPACES}>{settings}</w:settings>",
        "word/styles.xml": f"<w:styles {SPACES}>{styles}</w:styles>",
    }
    rows = [
        ("settings", "settings.xml", "settings"),
        ("styles", "styles.xml", "styles"),
    ]
    types = [
        ("document", "document.main"),
        ("settings", "settings"),
        ("styles", "styles"),
    ]
    for name, xml in (stories or {}).items():
        kind = name.rstrip("0123456789")
        tag = {"header": "hdr", "footer": "ftr"}.get(kind, kind)
        parts[f"word/{name}.xml"] = f"<w:{tag} {SPACES}>{xml}</w:{tag}>"
        rows.append((name, f"{name}.xml", kind))
        types.append((name, kind))
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{MAIN}.{kind}+xml"/>'
        for name, kind in types
    )
    relations = "".join(
        f'<Relationship Id="{name}" Type="{REL}/{kind}" Target="{target}"/>'
        for name, target, kind in rows
    )
    parts["word/_rels/document.xml.rels"] = (
        f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>'
    )
    parts["_rels/.rels"] = (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{REL}/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    head = (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        _write(archive, "[Content_Types].xml", f"{head}{overrides}</Types>")
        for name, xml in parts.items():
            _write(archive, name, _strictly(xml) if strict else xml)
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return path


def _write(archive: zipfile.ZipFile, name: str, xml: str) -> None:
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    archive.writestr(zipfile.ZipInfo(name), head + xml)


def _strictly(xml: str) -> str:
    for family in ("wordprocessingml", "officeDocument", "drawingml"):
        xml = xml.replace(
            f"http://schemas.openxmlformats.org/{family}/2006/", f"{STRICT}/{family}/"
        )
    return xml
