#!/usr/bin/env python3
"""Write small pictures of every kind that is taken, drawn here by a formula, and how Pillow decodes them.

Made with Pillow 13.0.0 and numpy (any) from PyPI, and cjpeg of Debian's libjpeg-turbo-progs for what Pillow does not write:
    python3 -m venv /tmp/record && /tmp/record/bin/pip install Pillow==13.0.0 numpy
    /tmp/record/bin/python tests/vectors/record_pictures.py
pictures/*            the files; turned_1.jpg to turned_8.jpg carry EXIF orientations
pictures/index.json   per file [name, width, height]
pictures/lossy.json   of 200 JPEGs and 40 WebPs more [name, its bytes in lossy.bin, width, height, zlib.crc32 of Pillow's RGB pixels, turned
                      upright, alpha laid over UNDER]
pictures/lossy.bin    their bytes, one after the other
pictures/photos.json  of ../shared/data/photos (not here; HEADLIGHT_SHARED_DATA names another place) [name, width, height, 512 of
                      Pillow's values, their places by a formula]
pictures/pixels.bin   Pillow's pixels in that order: turned upright, alpha laid over UNDER (Image.alpha_composite), RGB
"""
import io
import json
import os
import pathlib
import struct
import subprocess
import zlib

import numpy as np
import PIL
from PIL import Image, ImageOps

assert PIL.__version__ == "13.0.0", "see the pinned versions above"
HERE = pathlib.Path(__file__).parent / "pictures"
UNDER = (200, 100, 30)


