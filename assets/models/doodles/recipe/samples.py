"""Draws the sample pictures that ship with Doodles: python samples.py ../samples"""

import sys
from pathlib import Path

import numpy as np
from PIL import Image

import drawings

SIDE = 512
CHOSEN = {"cat": (3, False), "house": (5, False), "fish": (2, False), "star": (4, True), "car": (6, False), "sun": (1, False)}


def main() -> None:
    drawings.OVER = 16
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, (seed, plain) in CHOSEN.items():
        picture = drawings.paint(np.random.default_rng((77, seed, drawings.LABELS.index(name))), name, plain)
        picture.resize((SIDE, SIDE), Image.BOX).quantize(48).save(folder / f"{name.replace(' ', '-')}.png", optimize=True)


if __name__ == "__main__":
    main()
