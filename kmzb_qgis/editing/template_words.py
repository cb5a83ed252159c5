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
LEVELS = {
    "pl": {
        "voivodeship": "Województwa", "county": "Powiaty", "municipality": "Gminy",
        "K01": "Policja: komendy wojewódzkie (K01)", "K02": "Policja: komendy powiatowe i miejskie (K02)",
        "K03": "Policja: komenda stołeczna (K03)", "K04": "Policja: komendy rejonowe (K04)",
        "K05": "Policja: komisariaty (K05)",
    },
    "en": {
        "voivodeship": "Voivodeships", "county": "Counties", "municipality": "Municipalities",
        "K01": "Police: voivodeship commands (K01)", "K02": "Police: county and city commands (K02)",
        "K03": "Police: Warsaw command (K03)", "K04": "Police: district commands (K04)",
        "K05": "Police: stations (K05)",
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
