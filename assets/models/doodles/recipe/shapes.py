"""What a hand draws: twenty kinds of things as strokes in the box [-1, 1]², y downwards.

Each function takes a numpy Generator and gives a list of strokes; no two calls give the same drawing.
"""

from dataclasses import dataclass

import numpy as np

TURN = 2 * np.pi


@dataclass
class Stroke:
    points: np.ndarray  # [n, 2]
    closed: bool = False
    fill: bool = False  # may be filled
    dark: bool = False  # filled with the pen's own colour: an eye, a nose


def arc(x, y, rx, ry, begin=0.0, end=1.0, n=40):
    angle = np.linspace(begin, end, n) * TURN
    return np.stack([x + rx * np.cos(angle), y + ry * np.sin(angle)], 1)


def ellipse(x, y, rx, ry, fill=True):
    return Stroke(arc(x, y, rx, ry)[:-1], closed=True, fill=fill)


def dot(x, y, r):
    return Stroke(arc(x, y, r, r, n=10)[:-1], closed=True, dark=True)


def polygon(*points, fill=True):
    return Stroke(np.array(points, float), closed=True, fill=fill)


def line(*points):
    return Stroke(np.array(points, float))


def rectangle(x0, y0, x1, y1, fill=True):
    return polygon((x0, y0), (x1, y0), (x1, y1), (x0, y1), fill=fill)


def maybe(r, chance):
    return r.random() < chance


def circle(r):
    return [ellipse(0, 0, 1, r.uniform(0.8, 1))]


def square(r):
    w, h = 1, r.uniform(0.75, 1)
    return [rectangle(-w, -h, w, h) if maybe(r, 0.5) else rectangle(-h, -w, h, w)]


def triangle(r):
    top = r.uniform(-0.9, 0.9) if maybe(r, 0.4) else 0
    return [polygon((top, -1), (1, 0.8), (-1, 0.8 + r.uniform(-0.15, 0.15)))]


def star(r):
    n = 5 if maybe(r, 0.75) else int(r.integers(4, 8))
    angle = -TURN / 4 + np.arange(n) * TURN / n
    tips = np.stack([np.cos(angle), np.sin(angle)], 1)
    if n == 5 and maybe(r, 0.45):  # in one go, through the middle
        return [Stroke(tips[np.arange(5) * 2 % 5], closed=True, fill=False)]
    inner = r.uniform(0.33, 0.52)
    between = angle + TURN / n / 2
    notches = inner * np.stack([np.cos(between), np.sin(between)], 1)
    return [Stroke(np.stack([tips, notches], 1).reshape(-1, 2), closed=True, fill=True)]


def heart(r):
    t = np.linspace(0, TURN, 60)[:-1]
    x = np.sin(t) ** 3
    y = -(13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)) / 16
    return [Stroke(np.stack([x * r.uniform(0.85, 1.05), y], 1), closed=True, fill=True)]


def arrow(r):
    if maybe(r, 0.35):  # as a block
        a, b, tip = r.uniform(0.15, 0.35), r.uniform(0.5, 0.85), r.uniform(0.0, 0.4)
        return [polygon((-1, -a), (tip, -a), (tip, -b), (1, 0), (tip, b), (tip, a), (-1, a))]
    size, bend = r.uniform(0.3, 0.6), r.uniform(-0.25, 0.25)
    x = np.linspace(-1, 1, 20)
    shaft = np.stack([x, bend * (1 - x * x)], 1)
    head = np.array([(1 - size, -size * r.uniform(0.7, 1)), (1, 0), (1 - size, size * r.uniform(0.7, 1))])
    return [Stroke(shaft), Stroke(head, closed=maybe(r, 0.3), fill=True)]


def house(r):
    w, top = r.uniform(0.65, 0.9), r.uniform(-0.25, 0.1)
    over = r.uniform(0, 0.15)
    strokes = [rectangle(-w, top, w, 1), polygon((-w - over, top), (0, -1), (w + over, top))]
    if maybe(r, 0.7):
        x, half = r.uniform(-0.4, 0.4) * w, r.uniform(0.12, 0.22)
        strokes.append(rectangle(x - half, r.uniform(0.35, 0.55), x + half, 1))
    if maybe(r, 0.5):
        for side in (-1, 1) if maybe(r, 0.5) else (1,):
            x, y, half = side * w * 0.55, r.uniform(top + 0.25, 0.45), 0.15
            strokes.append(rectangle(x - half, y - half, x + half, y + half))
    if maybe(r, 0.3):
        strokes.append(polygon((0.35, -0.6), (0.35, -0.95), (0.55, -0.95), (0.55, -0.4)))
    return strokes


