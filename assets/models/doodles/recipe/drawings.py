"""Strokes as pictures: a hand's wobble, a pen, colours, clutter and what is in the way. [3, size, size] uint8 and a class number.

`python drawings.py SHEET.png` draws a sheet of examples, one row a kind.
"""

import sys

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from shapes import FREE, KINDS, TURN, UPRIGHT, Stroke, arc

SIZE, PATCH, OVER = 64, 8, 4  # pixels; of a patch; drawn so many times larger, then averaged
LABELS = list(KINDS)


def resample(points: np.ndarray, closed: bool, step: float) -> np.ndarray:
    """Points every `step` along the way; corners stay."""
    if closed:
        points = np.concatenate([points, points[:1]])
    out = [points[:1]]
    for p, q in zip(points[:-1], points[1:]):
        n = max(1, int(np.ceil(np.linalg.norm(q - p) / step)))
        out.append(p + (q - p) * (np.arange(1, n + 1) / n)[:, None])
    return np.concatenate(out)


def wobble(r, points: np.ndarray, amount: float) -> np.ndarray:
    """Slow waves along the way, as an unsteady hand makes them."""
    way = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    shift = np.zeros_like(points)
    for _ in range(3):
        shift += np.sin(way[:, None] * r.uniform(1.5, 7) + r.uniform(0, TURN, 2)) * r.normal(0, amount / 1.7, 2)
    return points + shift


def pose(r, name: str, plain: bool):
    """How the box [-1, 1]² lies in the picture: a function from points to pixels of the large canvas."""
    turn = r.uniform(-0.35, 0.35) * FREE[name] if name in FREE else r.normal(0, UPRIGHT * 0.7)
    if plain:
        turn *= 0.2
    c, s = np.cos(turn * TURN), np.sin(turn * TURN)
    matrix = np.array([[c, -s], [s, c]]) @ np.diag(np.exp(r.normal(0, 0.1, 2))) @ np.array([[1, r.normal(0, 0.08)], [0, 1]])
    scale = r.uniform(0.75 if plain else 0.58, 0.95) * SIZE / 2
    room = max(0.0, SIZE / 2 - scale)
    offset = SIZE / 2 + r.uniform(-1, 1, 2) * room + r.normal(0, 1.0, 2)
    return lambda points: (points @ matrix.T * scale + offset) * OVER


def colour(r, far_from=(), least=0.35) -> np.ndarray:
    """[3] of 0..1, unlike each of `far_from`."""
    for _ in range(40):
        c = r.random(3) if r.random() < 0.7 else np.full(3, r.random())
        if all(np.abs(c - other).mean() > least for other in far_from):
            return c
    return np.round(1 - far_from[0]) if far_from else np.zeros(3)


def rgb(c) -> tuple:
    return tuple(int(round(255 * float(x))) for x in np.clip(c, 0, 1))


def pen(draw: ImageDraw.ImageDraw, points: np.ndarray, width: float, ink) -> None:
    flat = [tuple(p) for p in points]
    draw.line(flat, fill=ink, width=max(1, round(width)), joint="curve")
    for x, y in (flat[0], flat[-1]):
        h = width / 2
        draw.ellipse((x - h, y - h, x + h, y + h), fill=ink)


def clutter(r, draw, background, ink, width) -> None:
    for _ in range(int(r.integers(1, 5))):
        tint = ink if r.random() < 0.5 else rgb(colour(r, (background,), 0.2))
        x, y = r.uniform(0, SIZE * OVER, 2)
        size = r.uniform(1, 6) * OVER
        kind = r.integers(3)
        if kind == 0:
            draw.ellipse((x, y, x + size / 2, y + size / 2), fill=tint)
        elif kind == 1:
            draw.line((x, y, x + r.normal(0, size), y + r.normal(0, size)), fill=tint, width=max(1, round(width * 0.8)))
        else:
            pen(draw, arc(x, y, size / 2, size / 2, r.random(), r.random() + 0.5, 10), width * 0.6, tint)


