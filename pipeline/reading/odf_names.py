"""Names of the XML of OpenDocument: the spaces that its elements stand in.

Source: OASIS OpenDocument 1.3, part 3 (schema).
"""

OASIS = "{urn:oasis:names:tc:opendocument:xmlns:"
OFFICE = OASIS + "office:1.0}"
TEXT = OASIS + "text:1.0}"
TABLE = OASIS + "table:1.0}"
DRAW = OASIS + "drawing:1.0}"
STYLE = OASIS + "style:1.0}"
FORM = OASIS + "form:1.0}"
PRESENTATION = OASIS + "presentation:1.0}"
SCRIPT = OASIS + "script:1.0}"
SVG = OASIS + "svg-compatible:1.0}"
FO = OASIS + "xsl-fo-compatible:1.0}"
META = OASIS + "meta:1.0}"
MANIFEST = OASIS + "manifest:1.0}"
HREF = "{http://www.w3.org/1999/xlink}href"
