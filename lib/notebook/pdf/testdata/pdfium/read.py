# Reads a page of PDF by PDFium: writes what it looks like, and prints its size in points, its text and its fonts, as JSON.
#
#   read.py IN.pdf OUT.png SCALE
import ctypes
import json
import sys

import pypdfium2
import pypdfium2.raw as raw

document = pypdfium2.PdfDocument(sys.argv[1])
page = document[0]
page.render(scale=float(sys.argv[3])).to_pil().convert("RGB").save(sys.argv[2])
fonts, kinds = {}, {}
for thing in page.get_objects():
    kinds[thing.type] = kinds.get(thing.type, 0) + 1
    if thing.type == raw.FPDF_PAGEOBJ_TEXT:
        font = raw.FPDFTextObj_GetFont(thing)
        name = ctypes.create_string_buffer(200)
        raw.FPDFFont_GetBaseFontName(font, name, 200)
        fonts[name.value.decode()] = bool(raw.FPDFFont_GetIsEmbedded(font))
print(json.dumps({
    "pages": len(document), "size": page.get_size(), "text": page.get_textpage().get_text_bounded(), "fonts": fonts,
    "paths": kinds.get(raw.FPDF_PAGEOBJ_PATH, 0), "pictures": kinds.get(raw.FPDF_PAGEOBJ_IMAGE, 0),
}))
