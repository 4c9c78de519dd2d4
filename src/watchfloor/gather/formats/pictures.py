"""Pictures made anew from their points: place, phone and whatever else hides beside or behind them stays out.

Runs in the confined child; Pillow and its readers are loaded before the walls stand.
"""

import base64
import io
from typing import Any

from PIL import GifImagePlugin, Image, ImageOps, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from watchfloor.core.rules.draft import Draft, Reading

READERS = {
    "JPEG": JpegImagePlugin, "PNG": PngImagePlugin, "GIF": GifImagePlugin, "WEBP": WebPImagePlugin,
}  # fmt: skip


class NoPicture(Exception):
    """It looks like a picture and cannot be read as one; the text says why."""


def read(content: bytes, options: dict[str, Any]) -> Reading:
    """One draft whose data holds the new JPEG as base64. Raises NoPicture."""
    Image.MAX_IMAGE_PIXELS = int(options["pixels"])
    try:
        with Image.open(io.BytesIO(content), formats=list(READERS)) as picture:
            if picture.width * picture.height > int(options["pixels"]):
                raise NoPicture("it unfolds to more points than are taken")
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NoPicture("it cannot be read as a picture") from error
    ground = Image.new("RGB", upright.size, "white")
    ground.paste(upright, mask=upright.getchannel("A"))
    ground.thumbnail((int(options["longest_side"]),) * 2)
    out = io.BytesIO()
    # a new picture carries nothing of the old one: no EXIF, no comment, no profile
    ground.save(out, "JPEG", quality=int(options["quality"]))
    told = {"jpeg": base64.b64encode(out.getvalue()).decode("ascii"), "width": ground.width, "height": ground.height}
    return Reading("picture", (Draft("picture", "", "", "", "", told, piece=(0, len(content))),), ())