def tree(r):
    half, foot = r.uniform(0.08, 0.2), 1.0
    kind = r.integers(3)
    if kind == 0:  # a round crown
        crown = [ellipse(0, -0.35, r.uniform(0.6, 0.85), 0.65)]
    elif kind == 1:  # a fir
        tiers = int(r.integers(1, 4))
        crown = []
        for i in range(tiers):
            y, w = -1 + i * 1.1 / tiers, 0.45 + 0.35 * (i + 1) / tiers
            crown.append(polygon((0, y), (w, y + 1.4 / tiers), (-w, y + 1.4 / tiers)))
    else:  # leaves like a cloud
        crown = [Stroke(bumps(r, 0, -0.35, 0.8, 0.62, int(r.integers(6, 10))), closed=True, fill=True)]
    trunk = (line((-half, 0.25), (-half, foot)), line((half, 0.25), (half, foot))) if maybe(r, 0.5) else (
        rectangle(-half, 0.25, half, foot),)
    return [*trunk, *crown]


def bumps(r, x, y, rx, ry, n):
    points = []
    angle = np.linspace(0, TURN, n + 1) + r.uniform(0, 1)
    for a, b in zip(angle[:-1], angle[1:]):
        p, q = (np.array([x + rx * np.cos(t) * 0.8, y + ry * np.sin(t) * 0.8]) for t in (a, b))
        middle, out = (p + q) / 2, (p + q) / 2 - np.array([x, y])
        radius = np.linalg.norm(q - p) / 2
        out = out / max(np.linalg.norm(out), 1e-6)
        for t in np.linspace(0, np.pi, 9)[:-1]:
            points.append(middle + (p - middle) * np.cos(t) + out * radius * np.sin(t) * r.uniform(0.85, 1.15))
    return np.array(points)


def boat(r):
    y = r.uniform(0.25, 0.45)
    strokes = [polygon((-1, y), (1, y), (r.uniform(0.5, 0.75), 0.9), (-r.uniform(0.5, 0.75), 0.9))]
    mast = r.uniform(-0.2, 0.2)
    strokes.append(line((mast, y), (mast, -1)))
    strokes.append(polygon((mast + 0.05, -0.95), (mast + r.uniform(0.55, 0.8), y - 0.12), (mast + 0.05, y - 0.12)))
    if maybe(r, 0.5):
        strokes.append(polygon((mast - 0.05, -0.8), (mast - r.uniform(0.4, 0.7), y - 0.12), (mast - 0.05, y - 0.12)))
    if maybe(r, 0.3):
        x = np.linspace(-1, 1, 40)
        strokes.append(Stroke(np.stack([x, 1 + 0.05 * np.sin(x * 14)], 1)))
    return strokes


def fish(r):
    h = r.uniform(0.35, 0.6)
    side = 1 if maybe(r, 0.5) else -1
    if maybe(r, 0.4):  # in one go: two arcs that cross
        t = np.linspace(-1, 1.2, 40)
        upper, lower = h * (1 - ((t - 0.1) / 0.9) ** 2), -h * (1 - ((t - 0.1) / 0.9) ** 2)
        x = -0.1 - t * 0.85
        body = [Stroke(np.stack([x, upper], 1)), Stroke(np.stack([x, lower], 1))]
        tail = [line((x[-1], upper[-1]), (x[-1], lower[-1]))] if maybe(r, 0.6) else []
        strokes, eye = body + tail, 0.45
    else:
        strokes = [ellipse(0.15, 0, 0.75, h), polygon((-0.5, 0), (-1, -h), (-1, h))]
        eye = 0.55
    if maybe(r, 0.8):
        strokes.append(dot(eye, -h * 0.3, 0.07))
    if maybe(r, 0.4):
        strokes.append(line((0.1, -h * 0.2), (-0.1, h * 0.2), (0.2, h * 0.35)))
    for stroke in strokes:
        stroke.points = stroke.points * (side, 1)
    return strokes


