"""Synthetic country for the geoportal stand-in: the same pixels for the same place in EPSG:2180.

Voivodeships come from the world map that QGIS ships; fields, forests, streets and roofs are noise of the coordinates.
It resembles no real ground: it is there so that tests see places and pictures look like a map.
"""

from __future__ import annotations

import functools
from pathlib import Path

import numpy as np
from osgeo import ogr, osr
from PIL import Image, ImageDraw, ImageFont

WORLD = Path("/usr/share/qgis/resources/data/world_map.gpkg")
FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
osr.UseExceptions()
ogr.UseExceptions()

CITIES = """Warszawa 21.012 52.230 13;Kraków 19.945 50.062 9;Łódź 19.456 51.759 8;Wrocław 17.038 51.108 8
Poznań 16.925 52.406 8;Gdańsk 18.646 54.352 7;Szczecin 14.553 53.429 7;Bydgoszcz 18.008 53.123 6
Lublin 22.568 51.247 6;Katowice 19.024 50.265 9;Białystok 23.169 53.133 5;Gdynia 18.531 54.519 5
Częstochowa 19.120 50.812 5;Radom 21.147 51.403 5;Toruń 18.598 53.014 5;Kielce 20.629 50.866 5
Rzeszów 21.999 50.041 5;Gliwice 18.665 50.294 5;Olsztyn 20.480 53.778 4;Bielsko-Biała 19.044 49.822 4
Zielona_Góra 15.506 51.936 4;Opole 17.921 50.675 4;Gorzów_Wlkp. 15.229 52.737 4;Koszalin 16.172 54.194 4
Tarnów 20.986 50.013 4;Płock 19.706 52.547 4;Elbląg 19.404 54.156 4;Wałbrzych 16.284 50.784 4
Legnica 16.155 51.207 4;Słupsk 17.028 54.464 3;Kalisz 18.091 51.762 3;Nowy_Sącz 20.690 49.625 3
Zamość 23.252 50.723 3;Suwałki 22.930 54.100 3"""
RIVERS = (
    "18.87 49.62,19.05 49.95,19.35 50.03,19.94 50.05,20.5 50.12,20.75 50.25,21.45 50.55,21.75 50.68,21.83 50.95,"
    "21.87 51.1,21.95 51.42,21.55 51.68,21.25 51.95,21.03 52.24,20.70 52.43,20.2 52.4,19.68 52.54,19.07 52.65,"
    "18.75 52.92,18.6 53.01,18.15 53.12,18.42 53.33,18.75 53.48,18.83 53.8,18.95 54.35",
    "18.33 49.92,18.22 50.1,17.92 50.67,17.47 50.86,17.03 51.11,16.5 51.3,16.1 51.65,15.7 51.75,15.5 52.05,14.75 52.1,"
    "14.55 52.35,14.62 52.6,14.15 52.85,14.4 53.25,14.57 53.45,14.5 53.75",
    "19.12 50.8,18.75 51.3,18.75 51.75,18.25 52.2,17.2 52.05,16.93 52.4,16.3 52.65,15.25 52.73,14.62 52.6",
    "24.1 50.8,23.6 51.3,23.6 52.08,22.3 52.7,21.1 52.5,20.8 52.45",
    "22.3 49.55,22.77 49.78,22.4 50.3,21.83 50.73",
)


@functools.lru_cache
def transform(source: str, target: str) -> osr.CoordinateTransformation:
    """A transformation that takes and gives x (east) first, whatever the authority says."""
    ends = []
    for code in (source, target):
        reference = osr.SpatialReference()
        reference.SetFromUserInput(code)
        reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        ends.append(reference)
    return osr.CoordinateTransformation(*ends)


def _project(points: list[tuple[float, float]]) -> np.ndarray:
    return np.array(transform("EPSG:4326", "EPSG:2180").TransformPoints(points))[:, :2]


@functools.lru_cache
def cities() -> list[tuple[str, float, float, float]]:
    """Name, easting, northing, radius in metres."""
    rows = [row.split() for row in CITIES.replace("\n", ";").split(";")]
    places = _project([(float(row[1]), float(row[2])) for row in rows])
    return [(row[0].replace("_", " "), e, n, float(row[3]) * 1000) for row, (e, n) in zip(rows, places)]


