"""A printed code before a cheap camera: print, dirt, pose, lens, sensor, JPEG. Success is reading exactly the text.

The field is 35 mm with its quiet zone, printed at 300 dpi in whole dots; the camera sees the field 240 pixels wide.
"""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from bench.seal_formats import drawn
from verification.qr.symbol import QUIET

FIELD_MM, DPI, CAMERA_PX = 35, 300, 240
FIELD_DOTS = int(FIELD_MM / 25.4 * DPI)
# Paper around the field, so that a turned code stays in the picture; samples a camera pixel, averaged.
MARGIN, OVERSAMPLING = 0.3, 2
PAPER, INK = 235.0, 25.0
Grey = NDArray[np.float64]
_QR = zxingcpp.barcode_formats_from_str("QRCode")


@dataclass(frozen=True)
class Scene:
    """What is done to a code; the defaults are a steady hand in good light.

    ``dirt`` share of the field that is stained, ``blur`` px of the lens, ``glare`` radius as a share of the field,
    ``angle`` degrees, ``tilt`` share by which the far side is shorter, ``quality`` of JPEG, ``noise`` grey levels,
    ``contrast`` share of the usual.
    """

    dirt: float = 0.0
    blur: float = 0.5
    glare: float = 0.0
    angle: float = 2.0
    tilt: float = 0.02
    quality: int = 80
    noise: float = 3.0
    contrast: float = 1.0


SCENES: Mapping[str, Scene] = {
    "steady": Scene(),
    **{f"dirt {share:.1%}": Scene(dirt=share) for share in (0.005, 0.01, 0.02)},
    **{f"blur {px} px": Scene(blur=px) for px in (0.8, 1.1, 1.4)},
    **{f"glare {share:.0%} beside the data": Scene(glare=share) for share in (0.12, 0.25)},
    **{f"turned {angle} degrees": Scene(angle=angle) for angle in (10, 30, 45, 90)},
    **{f"tilted {share:.0%}": Scene(tilt=share) for share in (0.08, 0.15, 0.22)},
    **{f"JPEG {quality}": Scene(quality=quality) for quality in (50, 30, 20)},
    **{f"noise {level}": Scene(noise=level) for level in (8, 14, 20)},
    **{f"contrast {share:.0%}": Scene(contrast=share) for share in (0.5, 0.35, 0.25)},
}


def field(text: str) -> Grey:
    """The printed field, one value a dot, the symbol in its middle in the largest whole dots."""
    matrix = np.array(drawn(text), dtype=bool)
    dots = FIELD_DOTS // (len(matrix) + 2 * QUIET)
    dark = np.kron(matrix, np.ones((dots, dots), dtype=bool))
    sheet = np.full((FIELD_DOTS, FIELD_DOTS), PAPER)
    start = (FIELD_DOTS - len(dark)) // 2
    sheet[start : start + len(dark), start : start + len(dark)][dark] = INK
    return sheet


def success(text: str, scene: Scene, seeds: range) -> float:
    """The share of frames that read as ``text``."""
    sheet = field(text)
    return sum(_reads(_frame(sheet, scene, np.random.default_rng(seed)), text) for seed in seeds) / len(seeds)


def _reads(frame: Image.Image, text: str) -> bool:
    found = zxingcpp.read_barcodes(frame, formats=_QR, text_mode=zxingcpp.TextMode.Plain)
    return any(code.text == text for code in found)


def _frame(sheet: Grey, scene: Scene, chance: np.random.Generator) -> Image.Image:
    dirty = _dirt(sheet, scene.dirt, chance)
    seen = _camera(_pad(dirty), scene, chance)
    lit = _glare(seen.astype(np.float64), scene.glare, chance)
    flat = 128 + (lit - 128) * scene.contrast
    noisy = np.clip(flat + chance.normal(0, scene.noise, flat.shape), 0, 255).astype(np.uint8)
    store = io.BytesIO()
    Image.fromarray(noisy).save(store, "JPEG", quality=scene.quality)
    return Image.open(store).convert("L")


def _dirt(sheet: Grey, share: float, chance: np.random.Generator) -> Grey:
    """Round stains of 0.1 to 0.5 mm, dark or bare, until ``share`` of the field is covered."""
    if not share:
        return sheet
    found, covered = sheet.copy(), np.zeros(sheet.shape, dtype=bool)
    rows, columns = np.indices((7, 7)) - 3
    while covered.mean() < share:
        top, left = chance.integers(0, len(sheet) - 7, 2)
        stain = rows**2 + columns**2 < chance.uniform(0.6, 3) ** 2
        found[top : top + 7, left : left + 7][stain] = INK if chance.random() < 0.5 else PAPER
        covered[top : top + 7, left : left + 7] |= stain
    return found


def _pad(sheet: Grey) -> Image.Image:
    return Image.fromarray(np.pad(sheet, int(len(sheet) * MARGIN), constant_values=PAPER).astype(np.uint8))


def _camera(sheet: Image.Image, scene: Scene, chance: np.random.Generator) -> NDArray[np.uint8]:
    """Turned, tilted and shifted by a hand, sampled by the sensor, softened by the lens."""
    side = int(CAMERA_PX * (1 + 2 * MARGIN))
    fine = side * OVERSAMPLING
    half = sheet.width / 2
    angle = np.deg2rad(scene.angle + chance.uniform(-2, 2))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shorter = 1 - scene.tilt
    corners = np.array([[-half * shorter, -half], [half * shorter, -half], [half, half], [-half, half]])
    shift, zoom = chance.uniform(-0.5, 0.5, 2), fine / sheet.width
    placed = (corners @ turn.T) * zoom + fine / 2 + shift * OVERSAMPLING
    flat = np.array([[0, 0], [2 * half, 0], [2 * half, 2 * half], [0, 2 * half]])
    coefficients = tuple(_perspective(placed, flat))
    seen = sheet.transform(
        (fine, fine),
        Image.Transform.PERSPECTIVE,
        coefficients,
        Image.Resampling.BICUBIC,
        fillcolor=int(PAPER),
    )
    sampled = seen.resize((side, side), Image.Resampling.BOX)
    return np.asarray(sampled.filter(ImageFilter.GaussianBlur(scene.blur)))


def _perspective(seen: Grey, flat: Grey) -> Grey:
    """The eight coefficients by which Pillow finds, for a point that is seen, its place on the flat sheet."""
    rows = []
    for (x, y), (u, v) in zip(seen, flat, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    return np.asarray(np.linalg.solve(np.array(rows), flat.reshape(8)), dtype=np.float64)


def _glare(seen: Grey, share: float, chance: np.random.Generator) -> Grey:
    """A lamp's reflection on the paper beside the symbol: its centre is outside the field."""
    if not share:
        return seen
    rows, columns = np.indices(seen.shape)
    middle, way = len(seen) / 2, chance.uniform(0, 2 * np.pi)
    away = CAMERA_PX * (0.5**0.5 + share / 2)
    distance = np.hypot(rows - middle - away * np.sin(way), columns - middle - away * np.cos(way))
    strength: Callable[[Grey], Grey] = lambda far: np.exp(-((far / (share * CAMERA_PX)) ** 2))  # noqa: E731 - one line
    return seen + (255 - seen) * strength(distance)