def car(r):
    top, roof = r.uniform(-0.65, -0.4), r.uniform(0.35, 0.55)
    if maybe(r, 0.5):
        strokes = [polygon((-1, 0.4), (-1, -0.05), (-roof - 0.2, -0.05), (-roof, top), (roof, top), (roof + 0.25, -0.05), (1, 0.0), (1, 0.4))]
    else:
        strokes = [rectangle(-1, -0.1, 1, 0.4), polygon((-roof - 0.15, -0.1), (-roof, top), (roof, top), (roof + 0.15, -0.1))]
    radius = r.uniform(0.18, 0.28)
    strokes += [ellipse(-0.55, 0.42, radius, radius), ellipse(0.55, 0.42, radius, radius)]
    if maybe(r, 0.4):
        strokes.append(line((0, top), (0, -0.1)))
    return strokes


def eyes(r, strokes, y, apart):
    for side in (-1, 1):
        size = r.uniform(0.06, 0.14)
        strokes.append(dot(side * apart, y, size) if maybe(r, 0.7) else ellipse(side * apart, y, size, size, fill=False))


def face(r):
    strokes = [ellipse(0, 0, r.uniform(0.8, 1), 1)]
    eyes(r, strokes, r.uniform(-0.4, -0.2), r.uniform(0.28, 0.42))
    smile = r.uniform(0.25, 0.45)
    begin, end = (0.04, 0.46) if maybe(r, 0.8) else (0.54, 0.96)
    strokes.append(Stroke(arc(0, 0.25 if begin < 0.5 else 0.6, r.uniform(0.4, 0.6), smile, begin, end, 20)))
    if maybe(r, 0.4):
        strokes.append(line((0, -0.1), (r.uniform(-0.12, 0.12), 0.15), (0, 0.17)))
    if maybe(r, 0.2):
        for x in np.linspace(-0.6, 0.6, 6):
            strokes.append(line((x, -0.75), (x * 1.2, -1.1)))
    return strokes


def flower(r):
    n, size = int(r.integers(5, 9)), r.uniform(0.26, 0.36)
    stem = maybe(r, 0.65)
    x, y, reach = 0, (-0.4 if stem else 0), (0.42 if stem else 0.62)
    size *= 0.85 if stem else 1.2
    strokes = []
    if stem:
        bend = r.uniform(-0.15, 0.15)
        strokes.append(Stroke(np.stack([bend * np.sin(np.linspace(0, np.pi, 12)), np.linspace(y, 1, 12)], 1)))
        if maybe(r, 0.6):
            side = 1 if maybe(r, 0.5) else -1
            strokes.append(polygon((0, 0.65), (side * 0.25, 0.35), (side * 0.55, 0.4), (side * 0.3, 0.6)))
    start = r.uniform(0, 1)
    for i in range(n):
        a = TURN * (i / n) + start
        strokes.append(ellipse(x + reach * np.cos(a), y + reach * np.sin(a), size, size))
    return [*strokes, ellipse(x, y, reach * 0.55, reach * 0.55)]


def cat(r):
    w = r.uniform(0.8, 1)
    ear = r.uniform(0.85, 1.1)
    if maybe(r, 0.5):
        head = arc(0, 0.15, w, 0.8, -0.07, 0.57)
        strokes = [Stroke(np.concatenate([head, [(-w * 0.85, -ear), (-0.35, -0.55), (0.35, -0.55), (w * 0.85, -ear)]]), closed=True, fill=True)]
    else:
        strokes = [ellipse(0, 0.15, w, 0.8)]
        for side in (-1, 1):
            strokes.append(polygon((side * w * 0.9, -0.2), (side * w * 0.85, -ear), (side * 0.3, -0.6)))
    eyes(r, strokes, r.uniform(-0.1, 0.05), r.uniform(0.3, 0.42))
    strokes.append(polygon((-0.1, 0.25), (0.1, 0.25), (0, 0.38), fill=False))
    if maybe(r, 0.7):
        strokes += [Stroke(arc(-0.12, 0.4, 0.12, 0.12, 0, 0.5, 10)), Stroke(arc(0.12, 0.4, 0.12, 0.12, 0, 0.5, 10))]
    if maybe(r, 0.85):
        for side in (-1, 1):
            for dy in (-0.12, 0.0, 0.14)[: int(r.integers(2, 4))]:
                strokes.append(line((side * 0.3, 0.35 + dy * 0.5), (side * 1.05, 0.3 + dy * 2)))
    return strokes