@functools.lru_cache
def outlines() -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Rings in EPSG:2180: land near Poland, Poland's voivodeships."""
    land, inner = [], []
    data = ogr.Open(str(WORLD))
    window = ogr.CreateGeometryFromWkt("POLYGON((10 46,28 46,28 58,10 58,10 46))")
    for layer_name, where, rings in (
        ("countries", "1=1", land),
        ("states_provinces", "admin = 'Poland'", inner),
    ):
        layer = data.GetLayerByName(layer_name)
        layer.SetAttributeFilter(where)
        layer.SetSpatialFilter(window)
        for feature in layer:
            shape = feature.GetGeometryRef().Intersection(window)
            for part in [shape] if shape.GetGeometryName() == "POLYGON" else list(shape):
                if part.GetGeometryName() == "POLYGON":
                    rings.append(_project(part.GetGeometryRef(0).GetPoints()))
    return land, inner


def _bend(line: np.ndarray, swing: float, seed: int) -> np.ndarray:
    """A polyline with midpoints moved aside, so that it runs like a road or a river."""
    random = np.random.default_rng(seed)
    for _ in range(7):
        step = np.diff(line, axis=0)
        across = np.stack([-step[:, 1], step[:, 0]], axis=1) * random.uniform(-swing, swing, (len(step), 1))
        middle = line[:-1] + step / 2 + across
        line = np.concatenate([np.stack([line[:-1], middle], axis=1).reshape(-1, 2), line[-1:]])
    return line


@functools.lru_cache
def lines() -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Rivers and main roads in EPSG:2180."""
    rivers = [
        _bend(_project([tuple(map(float, point.split())) for point in text.split(",")]), 0.16, seed)
        for seed, text in enumerate(RIVERS)
    ]
    points = np.array([row[1:3] for row in cities()])
    pairs = set()
    for index, point in enumerate(points):
        near = np.argsort(np.hypot(*(points - point).T))[1:4]
        pairs |= {tuple(sorted((index, int(other)))) for other in near}
    roads = [_bend(points[list(pair)], 0.07, 100 + sum(pair)) for pair in sorted(pairs)]
    return rivers, roads


class Frame:
    """A picture's place: left and top in metres of EPSG:2180, size in pixels, metres per pixel (x, y)."""

    def __init__(self, box: tuple[float, float, float, float], width: int, height: int):
        self.west, self.south, self.east, self.north = box
        self.width, self.height = width, height
        self.dx, self.dy = (self.east - self.west) / width, (self.north - self.south) / height
        self.res = max(self.dx, self.dy)

    def grid(self) -> tuple[np.ndarray, np.ndarray]:
        """Easting and northing of every pixel's middle."""
        e = self.west + (np.arange(self.width) + 0.5) * self.dx
        n = self.north - (np.arange(self.height) + 0.5) * self.dy
        return np.meshgrid(e, n)

    def pixels(self, line: np.ndarray) -> list[tuple[float, float]]:
        """A line in pixel coordinates."""
        return list(zip((line[:, 0] - self.west) / self.dx, (self.north - line[:, 1]) / self.dy))

    def near(self, line: np.ndarray) -> bool:
        """Whether a line's box meets the picture."""
        (w, s), (e, n) = line.min(axis=0), line.max(axis=0)
        return w < self.east and e > self.west and s < self.north and n > self.south

    def mask(self, shapes: list[np.ndarray], metres: float = 0, least: float = 1.5) -> np.ndarray:
        """0–1 where the shapes are: filled rings, or lines of a width in metres."""
        picture = Image.new("L", (self.width, self.height))
        draw = ImageDraw.Draw(picture)
        for shape in filter(self.near, shapes):
            if metres:
                draw.line(self.pixels(shape), 255, max(round(metres / self.res), int(least)), joint="curve")
            else:
                draw.polygon(self.pixels(shape), 255)
        return np.asarray(picture, dtype=np.float32) / 255


def _hash(x: np.ndarray, y: np.ndarray, seed: int) -> np.ndarray:
    """0–1 for whole numbers."""
    value = x.astype(np.int64).astype(np.uint32) * np.uint32(374761393)
    value += y.astype(np.int64).astype(np.uint32) * np.uint32(668265263) + np.uint32(seed * 974711)
    value = (value ^ (value >> np.uint32(13))) * np.uint32(1274126177)
    return ((value ^ (value >> np.uint32(16))) & np.uint32(0xFFFF)).astype(np.float32) / 65535


