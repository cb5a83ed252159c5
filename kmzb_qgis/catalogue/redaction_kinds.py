"""What a word of a Polish text may be: a first name, a surname, a title, a role, a word for a street."""

from __future__ import annotations

import functools
import re

from . import redaction_words

_ROLE = re.compile(
    r"(?:sąsiad|zgłaszając|zgłosił|kierowc|kierując|właściciel|lokator|świad(?:ek|ki?em|ka)|sołtys|radn[yaą]"
    r"|dzielnicow"
    r"|nazwisk|nazywa|niejak|rodzin|rodzic|koleg|koleżan|kolegą|syn|córk|ojc|ojciec|matk|mąż|męż|żon|brat"
    r"|siostr|wnucz"
    r"|gang|szef|podpis|administrator|nauczyciel|sprawc|pouczon|wylegitym|przedstawił|skarż|rozmaw|pozdrawia|poważan"
    r"|jestem|lekarz|kłusowni|pokrzywdz|opiekun|dozorc|mieszkan(?:iec|ką|ka)|chodzi)\w*"
)
_FUNCTION = re.compile(
    r"(?:komendan|prezyden|burmistrz|wójt|wójc|dyrekt|prezes|dokto|bóg|bog|boż|dzielnicow|starost|radn|sołtys"
    r"|minist|kierowni"
    r"|naczelni|redakt|premier|wojewod|przewodnicz|pos[eł]|sędzi|mecenas|profes|inspekt|policj|straż|pan[oó]w"
    r"|pani|pan|pań"
    r"|aspiran|sierżan|właściciel|kierow|ksi[ąę]d|koordynat)\w*"
)
_STREET = re.compile(
    r"(?:ul|ulic[aęyąo]\w*|ulic|al|alej?|alej\w*|pl|plac\w*|os|osied\w+|rond\w+|skwer\w*|park\w*|most\w*|im"
    r"|imieni\w*|św|świ[ęę]t\w+"
    r"|pomnik\w*|bulwar\w*|szkoł\w+|gimnazj\w+|lice\w+|kości[oó]ł\w*|parafi\w*|szpital\w*|wsi|wieś|wsią"
    r"|miejscowoś\w+|gmin\w*"
    r"|stacj\w+|dworz?e?c\w*|bar\w?|hotel\w*|kawiarni\w*|aptek\w*|sklep\w*|salon\w*|przedszkol\w+"
    r"|restauracj\w+|ośrod\w+"
    r"|tunel\w*|wiadukt\w*|kop[ci]e?c?\w*|stadion\w*|deptak\w*|pasaż\w*|galeri\w*|trakt\w*|szos\w+"
    r"|zał[oó]ż\w*|fundacj\w+"
    r"|ś|błogosławion\w*|węz[eł]\w*|cmentarz\w*|zesp\w+|komend\w+|sąd\w*|puszcz\w+|zalew\w*|jezior\w+|las\w*|lasek)"
)
_RANK = re.compile(
    r"(?:gen|generał\w*|marsz|marszałk\w*|ks|księ\w+|księd\w+|bp|biskup\w*|abp|kard|kardynał\w*|płk"
    r"|pułkownik\w*|mjr|major\w*|dr|prof"
    r"|kpt|kapitan\w*|por|rotm|rotmistrz\w*|król\w*|bł|św|świ\w+|hr|braci|bohater\w*|o|ojca|w|ul|ulic\w*)"
)
_NOT_SURNAMES = re.compile(
    r"(?:szerok|głębok|wysok|nisk|blisk|dalek|wielk|wąsk|śląsk|gmińsk|ludz|miejs|wiejs|polsk|niemieck|rosyjsk"
    r"|ukraińsk|wszystk|jak|tak|takich"
    r"|pańsk|męsk|żeńsk|dzieck|matczysk|śródmiejsk|nadwiślańs|policyjn|letnisk|wysypisk|boisk|lotnisk"
    r"|uroczysk|siedlisk|przystank|brydgosk|wszelk"
    r"|krótk|szybk|gładk|ciężk|lekk|brzydk|rzadk|gorzk|słodk|płytk|mokr|ślisk|mlecz|znicz|obyczaj|deszcz"
    r"|powszedni|strażack|harcersk|mieszk"
    r"|sąsiedzk|rowersk|ryback|myśliwsk|turystyczn|studenck|kibicowsk|chamsk|młodzieńcz|mazowieck|wielkopolsk"
    r"|małopolsk|pomorsk|lubelsk"
    r"|podkarpack|łódzk|warszawsk|krakowsk|radomsk|gdańsk|poznańsk|wrocławsk|opolsk|katowick|kieleck"
    r"|białostock|toruńsk)\w*"
)


GIVEN, PLAIN, WORD, ENDED, TITLE, STREET, RANK, ROLE = (1 << n for n in range(8))
FUNCTION, ALONG, PATRON, NEVER, ABBREVIATED = (1 << n for n in range(8, 13))
BEGINS = GIVEN | PLAIN | WORD | ENDED | TITLE


@functools.lru_cache(maxsize=100_000)
def kinds(word: str) -> int:
    """What a word in lower case may be, as a sum of the constants above."""
    words = redaction_words.load()
    parts = word.split("-")
    tests = (
        (GIVEN, word in words.given),
        (PLAIN, any(part in words.plain for part in parts)),
        (WORD, word in words.words),
        (ENDED, any(redaction_words.SURNAME.fullmatch(part) and not _NOT_SURNAMES.fullmatch(part) for part in parts)),
        (TITLE, word in words.titles or word == "p"),
        (STREET, _STREET.fullmatch(word)),
        (RANK, _RANK.fullmatch(word)),
        (ROLE, _ROLE.fullmatch(word)),
        (FUNCTION, _FUNCTION.fullmatch(word)),
        (ALONG, word in words.along),
        (PATRON, word in words.patrons),
        (NEVER, word in words.no_names),
        (ABBREVIATED, word in words.ranks),
    )
    return sum(kind for kind, true in tests if true)
