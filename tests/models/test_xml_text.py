"""What is written into XML is read from it unchanged."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from models.xml_text import escape, quoteattr

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc"))).map(
    lambda t: t + "<&>\"'"
)


@given(text=TEXT, value=TEXT)
def test_text_and_values_come_back(text, value):
    value += "\n\r\t"
    root = etree.fromstring(f"<a b={quoteattr(value)}>{escape(text)}</a>".encode())

    said = {"text": root.text, "value": root.get("b")}

    unknown = {"\ufffe", "\uffff"} & set(text + value)
    assert unknown or said == {"text": text, "value": value}
