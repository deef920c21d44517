"""A page of a scan as a grey picture, for the recognition of its letters. Whatever was in the file, what leaves here is plain
pixels we have drawn ourselves (PGM)."""

import base64
from io import BytesIO

import pypdfium2
from PIL import Image, ImageOps

from congvu.files import limits
from congvu.files.kinds import BY_EXTENSION, extension_of

_DPI = 300
_POINTS = 72  # of PDF to the inch
_FAINTEST = 24  # a page whose darkest and lightest points differ by less is empty


def raster(content: bytes, name: str, number: int) -> dict[str, object]:
    """{"picture"}: the page (from 1) in base64, empty for an empty page."""
    draw = _pdf if BY_EXTENSION[extension_of(name)].code == "pdf" else _picture
    picture = draw(content, number - 1)
    shades = [shade for shade, count in enumerate(picture.histogram()) if count]
    if shades[-1] - shades[0] < _FAINTEST:
        return {"picture": ""}
    out = BytesIO()
    picture.save(out, "PPM")
    return {"picture": base64.b64encode(out.getvalue()).decode()}


def _pdf(content: bytes, place: int) -> Image.Image:
    document = pypdfium2.PdfDocument(content)
    page = document[place]
    width, height = page.get_size()
    scale = min(_DPI / _POINTS, (limits.OCR_PIXELS / max(1.0, width * height)) ** 0.5)
    return page.render(scale=scale, grayscale=True).to_pil().convert("L")


def _picture(content: bytes, place: int) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = limits.PIXELS
    with Image.open(BytesIO(content)) as picture:
        picture.seek(place)
        grey = ImageOps.exif_transpose(picture).convert("L")
    scale = (limits.OCR_PIXELS / (grey.width * grey.height)) ** 0.5
    return grey if scale >= 1 else grey.resize((max(1, int(grey.width * scale)), max(1, int(grey.height * scale))))
