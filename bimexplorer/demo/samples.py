"""The bytes of sample files, made from a recipe `kind:seed`: the same recipe and size give the same bytes.

Where a format is cheap to write, the file is one that programs open (PDF, PNG, JPEG, Word, Excel, IFC, text,
CSV); otherwise it begins as the format does and goes on with noise.
"""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable

_NOISE_HEADS = {
    "dwg": b"AC1032\0\0\0\0\0",
    "pln": b"ARCHICAD\0PLN\0",
    "pla": b"ARCHICAD\0PLA\0",
    "zip": b"PK\x05\x06" + b"\0" * 18,
}


def make(recipe: str, size: int) -> bytes:
    """`size` bytes; a format whose smallest file is larger is cut off."""
    kind, _, seed = recipe.partition(":")
    maker = {
        "pdf": _pdf, "png": _png, "jpg": _jpg, "docx": _docx, "xlsx": _xlsx, "ifc": _ifc, "txt": _txt,
        "csv": _csv,
    }.get(kind)  # fmt: skip
    rng = random.Random(seed)  # noqa: S311 - sample content
    data = maker(rng, size) if maker else _noise(kind, rng, size)
    assert len(data) >= size, (recipe, size, len(data))
    return data[:size]


def _noise(kind: str, rng: random.Random, size: int) -> bytes:
    return _NOISE_HEADS.get(kind, b"") + rng.randbytes(size)


def _pdf(rng: random.Random, size: int) -> bytes:
    """One empty page of A1 with a heading, and a stream that nothing refers to as ballast."""
    text = f"BT /F1 48 Tf 100 1500 Td (Plan {rng.randrange(1000)}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 2384 1684]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]

    def assembled(ballast: bytes) -> bytes:
        out = bytearray(b"%PDF-1.4\n")
        offsets = []
        for number, body in enumerate(
            [*objects, b"<</Length %d>>\nstream\n%s\nendstream" % (len(ballast), ballast)], 1
        ):
            offsets.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        start = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
        out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(offsets) + 1, start)
        return bytes(out)

    return _with_ballast(assembled, rng, size)


def _with_ballast(assembled: Callable[[bytes], bytes], rng: random.Random, size: int) -> bytes:
    """A file of exactly `size` bytes: measured with ballast, corrected for what its length field adds."""
    ballast = rng.randbytes(max(0, size - len(assembled(b""))))
    for _ in range(4):
        excess = len(assembled(ballast)) - size
        if excess <= 0:
            return assembled(ballast + b" " * -excess)
        ballast = ballast[:-excess] if len(ballast) > excess else b""
    return assembled(ballast)


