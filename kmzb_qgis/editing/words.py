"""Words of the map: in the language of the form; the short names of categories are Polish, as the categories are."""

from __future__ import annotations

STYLE = {
    "pl": {"statuses": "Status (kształt i kolor)", "categories": "Kategoria (znak)", "reported": "Zgłoszono",
           "verify": "Zweryfikować do końca dnia", "late": "Po terminie weryfikacji", "late_tip": "po terminie"},
    "en": {"statuses": "Status (shape and colour)", "categories": "Category (pictogram)", "reported": "Reported",
           "verify": "Verify by the end of", "late": "Verification overdue", "late_tip": "overdue"},
}  # fmt: skip
PAPER = {
    "pl": {"statuses": "Status zgłoszenia (kształt)", "categories": "Kategoria (znak)",
           "circles": "Liczba zgłoszeń w skupieniu"},
    "en": {"statuses": "Status of the report (shape)", "categories": "Category (pictogram)",
           "circles": "Reports in a cluster"},
}  # fmt: skip
SHORT = {
    "vandalism": "Wandalizm", "wild_bathing": "Dzikie kąpielisko", "dumping": "Wysypisko", "youth": "Małoletni",
    "poaching": "Kłusownictwo", "water_area": "Teren wodny", "water": "Woda", "entertainment": "Rozrywka",
    "logging": "Wycinka drzew", "racing": "Rajdy", "parking": "Parkowanie", "track_crossing": "Przejście przez tory",
    "level_crossing": "Przejazd kolejowy", "road_infrastructure": "Infrastruktura", "greenery": "Niszczenie zieleni",
    "homeless": "Osoba bezdomna", "quad": "Quady", "speeding": "Prędkość", "alcohol": "Alkohol",
    "drowning": "Utonięcia", "drugs": "Środki odurzające", "dogs": "Bezpańskie psy", "grass_fire": "Wypalanie traw",
    "wildlife": "Zwierzęta leśne", "animal_cruelty": "Znęcanie się", "traffic_organisation": "Organizacja ruchu",
    "begging": "Żebractwo",
}  # fmt: skip