def _noise(e, n, size: float, seed: int) -> np.ndarray:
    """Smooth noise 0–1 with bumps of a size in metres."""
    x, y = e / size, n / size
    ix, iy = np.floor(x), np.floor(y)
    fx, fy = x - ix, y - iy
    fx, fy = fx * fx * (3 - 2 * fx), fy * fy * (3 - 2 * fy)
    a, b = _hash(ix, iy, seed), _hash(ix + 1, iy, seed)
    c, d = _hash(ix, iy + 1, seed), _hash(ix + 1, iy + 1, seed)
    return (a * (1 - fx) + b * fx) * (1 - fy) + (c * (1 - fx) + d * fx) * fy


def _forest(e, n) -> np.ndarray:
    wood = 0.55 * _noise(e, n, 19000, 1) + 0.3 * _noise(e, n, 5200, 2) + 0.15 * _noise(e, n, 900, 3)
    return np.clip((wood - 0.56) * 30, 0, 1)


def _town(e, n) -> np.ndarray:
    town = np.zeros_like(e)
    edge = 0.55 + 0.9 * _noise(e, n, 2600, 4)
    for _, ce, cn, radius in cities():
        if abs(e.mean() - ce) < 4e4 + np.ptp(e) and abs(n.mean() - cn) < 4e4 + np.ptp(n):
            town = np.maximum(town, np.clip((edge - np.hypot(e - ce, n - cn) / radius) * 6, 0, 1))
    village = np.clip((_noise(e, n, 3700, 5) - 0.86) * 25, 0, 1)
    return np.maximum(town, village)


def _streets(e, n, step: float, width: float) -> np.ndarray:
    """1 on a bent street grid."""
    u = 0.92 * e + 0.39 * n + 160 * _noise(e, n, 1900, 6)
    v = 0.92 * n - 0.39 * e + 160 * _noise(e, n, 1900, 7)
    off = np.minimum(np.abs(u % step - step / 2), np.abs(v % (step * 1.4) - step * 0.7))
    return (off < width / 2).astype(np.float32)


def _over(base: np.ndarray, colour, weight) -> np.ndarray:
    return base + (np.asarray(colour, dtype=np.float32) - base) * weight[..., None]


def orthophoto(frame: Frame) -> Image.Image:
    """Fields, woods, towns and rivers from above."""
    e, n = (axis.astype(np.float64) for axis in frame.grid())
    turn = np.floor(_noise(e, n, 4000, 8) * 3) * 0.7
    u = e * np.cos(turn) + n * np.sin(turn) + 45 * _noise(e, n, 700, 9)
    v = n * np.cos(turn) - e * np.sin(turn) + 45 * _noise(e, n, 700, 10)
    kind = _hash(np.floor(u / 95), np.floor(v / 420), 11)
    palette = np.array(
        [
            (126, 141, 78),
            (156, 158, 96),
            (178, 164, 116),
            (143, 128, 94),
            (104, 127, 66),
            (188, 178, 130),
            (99, 134, 84),
        ],
        np.float32,
    )
    detail = float(np.clip((60 - frame.res) / 50, 0, 1))
    field = palette[np.minimum((kind * 7).astype(int), 6)]
    broad = _over(np.broadcast_to(palette[0], field.shape), palette[2], _noise(e, n, 7000, 12))
    ground = broad * (1 - detail) + field * detail
    ground = ground + (_hash(np.floor(v / 6), np.floor(u / 3000), 13)[..., None] - 0.5) * 14 * (frame.res < 8)
    forest = _forest(e, n)
    crowns = (_noise(e, n, 9, 14) if frame.res < 6 else _noise(e, n, 400, 15))[..., None]
    ground = ground * (1 - forest[..., None]) + (np.array([48, 68, 44]) + crowns * 26) * forest[..., None]
    town = _town(e, n)
    fabric = np.array([142, 137, 128]) + (_noise(e, n, 300, 19)[..., None] - 0.5) * 46
    fabric = _over(fabric.astype(np.float32), (104, 122, 84), _noise(e, n, 650, 21) ** 2)
    clear = float(np.clip((15 - frame.res) / 9, 0, 1))  # roofs smaller than a pixel would only flicker
    if clear:
        cu, cv = 0.92 * e + 0.39 * n, 0.92 * n - 0.39 * e
        block = _hash(np.floor(cu / 27), np.floor(cv / 31), 16)
        inside = (cu % 27 < 17) & (cv % 31 < 20) & (block > 0.35)
        roofs = np.array([[168, 104, 82], [140, 136, 132], [188, 184, 178], [120, 84, 70]], dtype=np.float32)
        roof = roofs[np.minimum((_hash(np.floor(cu / 27), np.floor(cv / 31), 17) * 4).astype(int), 3)]
        fabric = _over(fabric, roof, inside * clear)
    if frame.res < 30:
        fabric = _over(
            fabric, (172, 170, 166), _streets(e, n, 135, max(11, frame.res)) * (1 if frame.res < 9 else 0.45)
        )
    ground = ground * (1 - 0.9 * town[..., None]) + fabric * 0.9 * town[..., None]
    rivers, roads = lines()
    ground = _over(ground, (188, 184, 174), frame.mask(roads, 22, 1) * 0.9)
    ground = _over(ground, (72, 92, 92), frame.mask(rivers, 190, 1))
    land, _ = outlines()
    ground = _over(ground, (52, 82, 104), 1 - frame.mask(land))
    ground += (_hash(np.floor(e / frame.res), np.floor(n / frame.res), 20)[..., None] - 0.5) * 4
    return Image.fromarray(np.clip(ground, 0, 255).astype(np.uint8), "RGB")


