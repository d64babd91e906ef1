#!/usr/bin/env python3
"""Record what the PIL image processors of transformers make of 200 generated pictures.

Made with transformers 5.23.0, Pillow 13.0.0 and xxhash and numpy (any) from PyPI:
    python3 -m venv /tmp/record && /tmp/record/bin/pip install transformers==5.23.0 Pillow==13.0.0 numpy xxhash
    /tmp/record/bin/python tests/vectors/record_preprocessing.py
preprocessing/expected.json   per processor and picture: size after resize and crop, XXH3-128 of its pixels (the first 16 digits), and 16 of
                              them (their places by a formula) so that a difference can be stated; for a few the hash of the input's floats too

No picture is stored: `picture` below is a formula that tests/engine/vision/generated.h computes too.
"""
import json
import pathlib

import numpy as np
import PIL
import transformers
import xxhash
from PIL import Image
from transformers.models.bit.image_processing_pil_bit import BitImageProcessorPil
from transformers.models.deit.image_processing_pil_deit import DeiTImageProcessorPil
from transformers.models.vit.image_processing_pil_vit import ViTImageProcessorPil

assert transformers.__version__ == "5.23.0" and PIL.__version__ == "13.0.0", "see the pinned versions above"
HERE = pathlib.Path(__file__).parent / "preprocessing"
SAMPLES = 16

# Awkward sizes, then sizes by a formula; 200 in all.
AWKWARD = [(1, 1), (1, 500), (500, 1), (7, 300), (300, 7), (225, 223), (224, 224), (223, 225), (256, 256), (255, 257), (2, 2), (3, 1000),
           (1000, 3), (64, 64), (63, 65), (65, 63), (640, 480), (480, 640), (511, 513), (96, 97), (225, 224), (224, 225), (32, 32), (449, 447)]
SIZES = AWKWARD + [(1 + (i * 7919 + 13) % 397, 1 + (i * 104729 + 101) % 389) for i in range(len(AWKWARD), 200)]

PROCESSORS = {
    "vit": (ViTImageProcessorPil, {}),
    "deit": (DeiTImageProcessorPil, {}),
    "bit": (BitImageProcessorPil, {"size": {"shortest_edge": 256}, "crop_size": {"height": 224, "width": 224},
                                   "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}),
    "doodles": (ViTImageProcessorPil, {"size": {"height": 64, "width": 64}, "resample": 2}),
    "nearest": (ViTImageProcessorPil, {"size": {"height": 96, "width": 80}, "resample": 0}),
    "lanczos": (ViTImageProcessorPil, {"size": {"height": 48, "width": 50}, "resample": 1}),
    "box": (ViTImageProcessorPil, {"size": {"height": 48, "width": 50}, "resample": 4}),
    "hamming": (ViTImageProcessorPil, {"size": {"height": 50, "width": 48}, "resample": 5}),
    "padded": (ViTImageProcessorPil, {"size": {"height": 61, "width": 130}, "resample": 3, "do_center_crop": True,
                                      "crop_size": {"height": 96, "width": 101}}),
    "uncut": (BitImageProcessorPil, {"size": {"shortest_edge": 40}, "do_center_crop": False, "resample": 2}),
    "as_it_is": (BitImageProcessorPil, {"do_resize": False, "crop_size": {"height": 70, "width": 71}}),
}

ALL = ("vit", "deit", "bit", "doodles")  # the others get the first 50 pictures


def picture(width: int, height: int, seed: int) -> np.ndarray:
    """[height, width, 3] bytes: slopes with noise, by 32-bit arithmetic that wraps."""
    y, x, c = np.meshgrid(np.arange(height, dtype=np.uint32), np.arange(width, dtype=np.uint32), np.arange(3, dtype=np.uint32), indexing="ij")
    with np.errstate(over="ignore"):
        h = x * np.uint32(374761393) + y * np.uint32(668265263) + c * np.uint32(2246822519) + np.uint32(seed * 3266489917 % 2**32)
        h = (h ^ (h >> np.uint32(13))) * np.uint32(1274126177)
        h = h ^ (h >> np.uint32(16))
        slope = (x * np.uint32(3 + seed % 5) + y * np.uint32(2 + seed % 3) + c * np.uint32(50)) & np.uint32(255)
        blocks = ((x >> np.uint32(4)) + (y >> np.uint32(4)) + np.uint32(seed)) & np.uint32(1)
    return np.where(blocks == 1, h & np.uint32(255), slope).astype(np.uint8)


def sample_places(count: int) -> list[int]:
    return [i * 2654435761 % 2**32 % count for i in range(SAMPLES)]


def digest(values: np.ndarray) -> str:
    return xxhash.xxh3_128_hexdigest(values.tobytes())[:16]


def main() -> None:
    HERE.mkdir(exist_ok=True)
    results = {}
    for name, (kind, options) in PROCESSORS.items():
        seen_only = kind(**options, do_rescale=False, do_normalize=False)
        whole = kind(**options)
        entries = []
        for i, (width, height) in enumerate(SIZES if name in ALL else SIZES[:50]):
            image = Image.fromarray(picture(width, height, i))
            if name == "uncut" and max(width, height) > 100 * min(width, height):
                entries.append(None)  # a million pixels from a line: nothing that another does not show
                continue
            seen = np.ascontiguousarray(np.moveaxis(seen_only(image)["pixel_values"][0], 0, -1))
            assert seen.dtype == np.uint8
            flat = seen.ravel()
            entry = [seen.shape[1], seen.shape[0], digest(flat),
                     bytes(int(flat[p]) for p in sample_places(flat.size)).hex()]
            if i in (0, 5, 17):
                values = np.ascontiguousarray(whole(image)["pixel_values"][0])
                assert values.dtype == np.float32
                entry.append(digest(values))
            entries.append(entry)
        results[name] = entries
    text = ",\n".join(f'"{name}": [\n' + ",\n".join(json.dumps(e) for e in entries) + "]" for name, entries in results.items())
    (HERE / "expected.json").write_text('{"sizes": ' + json.dumps(SIZES) + ",\n" + text + "}\n")


main()
