"""Words of the standard project: in the language of the form, as a project is shared like a form."""

from __future__ import annotations

WORDS = {
    "pl": {
        "title": "Krajowa Mapa Zagrożeń Bezpieczeństwa", "basemaps": "Podkłady", "dark": "Ciemne tło",
        "units": "Jednostki", "voivodeships": "Województwa", "day": "Dzień", "night": "Noc", "print": "Druk",
        "night style": "noc",
    },
    "en": {
        "title": "National map of safety threats (KMZB)", "basemaps": "Basemaps", "dark": "Dark background",
        "units": "Units", "voivodeships": "Voivodeships", "day": "Day", "night": "Night", "print": "Print",
        "night style": "night",
    },
}  # fmt: skip
LEVELS = {  # the code first: the layer tree of a new QGIS shows some 25 letters
    "pl": {
        "voivodeship": "Województwa", "county": "Powiaty", "municipality": "Gminy",
        "K01": "K01 Komendy wojewódzkie", "K02": "K02 Komendy powiatowe i miejskie",
        "K03": "K03 Komenda stołeczna", "K04": "K04 Komendy rejonowe", "K05": "K05 Komisariaty",
    },
    "en": {
        "voivodeship": "Voivodeships", "county": "Counties", "municipality": "Municipalities",
        "K01": "K01 Voivodeship police", "K02": "K02 County and city police",
        "K03": "K03 Warsaw police", "K04": "K04 District police", "K05": "K05 Police stations",
    },
}  # fmt: skip
COLUMNS = {
    "pl": {
        "id": "Identyfikator", "level": "Poziom", "teryt": "TERYT", "name": "Nazwa",
        "parent_id": "Jednostka nadrzędna", "valid_from": "Ważna od", "valid_to": "Ważna do",
    },
    "en": {
        "id": "Identifier", "level": "Level", "teryt": "TERYT", "name": "Name", "parent_id": "Lies in",
        "valid_from": "Valid from", "valid_to": "Valid to",
    },
}  # fmt: skip