def occlude(r, picture: np.ndarray) -> np.ndarray:
    """Patches erased, as the window's eraser does (grey, black, white, mean), or something laid over."""
    cells = SIZE // PATCH
    fill = [np.full(3, 127.5), np.zeros(3), np.full(3, 255.0), picture.mean((0, 1))][int(r.integers(4))]
    if r.random() < 0.6:
        for _ in range(int(r.integers(1, 9))):
            y, x = r.integers(0, cells, 2) * PATCH
            picture[y:y + PATCH, x:x + PATCH] = fill
    else:
        h, w = r.integers(6, 17, 2)
        y, x = int(r.integers(0, SIZE - h)), int(r.integers(0, SIZE - w))
        picture[y:y + h, x:x + w] = 255 * r.random(3)
    return picture


def paint(r: np.random.Generator, name: str, plain: bool = False) -> Image.Image:
    """One drawing of `name`, OVER times as large as the model's pictures, before anything happens to it."""
    chance = 0.0 if plain else r.random()
    background = np.ones(3) if chance < 0.5 else r.uniform(0.85, 1, 3) if chance < 0.65 else colour(r)
    ink = colour(r, (background,)) if r.random() < 0.5 and not plain else np.full(3, r.uniform(0, 0.25))
    if np.abs(ink - background).mean() < 0.3:
        ink = np.round(1 - background)
    image = Image.new("RGB", (SIZE * OVER, SIZE * OVER), rgb(background))
    canvas = ImageDraw.Draw(image)
    width = np.exp(r.uniform(np.log(2.0 if plain else 1.0), np.log(5.0))) * OVER
    if r.random() < 0.3 and not plain:
        clutter(r, canvas, background, rgb(ink), width)
    place, amount = pose(r, name, plain), abs(r.normal(0, 0.025))
    filled, one_fill = r.random() < 0.4 and not plain, colour(r, (background, ink), 0.15)
    many, outline = r.random() < 0.5, r.random() < 0.85 or not filled
    open_ends = r.random() < 0.3
    for stroke in KINDS[name](r):
        way = wobble(r, resample(stroke.points, stroke.closed, 0.08), amount)
        if stroke.closed and open_ends and not stroke.dark:  # a hand rarely meets its own beginning
            cut = int(r.integers(0, max(1, len(way) // 12) + 1))
            drawn = way[: len(way) - cut] if r.random() < 0.6 else np.concatenate([way, way[1:1 + cut] + r.normal(0, 0.03, 2)])
        else:
            drawn = way
        corners = [tuple(p) for p in place(way)]
        if stroke.dark and len(corners) > 2:
            canvas.polygon(corners, fill=rgb(ink))
        elif stroke.closed and stroke.fill and filled:
            canvas.polygon(corners, fill=rgb(colour(r, (background, ink), 0.15) if many else one_fill))
        if outline or not (stroke.closed and stroke.fill):
            pen(canvas, place(drawn), width, rgb(ink))
    return image


def draw(r: np.random.Generator, name: str, plain: bool = False) -> np.ndarray:
    """One drawing of `name`: [SIZE, SIZE, 3] uint8. Plain: large, upright, dark on white, nothing else in the picture."""
    picture = np.asarray(paint(r, name, plain).resize((SIZE, SIZE), Image.BOX), np.float32).copy()
    if plain:
        return picture.astype(np.uint8)
    if r.random() < 0.15:
        picture = np.asarray(Image.fromarray(picture.astype(np.uint8)).filter(ImageFilter.GaussianBlur(r.uniform(0.3, 1.0))), np.float32).copy()
    if r.random() < 0.2:
        picture += r.normal(0, r.uniform(2, 14), picture.shape)
    if r.random() < 0.2:
        picture = occlude(r, picture)
    return np.clip(picture, 0, 255).astype(np.uint8)


def batch(seed: int, index: int, count: int, plain: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """[count, 3, SIZE, SIZE] uint8 and [count] class numbers; the same for the same arguments."""
    r = np.random.default_rng((seed, index))
    labels = r.integers(0, len(LABELS), count)
    return np.stack([draw(r, LABELS[k], plain).transpose(2, 0, 1) for k in labels]), labels


def main() -> None:
    r = np.random.default_rng(7)
    columns = 14
    sheet = Image.new("RGB", (columns * (SIZE + 4), len(LABELS) * (SIZE + 4)), (90, 90, 90))
    for row, name in enumerate(LABELS):
        for column in range(columns):
            sheet.paste(Image.fromarray(draw(r, name)), (column * (SIZE + 4) + 2, row * (SIZE + 4) + 2))
    sheet.save(sys.argv[1])


if __name__ == "__main__":
    main()