def streetmap(frame: Frame) -> Image.Image:
    """A pale street map with names."""
    e, n = frame.grid()
    land, units = outlines()
    rivers, roads = lines()
    ground = np.full((frame.height, frame.width, 3), (233, 236, 231), np.float32)
    ground = _over(ground, (250, 247, 240), frame.mask(units))
    ground = _over(ground, (208, 227, 196), _forest(e, n) * 0.9)
    town = _town(e, n)
    ground = _over(ground, (232, 226, 219), town)
    if frame.res < 25:
        ground = _over(ground, (255, 255, 255), _streets(e, n, 135, max(11, frame.res * 1.5)) * town)
    ground = _over(ground, (170, 205, 228), frame.mask(rivers, 190, 2))
    ground = _over(ground, (224, 160, 96), frame.mask(roads, 34, 3))
    ground = _over(ground, (253, 224, 150), frame.mask(roads, 22, 1))
    ground = _over(ground, (170, 205, 228), 1 - frame.mask(land))
    picture = Image.fromarray(np.clip(ground, 0, 255).astype(np.uint8), "RGB")
    _borders(frame, picture, (150, 130, 170), 2 if frame.res < 1500 else 1)
    _names(frame, picture)
    return picture


def relief(frame: Frame) -> Image.Image:
    """Grey hill shading."""
    e, n = frame.grid()
    height = sum(_noise(e, n, size, 30 + i) * size * 0.02 for i, size in enumerate((24000, 6000, 1500, 400)))
    slope = np.gradient(height, frame.res)
    shade = 190 + np.clip((slope[0] - slope[1]) * 900, -90, 60)
    return Image.fromarray(np.clip(shade, 0, 255).astype(np.uint8), "L").convert("RGB")


def boundaries(frame: Frame) -> Image.Image:
    """Voivodeship outlines on nothing."""
    picture = Image.new("RGBA", (frame.width, frame.height), (0, 0, 0, 0))
    _borders(frame, picture, (200, 0, 110, 255), 3)
    return picture


def names(frame: Frame) -> Image.Image:
    """City names on nothing."""
    picture = Image.new("RGBA", (frame.width, frame.height), (0, 0, 0, 0))
    _names(frame, picture)
    return picture


def _borders(frame: Frame, picture: Image.Image, colour, width: int) -> None:
    draw = ImageDraw.Draw(picture)
    for ring in filter(frame.near, outlines()[1]):
        draw.line(frame.pixels(ring), colour, width, joint="curve")


def _names(frame: Frame, picture: Image.Image) -> None:
    draw = ImageDraw.Draw(picture)
    for name, e, n, radius in cities():
        size = int(np.clip(radius / frame.res * 0.9 + 9, 10, 26))
        if radius / frame.res < 2.5:
            continue
        ((x, y),) = frame.pixels(np.array([[e, n]]))
        font = ImageFont.truetype(str(FONT), size) if FONT.exists() else ImageFont.load_default()
        where = (x - font.getlength(name) / 2, y - size / 2) if FONT.exists() else (x, y)
        draw.text(where, name, (40, 40, 40), font=font, stroke_width=2, stroke_fill=(255, 255, 255))


LOOKS = {
    "orthophoto": orthophoto,
    "map": streetmap,
    "relief": relief,
    "boundaries": boundaries,
    "names": names,
}