def smooth(width: int, height: int, seed: int, channels: int = 3) -> np.ndarray:
    """[height, width, channels] bytes: triangle waves (noise is not what JPEG is for)."""
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(channels), indexing="ij")
    phase = (x * (2 + c) * 3 + y * (4 - c) * 2 + 40 * c + 17 * seed) % 510
    return np.minimum(phase, 510 - phase).astype(np.uint8)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, depth: int, colour: int, rows: list[bytes], *before: bytes, interlace: int = 0) -> bytes:
    """A PNG by hand: what Pillow does not write. Every row without filter."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(before) + chunk(b"IDAT", zlib.compress(b"".join(b"\0" + r for r in rows))) + \
        chunk(b"IEND", b"")


def interlaced(pixels: np.ndarray) -> bytes:
    rows = []
    for x, y, step_x, step_y in [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]:
        part = pixels[y::step_y, x::step_x]
        rows += [r.tobytes() for r in part] if part.size else []
    return png(pixels.shape[1], pixels.shape[0], 8, 2, rows, interlace=1)


def exif(orientation: int, order: str) -> bytes:
    """A TIFF structure with the orientation behind another entry."""
    mark = {"<": b"II", ">": b"MM"}[order]
    return mark + struct.pack(order + "HIH", 42, 8, 2) + struct.pack(order + "HHII", 0x010F, 2, 4, 0x41424300) + \
        struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0) + struct.pack(order + "I", 0)


def saved(image, kind, **options):
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def upright(data: bytes) -> Image.Image:
    """RGB, as transformers gets it from Pillow; alpha over UNDER."""
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    if image.mode != "CMYK":
        image = Image.alpha_composite(Image.new("RGBA", image.size, UNDER + (255,)), image.convert("RGBA"))
    return image.convert("RGB")


def cjpeg(pixels: np.ndarray, *options: str) -> bytes:
    grey = pixels.ndim == 2
    header = f"P{5 if grey else 6}\n{pixels.shape[1]} {pixels.shape[0]}\n255\n".encode()
    return subprocess.run(["cjpeg", *options], input=header + pixels.tobytes(), capture_output=True, check=True).stdout


def with_exif(data: bytes, orientation: int) -> bytes:
    body = b"Exif\0\0" + exif(orientation, "<>"[orientation % 2])
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + data[2:]


def lossy():
    """Sizes that no block divides; a drawing with hard edges and noise in one half, so that every frequency occurs."""
    def drawing(i: int, channels: int) -> np.ndarray:
        width, height = 1 + (i * 37 + 5) % 67, 1 + (i * 53 + 11) % 59
        values = smooth(width, height, i, channels)
        noise = np.random.Generator(np.random.PCG64(i)).integers(0, 256, values.shape, dtype=np.uint8)
        values[:, width // 2:] = noise[:, width // 2:] // 2 + values[:, width // 2:] // 2
        values[height // 3:height // 2, :] = 255 - values[height // 3:height // 2, :]
        return np.ascontiguousarray(values)

    samplings = ["1x1", "2x1", "2x2", "1x2", "4x1", "1x1,2x1,1x1", "2x2,1x2,2x1"]
    for i in range(168):
        sampling = samplings[i % len(samplings)]
        options = ["-quality", str(30 + i * 29 % 70), "-sample", sampling]
        options += [[], ["-progressive"], ["-optimize"], ["-restart", "1"], ["-progressive", "-restart", "2B"]][i % 5]
        options += ["-rgb"] if i % 24 == 23 and sampling == "1x1" else []
        data = cjpeg(drawing(i, 3), *options)
        yield f"{i}_{sampling}.jpg", with_exif(data, i // 9 % 8 + 1) if i % 9 == 4 else data
    for i in range(168, 180):
        yield f"{i}_grey.jpg", cjpeg(drawing(i, 1)[..., 0], "-quality", str(40 + i % 50), *(["-progressive"] if i % 2 else []))
    for i in range(180, 200):
        data = saved(Image.fromarray(drawing(i, 4), "CMYK"), "JPEG", quality=50 + i % 45, progressive=i % 2 == 0)
        marker = data.index(b"\xff\xee\0\x0eAdobe")
        if i % 3 == 1:  # YCCK: the same numbers, said to be another kind
            data = data[:marker + 15] + b"\2" + data[marker + 16:]
        if i % 3 == 2:  # no Adobe marker
            data = data[:marker] + data[marker + 16:]
        yield f"{i}_{['cmyk', 'ycck', 'unmarked'][i % 3]}.jpg", data
    for i in range(200, 240):
        image = Image.fromarray(drawing(i, 3 + i % 2), "RGBA" if i % 2 else "RGB")
        options = {"lossless": True} if i % 4 == 0 else {"quality": 20 + i * 7 % 80, "method": i % 7}
        if i % 5 == 0:
            options["exif"] = (b"Exif\0\0" if i % 2 else b"") + exif(i // 5 % 8 + 1, "<>"[i % 2])
        if i % 13 == 0:
            options.update(save_all=True, append_images=[image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)])
        yield f"{i}.webp", saved(image, "WEBP", **options)


def files():
    for i, (name, width, height, mode, options) in enumerate([
            ("420", 61, 45, "RGB", {"subsampling": 2, "quality": 90}), ("422", 50, 37, "RGB", {"subsampling": 1, "quality": 85}),
            ("444", 48, 33, "RGB", {"subsampling": 0, "quality": 75}), ("grey", 57, 40, "L", {"quality": 80}),
            ("progressive", 64, 51, "RGB", {"subsampling": 2, "quality": 88, "progressive": True}),
            ("restarts", 70, 41, "RGB", {"subsampling": 2, "quality": 90, "restart_marker_blocks": 3}),
            ("one", 1, 1, "RGB", {"quality": 95}), ("line", 90, 1, "RGB", {"quality": 90}), ("cmyk", 40, 30, "CMYK", {"quality": 92})]):
        yield f"{name}.jpg", saved(Image.fromarray(smooth(width, height, i)).convert(mode), "JPEG", **options)
    for orientation in range(1, 9):
        body = b"Exif\0\0" + exif(orientation, "<>"[orientation % 2])
        yield f"turned_{orientation}.jpg", saved(Image.fromarray(smooth(11, 6, orientation)), "JPEG", quality=90, exif=body)

    rgba = smooth(23, 14, 1, 4)
    rgb, grey = rgba[..., :3], rgba[..., 0]
    yield "rgb.png", saved(Image.fromarray(rgb), "PNG")
    yield "rgba.png", saved(Image.fromarray(rgba), "PNG")
    yield "grey.png", saved(Image.fromarray(grey), "PNG")
    yield "grey_alpha.png", saved(Image.fromarray(rgba[..., 2:]), "PNG")
    yield "bits.png", saved(Image.fromarray(grey).convert("1"), "PNG")
    palette = Image.fromarray(rgb).quantize(11)
    yield "palette.png", saved(palette, "PNG", bits=4)
    yield "palette_alpha.png", saved(palette, "PNG", transparency=bytes([0, 10, 100, 200, 255, 128]))
    yield "turned.png", saved(Image.fromarray(rgb), "PNG", exif=b"Exif\0\0" + exif(6, ">"))
    yield "one.png", saved(Image.fromarray(rgba[:1, :1]), "PNG")
    yield "interlaced.png", interlaced(rgb)
    wide = (rgb.astype(np.uint32) * 257 + 77) % 65536
    yield "rgb16.png", png(23, 14, 16, 2, [r.astype(">u2").tobytes() for r in wide])
    yield "key.png", png(23, 14, 8, 2, [r.tobytes() for r in rgb], chunk(b"tRNS", struct.pack(">HHH", *rgb[3, 4].tolist())))
    yield "grey_key.png", png(23, 14, 8, 0, [r.tobytes() for r in grey], chunk(b"tRNS", struct.pack(">H", int(grey[3, 4]))))
    yield "rgb.bmp", saved(Image.fromarray(rgb), "BMP")
    yield "rgba.bmp", saved(Image.fromarray(rgba), "BMP")
    yield "grey.bmp", saved(Image.fromarray(grey), "BMP")
    yield "bits.bmp", saved(Image.fromarray(grey).convert("1"), "BMP")
    yield "rgb.tga", saved(Image.fromarray(rgb), "TGA")
    yield "rgba_packed.tga", saved(Image.fromarray(rgba), "TGA", compression="tga_rle")
    yield "grey_packed.tga", saved(Image.fromarray(grey), "TGA", compression="tga_rle")
    yield "palette.tga", saved(palette, "TGA")
    frames = [Image.fromarray(smooth(23, 14, seed)).quantize(8) for seed in (3, 4, 5)]
    yield "animated.gif", saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=50)
    yield "transparent.gif", saved(palette, "GIF", transparency=3)
    yield "interlaced.gif", saved(palette, "GIF", interlace=1)


def main() -> None:
    HERE.mkdir(exist_ok=True)
    index, pixels = [], b""
    for name, data in files():
        (HERE / name).write_bytes(data)
        image = upright(data)
        pixels += np.asarray(image).tobytes()
        index.append([name, *image.size])
    (HERE / "index.json").write_text("[" + ",\n ".join(json.dumps(entry) for entry in index) + "]\n")
    (HERE / "pixels.bin").write_bytes(pixels)

    entries, packed = [], b""
    for name, data in lossy():
        image = upright(data)
        entries.append([name, len(data), *image.size, zlib.crc32(np.asarray(image).tobytes())])
        packed += data
    (HERE / "lossy.json").write_text("[" + ",\n ".join(json.dumps(entry) for entry in entries) + "]\n")
    (HERE / "lossy.bin").write_bytes(packed)

    shared = pathlib.Path(os.environ.get("HEADLIGHT_SHARED_DATA", HERE.parents[3] / "shared" / "data"))
    photos = []
    for name in ("astronaut.png", "camera.png", "chelsea.png", "coffee.png", "horse.png", "rocket.jpg"):
        image = Image.open(shared / "photos" / name)
        flat = np.asarray(image.convert("RGBA").convert("RGB") if image.mode != "RGBA" else Image.alpha_composite(
            Image.new("RGBA", image.size, UNDER + (255,)), image).convert("RGB")).ravel()
        values = bytes(int(flat[i * 2654435761 % 2**32 % flat.size]) for i in range(512)).hex()
        photos.append([name, *image.size, values])
    (HERE / "photos.json").write_text("[" + ",\n ".join(json.dumps(entry) for entry in photos) + "]\n")


main()
