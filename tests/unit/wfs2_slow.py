"""Filters reckoned row by row in plain Python, in three values, as the standard tells it: what SQL must agree with."""

from __future__ import annotations

import operator
import random
from fnmatch import fnmatchcase

from osgeo import ogr

from kmzb_qgis.server.wfs2 import tree

COMPARED = {
    tree.Compare.EQUAL: operator.eq,
    tree.Compare.NOT_EQUAL: operator.ne,
    tree.Compare.LESS: operator.lt,
    tree.Compare.GREATER: operator.gt,
    tree.Compare.LESS_EQUAL: operator.le,
    tree.Compare.GREATER_EQUAL: operator.ge,
}


def met(node, row: dict, key: str):
    """True, False or None (unknown) for a row: values by name, ``geom`` an ogr.Geometry or None."""
    if isinstance(node, tree.Not):
        part = met(node.part, row, key)
        return None if part is None else not part
    if isinstance(node, (tree.And, tree.Or)):
        parts = [met(part, row, key) for part in node.parts]
        settling = isinstance(node, tree.Or)
        if settling in parts:
            return settling
        return None if None in parts else not settling
    if isinstance(node, tree.Unknown):
        return None
    if isinstance(node, tree.Null):
        return row[node.property] is None
    if isinstance(node, tree.Ids):
        return row[key] in node.values
    name = getattr(node, "property", "geom")
    return None if row[name] is None else _value(node, row[name])


def _value(node, value) -> bool:
    if isinstance(node, tree.Comparison):
        given = node.value
        if not node.match_case:
            value, given = value.lower(), given.lower()
        return COMPARED[node.operator](value, given)
    if isinstance(node, tree.Between):
        return node.low <= value <= node.high
    if isinstance(node, tree.Like):
        signs = {tree.Wild.ANY: "*", tree.Wild.ONE: "?"}
        literal = {"*": "[*]", "?": "[?]", "[": "[[]"}
        pattern = "".join(
            signs[part] if isinstance(part, tree.Wild) else "".join(literal.get(sign, sign) for sign in part)
            for part in node.parts
        )
        return fnmatchcase(value, pattern) if node.match_case else fnmatchcase(value.lower(), pattern.lower())
    if isinstance(node, tree.Box):
        return value.Intersects(box(node.west, node.south, node.east, node.north))
    other = ogr.CreateGeometryFromWkb(node.wkb)
    if isinstance(node, tree.Distance):
        return (value.Distance(other) > node.metres) if node.beyond else (value.Distance(other) <= node.metres)
    return getattr(value, node.operator.value)(other)


def box(west, south, east, north) -> ogr.Geometry:
    """A box, or what is left of it where it has no width."""
    places = [(west, south), (east, south), (east, north), (west, north)]
    if west == east or south == north:
        kind = "POINT" if (west, south) == (east, north) else "LINESTRING"
        places = [places[0], places[2]] if kind == "LINESTRING" else places[:1]
        return ogr.CreateGeometryFromWkt(f"{kind} ({', '.join(f'{x} {y}' for x, y in places)})")
    listed = ", ".join(f"{x} {y}" for x, y in [*places, places[0]])
    return ogr.CreateGeometryFromWkt(f"POLYGON (({listed}))")


