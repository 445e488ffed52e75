"""Layers of a PDF: what is hidden is not seen, and what some programs show is."""

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from models.outcomes import Outcome
from tests.pipeline.reading.test_read_pdf import letter, make, plain, read

Layered = Callable[[pikepdf.Pdf, pikepdf.Object], pikepdf.Object]


def layered(tmp_path: Path, change: Layered) -> Path:
    """Put a marked page over another, on a layer that is off."""
    path = make(tmp_path / "a.pdf", plain)
    over = make(tmp_path / "b.pdf", letter)
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        group = pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="L")
        layer = file.make_indirect(group)
        default = pikepdf.Dictionary(OFF=[layer])
        file.Root.OCProperties = pikepdf.Dictionary(OCGs=[layer], D=default)
        with pikepdf.open(over) as other:
            file.pages[0].add_overlay(other.pages[0])
            form = next(iter(file.pages[0].Resources.XObject.values()))
            form.OC = change(file, layer)
            file.save(path)
    return path


def off(file: pikepdf.Pdf, layer: pikepdf.Object) -> pikepdf.Object:
    return layer


def one_of_them_off(file: pikepdf.Pdf, layer: pikepdf.Object) -> pikepdf.Object:
    """A group of groups, all of which have to be on."""
    other = file.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="M"))
    both = pikepdf.Array([other, layer])
    name = pikepdf.Name
    return file.make_indirect(
        pikepdf.Dictionary(Type=name.OCMD, OCGs=both, P=name.AllOn)
    )


def shown_where_it_is_off(file: pikepdf.Pdf, layer: pikepdf.Object) -> pikepdf.Object:
    name, rule = pikepdf.Name, pikepdf.Array([pikepdf.Name.Not, layer])
    return file.make_indirect(
        pikepdf.Dictionary(Type=name.OCMD, OCGs=pikepdf.Array([layer]), VE=rule)
    )


def only_printed(file: pikepdf.Pdf, layer: pikepdf.Object) -> pikepdf.Object:
    name = pikepdf.Name
    layer.Usage = pikepdf.Dictionary(Print=pikepdf.Dictionary(PrintState=name.ON))
    rule = pikepdf.Dictionary(Event=name.Print, OCGs=pikepdf.Array([layer]))
    rule.Category = pikepdf.Array([name.Print])
    file.Root.OCProperties.D.AS = pikepdf.Array([rule])
    return layer


def on_and_of_no_use(file: pikepdf.Pdf, layer: pikepdf.Object) -> pikepdf.Object:
    """What a group says of its usage counts only where the file asks for it."""
    file.Root.OCProperties.D.OFF = pikepdf.Array([])
    hidden = pikepdf.Dictionary(ViewState=pikepdf.Name.OFF)
    layer.Usage = pikepdf.Dictionary(View=hidden)
    return layer


@pytest.mark.parametrize("change", [off, one_of_them_off])
def test_hidden_layer_is_not_seen(tmp_path: Path, change: Layered) -> None:
    assert read(layered(tmp_path, change)).outcome == Outcome.UNMARKED


@pytest.mark.parametrize(
    "change", [shown_where_it_is_off, only_printed, on_and_of_no_use]
)
def test_layers_that_some_show_are_seen(tmp_path: Path, change: Layered) -> None:
    """A mark that is only printed is a mark; readers differ about what usage means."""
    assert read(layered(tmp_path, change)).outcome == Outcome.MARKED


def hidden_layer(file: pikepdf.Pdf) -> pikepdf.Object:
    """Add a layer to a file that is off."""
    layer = file.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="L"))
    default = pikepdf.Dictionary(OFF=[layer])
    file.Root.OCProperties = pikepdf.Dictionary(OCGs=[layer], D=default)
    return layer


def test_what_a_hidden_layer_sets_holds_for_what_follows(tmp_path: Path) -> None:
    """A public page's mark turned white, since its colour had been set there."""
    path = make(tmp_path / "a.pdf", letter)
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        layer, page = hidden_layer(file), file.pages[0].obj
        page.Resources.Properties = pikepdf.Dictionary(L=layer)
        old = page.Contents.read_bytes()
        set_there = b"1 g /OC /L BDC 0 g 0 0 50 50 re f EMC\n"
        page.Contents = file.make_stream(set_there + old)
        file.save(path)

    assert read(path).outcome == Outcome.MARKED


def test_a_picture_on_a_hidden_layer_covers_nothing(tmp_path: Path) -> None:
    path = make(tmp_path / "a.pdf", letter)
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        layer, page = hidden_layer(file), file.pages[0].obj
        image = file.make_stream(bytes(4), Subtype=pikepdf.Name.Image, OC=layer)
        image.Width, image.Height, image.BitsPerComponent = 2, 2, 8
        image.ColorSpace = pikepdf.Name.DeviceGray
        page.Resources.XObject = pikepdf.Dictionary(X=image)
        old = page.Contents.read_bytes()
        page.Contents = file.make_stream(b"q " + old + b" Q 600 0 0 850 0 0 cm /X Do")
        file.save(path)

    assert read(path).outcome == Outcome.MARKED
