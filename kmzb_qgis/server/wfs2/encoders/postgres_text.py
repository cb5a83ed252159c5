"""A feature's line as an SQL expression of PostgreSQL: the same text as ``sqlite_text`` gives from the data file."""

from __future__ import annotations

from ..crs import Crs
from ..model import FeatureType
from ..statements import sql
from .lines import Axis, Earlier, Key, Line, Maybe, Outline, Rings, Spelling, Value

SEVERAL = 90  # arguments of a function: PostgreSQL takes a hundred
_STAMP = '\'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"\''
# U+FFFD for what XML 1.0 cannot say; PostgreSQL's text holds no NUL
_NEVER = [number for number in range(1, 32) if number not in (9, 10, 13)] + [0xFFFE, 0xFFFF]
_NEVER_SQL = " || ".join(f"chr({number})" for number in _NEVER)
_DEGREES, _METRES, _METRES_AT_MOST = 6, 2, 6
_SURFACES = (
    "(SELECT string_agg('<gml:surfaceMember><gml:Polygon gml:id=\"{name}\">' || {rings}"
    " || '</gml:Polygon></gml:surfaceMember>', '' ORDER BY p.path[1]) FROM ST_Dump(d.geom) p)"
)
_LETTERS = (
    "(SELECT string_agg(CASE WHEN s.letter ~ '^[0-9A-Za-z_.-]$' THEN s.letter"
    " ELSE '_x' || upper(to_hex(ascii(s.letter))) || '_' END, '' ORDER BY s.number)"
    " FROM regexp_split_to_table({name}, '') WITH ORDINALITY AS s (letter, number))"
)
_OPEN, _CLOSE = "<gml:{0}><gml:LinearRing><gml:posList>", "</gml:posList></gml:LinearRing></gml:{0}>"


def literal(text: str) -> str:
    """A text as an SQL literal, for a statement with parameters (``%`` doubled)."""
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"


def _sayable(name: str) -> str:
    return f"translate({name}, {_NEVER_SQL}, repeat(chr(65533), {len(_NEVER)}))"


def _xml(name: str) -> str:
    text = _sayable(name)
    for letter, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("\r", "&#13;")):
        text = f"replace({text}, chr({ord(letter)}), '{entity}')"
    return text


def _bare(name: str) -> str:
    odd = " OR ".join(f"strpos({name}, chr({ord(letter)})) > 0" for letter in '",\n\r')
    return f"CASE WHEN {odd} THEN '\"' || replace({_sayable(name)}, '\"', '\"\"') || '\"' ELSE {_sayable(name)} END"


def _csv(name: str) -> str:
    formula = ", ".join(f"chr({ord(letter)})" for letter in "=+-@\t\r")
    marked = _bare(f"('''' || {name})")
    return f"CASE WHEN left({name}, 1) IN ({formula}) THEN {marked} ELSE {_bare(name)} END"


def _name(name: str) -> str:
    letters = sql(_LETTERS, name=name)
    return f"CASE WHEN {name} ~ '^[0-9A-Za-z_.-]*$' THEN {name} ELSE {letters} END"


def _within(page) -> str:
    """Whether a row ``d`` is of a page: of a stretch of row numbers, or of listed ones."""
    if isinstance(page.where, tuple):
        return "d.fid BETWEEN {} AND {}".format(*map(int, page.where))
    return f"d.fid = ANY ('{{{','.join(map(str, map(int, page.where)))}}}'::int[])"