class Trees:
    """Random filters over a feature type whose rows lie on a lattice: places and outlines often fall together."""

    def __init__(self, kind, rows: list[dict], seed: int, corner=(567000, 244000), step=500, size=12):
        self._kind, self._rows, self._random = kind, rows, random.Random(seed)
        self._corner, self._step, self._size = corner, step, size

    def node(self, depth: int = 0):
        """A tree of at most five levels."""
        chance = self._random
        if depth < 4 and chance.random() < 0.55 - depth * 0.1:
            if chance.random() < 0.3:
                return tree.Not(self.node(depth + 1))
            parts = tuple(self.node(depth + 1) for _ in range(chance.randint(0 if depth else 1, 3)))
            return chance.choice((tree.And, tree.Or))(parts)
        return chance.choice((self._comparison, self._comparison, self._between, self._like, self._null, self._ids,
                              self._box, self._spatial, self._spatial, self._distance, tree.Unknown))()  # fmt: skip

    def _property(self, *kinds: str):
        return self._random.choice([one for one in self._kind.properties if not kinds or one.kind in kinds])

    def _sample(self, name: str):
        return self._random.choice([row[name] for row in self._rows if row[name] is not None] or [self._other(name)])

    def _other(self, name: str):
        kind = self._kind.find(name).kind
        return {"text": "żółw", "integer": 3, "datetime": "2024-02-29T12:00:00.000Z"}[kind]

    def _comparison(self):
        one = self._property()
        value = self._sample(one.name) if self._random.random() < 0.8 else self._other(one.name)
        if one.kind == "integer" and self._random.random() < 0.2:
            value += 0.5
        match_case = one.kind != "text" or self._random.random() < 0.6
        if not match_case:
            value = self._random.choice((value.upper(), value.lower(), value.title()))
        return tree.Comparison(one.name, self._random.choice(list(tree.Compare)), value, match_case)

    def _between(self):
        one = self._property()
        return tree.Between(one.name, self._sample(one.name), self._sample(one.name))

    def _like(self):
        one, chance = self._property("text"), self._random
        parts, rest = [], self._sample(one.name)
        while rest and len(parts) < 6:
            cut = chance.randint(1, 4)
            what = chance.choice((tree.Wild.ANY, tree.Wild.ONE, "", "", ""))
            if what == "" and parts and isinstance(parts[-1], str):
                parts[-1] += rest[:cut]
            else:
                parts.append(what or rest[:cut])
            rest = rest[1 if what is tree.Wild.ONE else cut :]
        return tree.Like(one.name, tuple(parts) + ((tree.Wild.ANY,) if rest else ()), chance.random() < 0.5)

    def _null(self):
        return tree.Null(self._random.choice([*(one.name for one in self._kind.properties), "geom"]))

    def _ids(self):
        values = [self._sample(self._kind.key) for _ in range(self._random.randint(0, 4))]
        return tree.Ids((*values, "'; DROP TABLE obszar --", "x\\%_"))

    def _place(self) -> tuple[float, float]:
        off = self._random.choice((0, 0, 0, 0.001, 137.125))
        return tuple(start + self._step * self._random.randint(0, self._size) + off for start in self._corner)

    def _box(self):
        (west, south), (east, north) = self._place(), self._place()
        return tree.Box(min(west, east), min(south, north), max(west, east), max(south, north))

    def _shape(self) -> bytes:
        while True:
            kind = self._random.choice(("POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "HOLE"))
            if kind == "POINT":
                made = ogr.CreateGeometryFromWkt("POINT ({} {})".format(*self._place()))
            elif kind in ("LINESTRING", "MULTIPOINT"):
                listed = ", ".join("{} {}".format(*self._place()) for _ in range(self._random.randint(2, 5)))
                made = ogr.CreateGeometryFromWkt(f"{kind} ({listed})")
            else:
                node = self._box()
                made = box(node.west, node.south, node.east, node.north)
                if kind == "HOLE":
                    node = self._box()
                    made = made.Difference(box(node.west, node.south, node.east, node.north))
                else:
                    corners = [self._place() for _ in range(self._random.randint(3, 6))]
                    listed = ", ".join(f"{x} {y}" for x, y in [*corners, corners[0]])
                    made = ogr.CreateGeometryFromWkt(f"POLYGON (({listed}))")
            if made is not None and not made.IsEmpty() and made.IsValid() and made.GetGeometryName() in _SERVED:
                return bytes(made.ExportToWkb(ogr.wkbNDR))

    def _spatial(self):
        return tree.Spatial(self._random.choice(list(tree.Space)), self._shape())

    def _distance(self):
        metres = float(self._random.choice((0, 1, 499.999, 500, 1300, 20000)))
        return tree.Distance(self._shape(), metres, self._random.random() < 0.5)


_SERVED = ("POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON")
