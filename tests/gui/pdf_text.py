"""The words of a PDF that Qt wrote, page by page, through the fonts' own tables: what a person could copy out of it."""

from __future__ import annotations

import re
import zlib


def pages(content: bytes) -> list[str]:
    """The text of each page, in the order it was drawn in, without anything between lines and cells."""
    objects = {int(number): body for number, body in re.findall(rb"(\d+) 0 obj\n(.*?)\nendobj", content, re.DOTALL)}
    (root,) = [body for body in objects.values() if b"/Type /Pages" in body]
    return [_page(objects, int(number)) for number in re.findall(rb"(\d+) 0 R\n", root)]


def boxes(content: bytes, millimetres: float, dpi: float) -> int:
    """How many squares of a size are drawn on all pages."""
    drawn = b"".join(_stream(body) for _, body in re.findall(rb"(\d+) 0 obj\n(.*?)\nendobj", content, re.DOTALL))
    sides = re.findall(rb"[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+) re\n", drawn)
    return sum(abs(float(width) - millimetres / 25.4 * dpi) < 0.1 and width == height for width, height in sides)


def _page(objects: dict[int, bytes], number: int) -> str:
    body = objects[number]
    resources = objects[_reference(body, b"Resources")]
    fonts = {name: _letters(objects, int(font)) for name, font in re.findall(rb"/(F\d+) (\d+) 0 R", resources)}
    found, font = [], {}
    for name, glyphs in re.findall(
        rb"/(F\d+) [\d.]+ Tf|<([0-9a-fA-F]+)> Tj", _stream(objects[_reference(body, b"Contents")])
    ):
        if name:
            font = fonts[name]
        else:
            found.append("".join(font[int(glyphs[at : at + 4], 16)] for at in range(0, len(glyphs), 4)))
    return "".join(found).replace("\t", " ")  # what Qt says of the glyph of blanks


def _letters(objects: dict[int, bytes], font: int) -> dict[int, str]:
    """Glyph to letter, from the font's ToUnicode table."""
    table = _stream(objects[_reference(objects[font], b"ToUnicode")])
    found = {}
    for block in re.findall(rb"beginbfrange\n(.*?)endbfrange", table, re.DOTALL):
        for first, last, letters in re.findall(rb"<(\w+)> <(\w+)> (<\w+>|\[.*?\])", block, re.DOTALL):
            codes = [int(code, 16) for code in re.findall(rb"<(\w+)>", letters)]
            for place, glyph in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[glyph] = chr(codes[place] if len(codes) > 1 else codes[0] + place)
    for block in re.findall(rb"beginbfchar\n(.*?)endbfchar", table, re.DOTALL):
        found.update({int(glyph, 16): chr(int(code, 16)) for glyph, code in re.findall(rb"<(\w+)> <(\w+)>", block)})
    return found


def _stream(body: bytes) -> bytes:
    head, _, data = body.partition(b"stream\n")
    return zlib.decompressobj().decompress(data) if b"FlateDecode" in head else data


def _reference(body: bytes, name: bytes) -> int:
    return int(re.search(rb"/" + name + rb" (\d+) 0 R", body).group(1))
