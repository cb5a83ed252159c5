"""The application to the national register of spatial data sets and services (EZiUDP), prefilled, in Polish.

What the register holds: regulation of 20 October 2010, consolidated text Dz.U. 2023 poz. 2007, par. 3 (1) 4 to 11. The
document is plain HTML that a browser prints and an office program opens for editing; it is sent through ePUAP by the
authority itself. What nobody has said is marked to be filled in.
"""

from __future__ import annotations

from ..toolbelt.harmless import markup
from .metadata import DATASET_FILE, DOWNLOAD_FILE, VIEW_FILE, Facts
from .metadata_xml import clean

OPEN = "(do uzupełnienia)"
_HEAD = """<!DOCTYPE html>
<html lang="pl">
<head>
<meta charset="utf-8">
<title>Zgłoszenie do ewidencji zbiorów i usług danych przestrzennych</title>
<style>
body { font-family: "DejaVu Sans", Arial, sans-serif; font-size: 10pt; margin: 2cm; color: #000000 }
h1 { font-size: 14pt; text-align: center }
h2 { font-size: 11pt; margin-top: 18pt }
table { border-collapse: collapse; width: 100% }
th, td { border: 1px solid #000000; padding: 5px; text-align: left; vertical-align: top }
th { background-color: #eeeeee; font-weight: bold }
.open { color: #b00020; font-weight: bold }
.note { font-size: 9pt }
</style>
</head>
<body>
"""


def form(facts: Facts, regon: str, legal_basis: str, register_id: str) -> bytes:
    """The document, UTF-8. Empty words are marked as open."""
    west, east, south, north = (f"{value:g}°".replace(".", ",") for value in facts.box)
    contact = ", ".join(
        word for word in map(clean, (facts.contact.person, facts.contact.email, facts.contact.phone)) if word
    )
    sides = f"zachód {west}, wschód {east}, południe {south}, północ {north}"
    who = facts.contact.organization
    rows = (
        ("Rodzaj zgłoszenia", "aktualizacja wpisu" if register_id else "", "nowy zbiór albo aktualizacja wpisu"),
        ("Identyfikator zbioru danych przestrzennych", register_id or "brak", "nadaje go Główny Geodeta Kraju"),
        ("Nazwa organu administracji zgłaszającego zbiór", who, ""),
        ("Jednostka organizacyjna, w której prowadzony jest zbiór", who, ""),
        ("Numer identyfikacyjny REGON tej jednostki", regon, ""),
        ("Nazwa zbioru danych przestrzennych", facts.title, ""),
        ("Kod i skrócona nazwa tematu danych przestrzennych", facts.theme, "według załącznika nr 1 do rozporządzenia"),
        ("Obszar, do którego odnosi się zbiór", facts.area, sides),
        ("Przepis prawa, na podstawie którego prowadzony jest zbiór", legal_basis, ""),
        ("Osoba do kontaktu", contact, ""),
    )
    body = [
        _HEAD,
        "<h1>Zgłoszenie do ewidencji zbioru danych przestrzennych<br>infrastruktury informacji przestrzennej</h1>",
    ]
    body.append(
        '<p class="note">Informacje, które obejmuje ewidencja (§ 3 ust. 1 rozporządzenia z dnia 20 października 2010 r.'
        " w sprawie ewidencji zbiorów i usług danych przestrzennych objętych infrastrukturą informacji przestrzennej,"
        " t.j. Dz.U. z 2023 r. poz. 2007), przygotowane do zgłoszenia. Dokument pomocniczy: treść przenosi się do wzoru"
        " z załącznika nr 2, który organ przesyła Głównemu Geodecie Kraju przez platformę ePUAP.</p>"
    )
    body.append("<h2>A. Zbiór danych przestrzennych</h2>")
    body.append(
        _table(
            ("Lp.", "Informacja", "Treść"),
            [(str(n), title, _value(text, note)) for n, (title, text, note) in enumerate(rows, 1)],
        )
    )
    body.append("<h2>B. Usługi danych przestrzennych związane ze zbiorem</h2>")
    body.append(_table(("Lp.", "Rodzaj usługi", "Adres URL", "Metadane"), _services(facts)))
    body.append("<h2>C. Metadane zbioru</h2>")
    body.append(
        _table(
            ("Lp.", "Informacja", "Treść"),
            [
                ("1", "Identyfikator pliku metadanych", markup(facts.dataset_id)),
                ("2", "Adres metadanych zbioru", _value(facts.record_url(DATASET_FILE), "")),
                ("3", "Data metadanych", markup(facts.day)),
            ],
        )
    )
    body.append(
        '<p class="note">Czy zgłoszenia zagrożeń należą do któregoś z tematów danych przestrzennych, rozstrzyga'
        ' organ, który prowadzi zbiór; program tego nie przesądza. Miejsca oznaczone <span class="open">'
        f"{OPEN}</span> wypełnia organ.</p>"
    )
    body.append("<p>Data i podpis: ........................................</p>\n</body>\n</html>\n")
    return "\n".join(body).encode()


def _services(facts: Facts) -> list[tuple[str, str, str, str]]:
    found = (
        ("przeglądanie (WMS)", facts.wms(), VIEW_FILE),
        ("pobieranie (WFS)", facts.wfs(), DOWNLOAD_FILE),
        ("pobieranie (OGC API – Features)", facts.oapif(), DOWNLOAD_FILE),
    )
    known = bool(facts.service_url)
    return [
        (str(number), kind, _value(url if known else "", ""), _value(facts.record_url(file) if known else "", ""))
        for number, (kind, url, file) in enumerate(found, 1)
    ]


def _value(text: str, note: str) -> str:
    shown = markup(clean(text)) if clean(text) else f'<span class="open">{OPEN}</span>'
    return f'{shown}<br><span class="note">{markup(note)}</span>' if note else shown


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A table; its cells are HTML already."""
    lines = ["<table>", f"<tr>{''.join(f'<th>{title}</th>' for title in head)}</tr>"]
    lines += [f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows]
    return "\n".join([*lines, "</table>"])
