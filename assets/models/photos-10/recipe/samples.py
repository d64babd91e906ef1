"""Paints the sample pictures that ship with Photos-10 (no photograph is ours to ship): python samples.py ../samples"""

import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SIDE, OVER = 256, 3


def blend(top, bottom, height: int) -> np.ndarray:
    t = np.linspace(0, 1, height)[:, None]
    return np.asarray(top) * (1 - t) + np.asarray(bottom) * t


def backdrop(sky, ground, horizon: float, r) -> Image.Image:
    """Sky and ground as gradients, with soft clouds and a rough ground."""
    n = SIDE * OVER
    line = int(n * horizon)
    rows = np.concatenate([blend(*sky, line), blend(*ground, n - line)])
    picture = np.repeat(rows[:, None], n, 1)
    for cells, strength in ((6, 14), (24, 7)):
        rough = Image.fromarray(r.normal(0, 1, (cells, cells)).astype(np.float32)).resize((n, n), Image.BICUBIC)
        picture += strength * np.asarray(rough)[:, :, None]
    picture[line:] += r.normal(0, 9, (n - line, n, 1))
    return Image.fromarray(picture.clip(0, 255).astype(np.uint8))


class Brush:
    """Shapes in units of the picture's side."""

    def __init__(self, picture: Image.Image):
        self.draw, self.n = ImageDraw.Draw(picture), picture.width

    def polygon(self, colour, *points):
        self.draw.polygon([(x * self.n, y * self.n) for x, y in points], fill=colour)

    def ellipse(self, colour, x, y, rx, ry):
        self.draw.ellipse([v * self.n for v in (x - rx, y - ry, x + rx, y + ry)], fill=colour)

    def box(self, colour, x0, y0, x1, y1, radius=0.0):
        self.draw.rounded_rectangle([v * self.n for v in (x0, y0, x1, y1)], radius * self.n, fill=colour)

    def wheel(self, x, y, r):
        self.ellipse((25, 25, 28), x, y, r, r)
        self.ellipse((150, 150, 155), x, y, r * 0.5, r * 0.5)


def ship(r):
    picture = backdrop(((150, 190, 225), (215, 228, 235)), ((60, 105, 140), (25, 60, 95)), 0.55, r)
    b = Brush(picture)
    b.polygon((120, 35, 35), (0.12, 0.58), (0.9, 0.58), (0.8, 0.7), (0.2, 0.7))
    b.polygon((45, 45, 55), (0.1, 0.53), (0.93, 0.51), (0.9, 0.6), (0.13, 0.6))
    b.box((235, 235, 232), 0.24, 0.42, 0.7, 0.53)
    b.box((225, 225, 225), 0.3, 0.34, 0.6, 0.43)
    b.box((190, 60, 45), 0.4, 0.22, 0.48, 0.35)
    for i in range(8):
        b.box((60, 80, 100), 0.27 + 0.05 * i, 0.455, 0.295 + 0.05 * i, 0.485)
    return picture


def airplane(r):
    picture = backdrop(((95, 150, 215), (190, 215, 238)), ((190, 215, 238), (205, 222, 240)), 0.9, r)
    b = Brush(picture)
    b.polygon((170, 178, 190), (0.48, 0.5), (0.62, 0.5), (0.42, 0.78), (0.34, 0.78))
    b.polygon((150, 158, 172), (0.5, 0.47), (0.6, 0.47), (0.5, 0.3), (0.44, 0.3))
    b.ellipse((240, 242, 246), 0.5, 0.49, 0.4, 0.055)
    b.polygon((205, 60, 55), (0.12, 0.48), (0.22, 0.47), (0.14, 0.32), (0.08, 0.32))
    b.polygon((225, 228, 235), (0.12, 0.5), (0.2, 0.5), (0.13, 0.58), (0.08, 0.58))
    b.ellipse((120, 128, 140), 0.47, 0.58, 0.05, 0.02)
    for i in range(11):
        b.ellipse((70, 90, 115), 0.3 + 0.045 * i, 0.478, 0.009, 0.011)
    return picture


def automobile(r):
    picture = backdrop(((170, 200, 225), (205, 215, 215)), ((120, 122, 125), (85, 87, 92)), 0.55, r)
    b = Brush(picture)
    b.ellipse((60, 60, 62), 0.5, 0.76, 0.4, 0.04)
    b.polygon((190, 30, 35), (0.27, 0.5), (0.36, 0.36), (0.63, 0.36), (0.74, 0.5))
    b.polygon((150, 185, 205), (0.31, 0.49), (0.38, 0.39), (0.49, 0.39), (0.49, 0.49))
    b.polygon((150, 185, 205), (0.51, 0.49), (0.51, 0.39), (0.62, 0.39), (0.69, 0.49))
    b.box((205, 35, 40), 0.1, 0.48, 0.91, 0.68, 0.05)
    b.box((240, 225, 170), 0.86, 0.53, 0.91, 0.58)
    b.box((110, 15, 20), 0.1, 0.64, 0.91, 0.68)
    b.wheel(0.27, 0.68, 0.085)
    b.wheel(0.74, 0.68, 0.085)
    return picture


