"""What could act in a PDF is reported, wherever it hangs."""

from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from models.settings import Limits
from pipeline.reading.pdf_active import UNSEEN
from pipeline.reading.pdf_extras import read_extras

SCRIPT = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
LAUNCH = Dictionary(S=Name.Launch, F=String("calc.exe"))
LINK = Dictionary(S=Name.URI, URI=String("https://example.org"))


def note(**entries: object) -> Dictionary:
    return Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), **entries
    )


def on_page(**entries: object):
    def change(file: pikepdf.Pdf) -> None:
        file.pages[0].obj.Annots = Array([file.make_indirect(note(**entries))])

    return change


def on_root(**entries: object):
    def change(file: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            file.Root[f"/{key}"] = value

    return change


def outline(file: pikepdf.Pdf) -> None:
    last = file.make_indirect(Dictionary(Title=String("b"), A=LAUNCH))
    first = file.make_indirect(Dictionary(Title=String("a"), Next=last))
    last.Next = first
    file.Root.Outlines = file.make_indirect(Dictionary(First=first, Last=last))


def page_actions(file: pikepdf.Pdf) -> None:
    file.pages[0].obj.AA = Dictionary(O=SCRIPT)


def fields(action: Dictionary):
    kid = Dictionary(FT=Name.Tx, AA=Dictionary(K=action))
    return on_root(AcroForm=Dictionary(Fields=Array([Dictionary(Kids=Array([kid]))])))


def outside_stream(file: pikepdf.Pdf) -> None:
    stream = pikepdf.Stream(file, b"")
    stream.F = Dictionary(FS=Name.URL, F=String("https://example.org/x"))
    file.pages[0].obj.Contents = stream


CHAINED = Dictionary(
    S=Name.GoTo, Next=Array([LINK, Dictionary(S=Name.GoTo, Next=LAUNCH)])
)
CASES = {
    "opening-script": (on_root(OpenAction=SCRIPT), {"javascript"}),
    "opening-launch": (on_root(OpenAction=LAUNCH), {"launch"}),
    "opening-link": (on_root(OpenAction=LINK), {"uri"}),
    "opening-chain": (on_root(OpenAction=CHAINED), {"launch", "uri"}),
    "document-closing": (on_root(AA=Dictionary(WC=SCRIPT)), {"javascript"}),
    "named-scripts": (
        on_root(Names=Dictionary(JavaScript=Dictionary(Names=Array([])))),
        {"javascript"},
    ),
    "embedded": (
        on_root(Names=Dictionary(EmbeddedFiles=Dictionary(Names=Array([])))),
        {"embedded-file"},
    ),
    "associated": (on_root(AF=Array([])), {"embedded-file"}),
    "portfolio": (on_root(Collection=Dictionary()), {"embedded-file"}),
    "xfa": (on_root(AcroForm=Dictionary(XFA=Array([]))), {"xfa"}),
    "field": (fields(SCRIPT), {"javascript"}),
    "annotation-launch": (on_page(A=LAUNCH), {"launch"}),
    "annotation-entering": (on_page(AA=Dictionary(E=SCRIPT)), {"javascript"}),
    "annotation-link": (on_page(A=LINK), set()),
    "annotation-form": (on_page(A=Dictionary(S=Name.SubmitForm)), {"submit-form"}),
    "page": (page_actions, {"javascript"}),
    "outline": (outline, {"launch"}),
    "outside-stream": (outside_stream, {"external-link"}),
}


@pytest.mark.parametrize("case", CASES)
def test_what_could_act_is_reported(tmp_path: Path, case: str) -> None:
    change, slugs = CASES[case]
    path = tmp_path / "a.pdf"
    with pikepdf.new() as file:
        file.add_blank_page()
        change(file)
        file.save(path)

    assert set(read_extras(path, Limits()).active_content) == slugs


@pytest.mark.parametrize("subtype", ["FileAttachment", "RichMedia"])
def test_annotations_that_carry_files_are_reported(tmp_path: Path, subtype: str):
    path = tmp_path / "a.pdf"
    with pikepdf.new() as file:
        file.add_blank_page()
        held = Dictionary(Type=Name.Annot, Subtype=Name(f"/{subtype}"))
        file.pages[0].obj.Annots = Array([held])
        file.save(path)

    assert read_extras(path, Limits()).active_content != ()


def test_what_is_too_much_to_look_at_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with pikepdf.new() as file:
        file.add_blank_page()
        file.pages[0].obj.Annots = Array([Dictionary() for _ in range(50_100)])
        file.save(path)

    assert read_extras(path, Limits()).active_content == (UNSEEN,)