class Dialect:
    """Expressions for one feature type in one CRS; ``plain``: properties in which nothing ever needs escaping."""

    def __init__(self, kind: FeatureType, crs: Crs, plain: frozenset[str] = frozenset()):
        self._kind, self._crs, self._plain = kind, crs, plain

    def expression(self, line: Line) -> str:
        """An SQL expression that gives the whole line; what is NULL in it is nothing."""
        words = [literal(part) if isinstance(part, str) else self._one(part) for part in line]
        pieces = [words[start : start + SEVERAL] for start in range(0, len(words), SEVERAL)]
        return " || ".join(f"concat({', '.join(piece)})" for piece in pieces)

    def _one(self, part) -> str:
        if isinstance(part, Value):
            return self._value(part)
        if isinstance(part, Key):
            name = f'd."{self._kind.key}"'
            return name if self._kind.key in self._plain else _name(name)
        if isinstance(part, Axis):
            return self._axis(part.number)
        if isinstance(part, Rings):
            return self._rings(part.outline)
        if isinstance(part, Earlier):
            given = " OR ".join(map(_within, part.pages))
            return f"CASE WHEN {given} THEN {self.expression(part.given)} ELSE {self.expression(part.parts)} END"
        if isinstance(part, Maybe):
            if part.of is not None and len(part.parts) == 3 and part.parts[1] == part.of:
                before, value, after = part.parts  # what is joined to NULL is NULL
                joined = f"{literal(before)} || {self._one(value)} || {literal(after)}"
                return f"coalesce({joined}, {literal(part.without)})" if part.without else joined
            there = f'd."{part.of.name}"' if part.of is not None else "d.geom"
            return f"CASE WHEN {there} IS NULL THEN {literal(part.without)} ELSE {self.expression(part.parts)} END"
        raise TypeError(type(part).__name__)

    def _value(self, part: Value) -> str:
        name, spelling = f'd."{part.name}"', part.spelling
        if self._kind.find(part.name).kind == "datetime":
            return f"to_char({name}, {_STAMP})"
        if spelling is Spelling.PLAIN:
            return name
        if part.name in self._plain:
            return f"'\"' || {name} || '\"'" if spelling is Spelling.JSON else name
        if spelling is Spelling.JSON:
            return f"to_json({name})::text"
        return {Spelling.XML: _xml, Spelling.CSV: _csv, Spelling.BARE: _bare}[spelling](name)

    def _axis(self, number: int) -> str:
        second = (number == 1) is not self._crs.swapped
        of = f"ST_{'Y' if second else 'X'}"
        if self._crs.code == 3857:
            return f"round({of}(ST_Transform(d.geom, 3857))::numeric, {_METRES})"
        if self._crs.code == 4326:
            name = "lat" if second else "lon"
            return f"coalesce(d.{name}, {of}(ST_Transform(d.geom, 4326))::numeric(20, {_DEGREES})::text)"
        return f"coalesce(d.{'y' if second else 'x'}, {of}(d.geom)::numeric(20, {_METRES_AT_MOST})::text)"

    def _placed(self, shape: str, flip: bool) -> tuple[str, int]:
        """A shape in the answer's CRS, and its decimals."""
        code = self._crs.code
        found = shape if code == 2180 else f"ST_Transform({shape}, {code})"
        found = f"ST_FlipCoordinates({found})" if flip and self._crs.swapped else found
        return found, {2180: _METRES_AT_MOST, 4326: _DEGREES}.get(code, _METRES)

    def _rings(self, outline: Outline) -> str:
        if outline is Outline.JSON:
            shape, decimals = self._placed("d.geom", False)
            return f"(ST_AsGeoJSON({shape}, {decimals}, 0)::json ->> 'coordinates')"
        if outline is Outline.WKT:
            shape, decimals = self._placed("d.geom", True)
            return f"regexp_replace(ST_AsText({shape}, {decimals}), '^[A-Z]+', '')"
        if not self._kind.by_unit:
            return self._gml("d.geom")
        name = f"{self._kind.name}.' || d.teryt || '.geom.' || p.path[1] || '"
        return sql(_SURFACES, name=name, rings=self._gml("p.geom"))

    def _gml(self, polygon: str) -> str:
        """The rings of a polygon: its WKT with other words between the corners and the rings."""
        shape, decimals = self._placed(polygon, True)
        text = f"trim(both '()' from substr(ST_AsText({shape}, {decimals}), 8))"
        hole = _OPEN.format("interior")
        text = f"regexp_replace({text}, '\\),\\(', '{_CLOSE.format('exterior')}{hole}')"
        text = f"replace({text}, '),(', '{_CLOSE.format('interior')}{hole}')"
        last = (
            f"CASE WHEN ST_NumInteriorRings({polygon}) > 0 THEN '{_CLOSE.format('interior')}'"
            f" ELSE '{_CLOSE.format('exterior')}' END"
        )
        return f"'{_OPEN.format('exterior')}' || replace({text}, ',', ' ') || {last}"