def truck(r):
    picture = backdrop(((185, 205, 225), (220, 220, 215)), ((150, 140, 120), (110, 105, 95)), 0.6, r)
    b = Brush(picture)
    b.box((235, 236, 238), 0.06, 0.22, 0.64, 0.66)
    b.box((60, 90, 160), 0.06, 0.4, 0.64, 0.47)
    b.box((50, 85, 155), 0.66, 0.36, 0.92, 0.68, 0.03)
    b.polygon((165, 195, 210), (0.74, 0.4), (0.88, 0.4), (0.91, 0.52), (0.74, 0.52))
    b.box((40, 42, 46), 0.06, 0.66, 0.93, 0.7)
    for x in (0.18, 0.32, 0.8):
        b.wheel(x, 0.71, 0.075)
    return picture


def horse(r):
    picture = backdrop(((175, 205, 230), (215, 225, 225)), ((120, 150, 75), (85, 115, 50)), 0.5, r)
    b = Brush(picture)
    brown, dark = (120, 72, 40), (60, 35, 20)
    for x, top in ((0.27, 0.55), (0.34, 0.58), (0.58, 0.58), (0.65, 0.55)):
        b.polygon(brown, (x - 0.03, top), (x + 0.035, top), (x + 0.02, 0.85), (x - 0.015, 0.85))
        b.box(dark, x - 0.02, 0.84, x + 0.025, 0.87)
    b.ellipse(brown, 0.46, 0.52, 0.23, 0.12)
    b.polygon(brown, (0.58, 0.44), (0.7, 0.55), (0.82, 0.3), (0.74, 0.22))
    b.polygon(brown, (0.72, 0.2), (0.8, 0.2), (0.95, 0.36), (0.9, 0.41), (0.76, 0.33))
    b.polygon(brown, (0.74, 0.14), (0.79, 0.21), (0.73, 0.22))
    b.polygon(dark, (0.73, 0.19), (0.68, 0.25), (0.57, 0.45), (0.64, 0.42), (0.74, 0.25))
    b.polygon(dark, (0.24, 0.46), (0.2, 0.5), (0.16, 0.72), (0.21, 0.7), (0.27, 0.52))
    b.ellipse((10, 8, 8), 0.81, 0.265, 0.01, 0.01)
    return picture


def frog(r):
    picture = backdrop(((95, 120, 70), (70, 95, 50)), ((105, 95, 65), (80, 70, 45)), 0.45, r)
    b = Brush(picture)
    green, light = (88, 150, 52), (150, 190, 90)
    for side in (-1, 1):
        b.ellipse((70, 125, 42), 0.5 + side * 0.27, 0.68, 0.15, 0.11)
        b.ellipse((80, 140, 48), 0.5 + side * 0.33, 0.8, 0.12, 0.035)
        b.ellipse(green, 0.5 + side * 0.16, 0.8, 0.06, 0.05)
    b.ellipse(green, 0.5, 0.6, 0.25, 0.22)
    b.ellipse(light, 0.5, 0.68, 0.17, 0.13)
    b.ellipse(green, 0.5, 0.42, 0.22, 0.14)
    for side in (-1, 1):
        b.ellipse(green, 0.5 + side * 0.13, 0.3, 0.075, 0.07)
        b.ellipse((225, 200, 90), 0.5 + side * 0.13, 0.295, 0.05, 0.045)
        b.ellipse((15, 15, 12), 0.5 + side * 0.13, 0.295, 0.026, 0.03)
    b.box((50, 90, 32), 0.34, 0.455, 0.66, 0.468, 0.006)
    return picture


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for seed, paint in enumerate((ship, airplane, automobile, truck, horse, frog)):
        r = np.random.default_rng(seed)
        picture = paint(r).resize((SIDE, SIDE), Image.BOX).filter(ImageFilter.GaussianBlur(0.7))
        grain = np.asarray(picture, np.float32) + r.normal(0, 3, (SIDE, SIDE, 1))
        Image.fromarray(grain.clip(0, 255).astype(np.uint8)).save(folder / f"{paint.__name__}.jpg", quality=88)


if __name__ == "__main__":
    main()