def moon(r):
    thick, side = r.uniform(0.35, 0.75), 1 if maybe(r, 0.5) else -1
    outer = arc(0, 0, 1, 1, 0.25, 0.75, 30)
    inner = arc(0, 0, 1 - thick, 1, 0.75, 0.25, 30)
    return [Stroke(np.concatenate([outer, inner[1:-1]]) * (side, 1) + (side * 0.4, 0), closed=True, fill=True)]


def sun(r):
    n, radius = int(r.integers(6, 14)), r.uniform(0.4, 0.58)
    strokes = [ellipse(0, 0, radius, radius)]
    start, gap = r.uniform(0, 1), r.uniform(0, 0.15)
    wedge = maybe(r, 0.25)
    for i in range(n):
        a = TURN * i / n + start
        c, s = np.cos(a), np.sin(a)
        inner, outer = radius + gap, r.uniform(0.85, 1.05)
        if wedge:
            p, q = a - 0.16, a + 0.16
            strokes.append(polygon((inner * np.cos(p), inner * np.sin(p)), (outer * c, outer * s), (inner * np.cos(q), inner * np.sin(q))))
        else:
            strokes.append(line((inner * c, inner * s), (outer * c, outer * s)))
    return strokes


def cloud(r):
    if maybe(r, 0.5):
        return [Stroke(bumps(r, 0, 0, 1, r.uniform(0.45, 0.7), int(r.integers(6, 11))), closed=True, fill=True)]
    x = np.sort(r.uniform(-0.6, 0.6, 2))
    points = [arc(-0.65, 0.25, 0.35, 0.35, 0.25, 0.68, 12), arc(x[0] * 0.5 - 0.1, -0.1, 0.45, 0.45, 0.5, 0.88, 14),
              arc(0.4, 0.0, 0.38, 0.38, 0.68, 0.98, 12), arc(0.72, 0.3, 0.3, 0.3, 0.78, 1.25, 12)]
    return [Stroke(np.concatenate(points), closed=True, fill=True)]


def cup(r):
    slant, top = r.uniform(0, 0.2), -0.6
    strokes = [polygon((-0.75, top), (0.55, top), (0.55 - slant, 0.9), (-0.75 + slant, 0.9))]
    size = r.uniform(0.25, 0.38)
    strokes.append(Stroke(arc(0.55 - slant * 0.4, 0.05, size + 0.1, size, -0.25, 0.25, 16)))
    if maybe(r, 0.3):
        strokes[0] = Stroke(np.concatenate([arc(-0.1, top, 0.65, 0.15, 0.5, 1.0, 14), [(0.55 - slant, 0.9), (-0.75 + slant, 0.9)]]), closed=True, fill=True)
        strokes.append(ellipse(-0.1, top, 0.65, 0.15))
    if maybe(r, 0.4):
        for x in (-0.35, 0.1):
            y = np.linspace(-1.0, top - 0.1, 12)
            strokes.append(Stroke(np.stack([x + 0.07 * np.sin(y * 14), y], 1)))
    return strokes


def umbrella(r):
    height = r.uniform(0.7, 0.95)
    dome = arc(0, 0, 1, height, 0.5, 1.0, 30)
    if maybe(r, 0.6):
        n = int(r.integers(3, 5))
        edge = np.concatenate([arc(1 - (2 * i + 1) / n, 0, 1 / n, 0.16, 1.0, 0.5, 8)[1:] for i in range(n)])
        canopy = Stroke(np.concatenate([dome, edge[:-1]]), closed=True, fill=True)
    else:
        canopy = Stroke(dome, closed=True, fill=True)
    side = 1 if maybe(r, 0.5) else -1
    hook = arc(side * 0.17, 0.8, 0.17, 0.17, 0.5, 0.0, 12) if side > 0 else arc(side * 0.17, 0.8, 0.17, 0.17, 0.0, 0.5, 12)
    return [canopy, Stroke(np.concatenate([[(0, 0)], hook]))]


KINDS = {f.__name__: f for f in (arrow, boat, car, cat, circle, cloud, cup, face, fish, flower, heart, house, moon, square, star, sun,
                                 tree, triangle, umbrella)}
# How far a hand turns them: anything for what has no top, a little for what stands.
FREE = {"arrow": 1.0, "circle": 1.0, "star": 0.2, "triangle": 1.0, "square": 1.0, "flower": 0.06, "sun": 1.0, "moon": 0.12}
UPRIGHT = 0.045