def _png(rng: random.Random, size: int) -> bytes:
    width, height = 96, 64
    base = [rng.randrange(60, 200) for _ in range(3)]
    rows = b"".join(
        b"\0" + bytes(min(255, part + x // 3 + y // 2) for x in range(width) for part in base)
        for y in range(height)
    )

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    image = chunk(b"IDAT", zlib.compress(rows))

    def assembled(ballast: bytes) -> bytes:
        # "baLa" is a private chunk: lower-case first letter, decoders skip it.
        return head + chunk(b"baLa", ballast) + image + chunk(b"IEND", b"")

    return _with_ballast(assembled, rng, size)


def _jpg(rng: random.Random, size: int) -> bytes:
    """A grey sky over darker ground in blocks of 8 pixels; comments (65533 bytes each at most) as ballast."""
    picture = _grey_jpeg([[rng.randrange(-8, 8) + 60 - 6 * y for _ in range(24)] for y in range(16)])
    out = bytearray(picture[:2])
    missing = size - len(picture)
    while missing > 0:
        if missing < 4:
            return bytes(out) + picture[2:] + b"\0" * missing
        # No comment may leave a rest too small for another one.
        length = min(missing - 4, 65533 if missing - 4 - 65533 >= 4 or missing - 4 <= 65533 else 65000)
        out += b"\xff\xfe" + struct.pack(">H", length + 2) + rng.randbytes(length)
        missing -= length + 4
    return bytes(out) + picture[2:]


def _grey_jpeg(blocks: list[list[int]]) -> bytes:
    """A baseline JPEG whose 8x8 blocks have one brightness each (units of 1/64 around the middle)."""

    def segment(marker: int, data: bytes) -> bytes:
        return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data

    lengths = bytes([0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0])
    # Annex K.3's table of differences: category -> code.
    codes = [
        "00",
        "010",
        "011",
        "100",
        "101",
        "110",
        "1110",
        "11110",
        "111110",
        "1111110",
        "11111110",
        "111111110",
    ]
    bits, previous = [], 0
    for row in blocks:
        for value in row:
            difference, previous = value - previous, value
            category = abs(difference).bit_length()
            bits.append(codes[category])
            if category:
                number = difference if difference > 0 else difference + (1 << category) - 1
                bits.append(format(number, f"0{category}b"))
            bits.append("0")  # end of block, the only code of the other table
    text = "".join(bits)
    text += "1" * (-len(text) % 8)
    data = int(text, 2).to_bytes(len(text) // 8, "big").replace(b"\xff", b"\xff\0")
    return (
        b"\xff\xd8"
        + segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
        + segment(0xDB, b"\0" + bytes([16] * 64))
        + segment(0xC0, struct.pack(">BHHBBBB", 8, len(blocks) * 8, len(blocks[0]) * 8, 1, 1, 0x11, 0))
        + segment(0xC4, b"\0" + lengths + bytes(range(12)))
        + segment(0xC4, b"\x10" + bytes([1] + [0] * 15) + b"\0")
        + segment(0xDA, b"\1\1\0\0\x3f\0")
        + data
        + b"\xff\xd9"
    )


def _zipped(files: dict[str, str], rng: random.Random, size: int) -> bytes:
    def assembled(ballast: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, text in files.items():
                archive.writestr(zipfile.ZipInfo(name), text)
            archive.writestr(zipfile.ZipInfo("customXml/ballast.bin"), ballast)
        return out.getvalue()

    return _with_ballast(assembled, rng, size)


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_OFFICE = "http://schemas.openxmlformats.org"


def _office(part: str, content_type: str, more_types: str = "") -> dict[str, str]:
    return {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_OFFICE}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="bin" ContentType="application/octet-stream"/>'
        f'<Override PartName="/{part}" ContentType="{content_type}"/>{more_types}</Types>',
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_OFFICE}/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument/2006/relationships/officeDocument" '
        f'Target="{part}"/></Relationships>',
    }


def _docx(rng: random.Random, size: int) -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    files = _office("word/document.xml", f"{kind}.document.main+xml")
    files["word/document.xml"] = (
        f'{_XML}<w:document xmlns:w="{_OFFICE}/wordprocessingml/2006/main"><w:body>'
        f"<w:p><w:r><w:t>Minutes no. {rng.randrange(1, 99)}</w:t></w:r></w:p></w:body></w:document>"
    )
    return _zipped(files, rng, size)


def _xlsx(rng: random.Random, size: int) -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheet = f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
    files = _office("xl/workbook.xml", f"{kind}.sheet.main+xml", sheet)
    space = f"{_OFFICE}/spreadsheetml/2006/main"
    relations = f"{_OFFICE}/officeDocument/2006/relationships"
    files["xl/workbook.xml"] = (
        f'{_XML}<workbook xmlns="{space}" xmlns:r="{relations}"><sheets>'
        '<sheet name="Areas" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
    files["xl/_rels/workbook.xml.rels"] = (
        f'{_XML}<Relationships xmlns="{_OFFICE}/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    )
    cells = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{rng.randrange(10, 400)}</v></c></row>' for n in range(1, 20)
    )
    files["xl/worksheets/sheet1.xml"] = (
        f'{_XML}<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'
    )
    return _zipped(files, rng, size)


def _ifc(rng: random.Random, size: int) -> bytes:
    head = (
        b"ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION(('ViewDefinition [CoordinationView]'),'2;1');\n"
        b"FILE_NAME('model.ifc','2024-01-01T00:00:00',(''),(''),'','','');\nFILE_SCHEMA(('IFC4'));\nENDSEC;\nDATA;\n"
    )
    tail = b"ENDSEC;\nEND-ISO-10303-21;\n"
    room = size - len(head) - len(tail)
    # The points repeat after a while: writing millions of lines one by one would take seconds.
    lines = [
        f"#{n}=IFCCARTESIANPOINT(({rng.uniform(0, 90):.4f},{rng.uniform(0, 60):.4f},0.));\n"
        for n in range(1, 4000)
    ]
    block = "".join(lines).encode()
    points = (block * (room // len(block) + 1))[: max(0, room)] if room > 0 else b""
    whole = points[: points.rfind(b"\n") + 1]
    return head + whole + b" " * (max(0, room) - len(whole)) + tail


def _txt(rng: random.Random, size: int) -> bytes:
    words = [
        "Wand",
        "Decke",
        "Fenster",
        "Tür",
        "Stütze",
        "façade",
        "étage",
        "střecha",
        "pokoj",
        "図面",
        "wall",
        "slab",
        "window",
        "door",
        "level",
    ]
    text = "".join(rng.choice(words) + ("\n" if rng.random() < 0.1 else " ") for _ in range(size // 4 + 1))
    return _text_of(text, size)


def _csv(rng: random.Random, size: int) -> bytes:
    rooms = ("Büro", "Flur", "Küche", "Lager", "Bad")
    lines = [f"{n};{rng.choice(rooms)};{rng.uniform(8, 80):.2f}\n" for n in range(1, size // 10 + 2)]
    return _text_of("Nr;Raum;Fläche m²\n" + "".join(lines), size)


def _text_of(text: str, size: int) -> bytes:
    """Cut to size without cutting a character in two."""
    return text.encode()[:size].decode(errors="ignore").encode().ljust(size, b" ")
