"""Writes coast110.csv out of land-110m.json of world-atlas 2.0.2 (npm pack world-atlas@2.0.2; sha256 below), which is Natural Earth's land at
1:110 million, in the public domain. Usage: python3 make.py land-110m.json > coast110.csv"""
import hashlib
import json
import sys

text = open(sys.argv[1], "rb").read()
print(hashlib.sha256(text).hexdigest(), file=sys.stderr)
topology = json.loads(text)
(kx, ky), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]
arcs = []
for arc in topology["arcs"]:
    x = y = 0
    line = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        line.append((x * kx + x0, y * ky + y0))
    arcs.append(line)
rings = []
for shape in topology["objects"]["land"]["geometries"]:
    for polygon in shape["arcs"]:
        for ring in polygon:
            points = []
            for a in ring:
                line = arcs[a] if a >= 0 else arcs[~a][::-1]
                points += line[1:] if points else line
            assert points[0] == points[-1]
            rings.append(points)


def cut(points, x, west):
    """The part of a closed ring that lies on one side of a meridian (Sutherland and Hodgman 1974, doi:10.1145/360767.360802)."""
    out = []
    for a, b in zip(points, points[1:] + points[:1]):
        inside = lambda p: p[0] <= x if west else p[0] >= x
        if inside(a):
            out.append(a)
        if inside(a) != inside(b):
            out.append((x, a[1] + (x - a[0]) / (b[0] - a[0]) * (b[1] - a[1])))
    return out


# The source's rings run over 180 degrees, and Antarctica's around the pole. Here they are cut, and closed along the pole.
flat = []
for ring in rings:
    points = [ring[0]]
    for x, y in ring[1:]:
        points.append((x + 360 * round((points[-1][0] - x) / 360), y))
    turns = round((points[-1][0] - points[0][0]) / 360)
    if turns:
        points = [(x + 360 * k * turns, y) for k in (-1, 0, 1) for x, y in points[:-1]]
        points += [(points[-1][0], -90), (points[0][0], -90)]
    else:
        points = points[:-1]
    for shift in (0,) if turns else (-360, 0, 360):
        part = cut(cut([(x + shift, y) for x, y in points], 180, True), -180, False)
        if part:
            flat.append(part + part[:1])
print("# Land at 1:110 million of Natural Earth (https://www.naturalearthdata.com), in the public domain, as npm's world-atlas 2.0.2 has it in land-110m.json.")
print("# Rings of longitude and latitude in degrees, each of them closed; what lies in an odd number of rings is land.")
for ring in flat:
    print(" ".join(f"{x:.2f},{y:.2f}" for x, y in ring))
