"""Cells read by NumPy from the bytes of a file: as Python reads them, whatever stands beside them."""

import random
import re

import numpy as np
import pytest

from kmzb_qgis.sources import csvblocks, csvfigures


def laid_out(cells, before=b""):
    """Cells in one text: its bytes, and where they begin and end."""
    text, begins, ends = before, [], []
    for cell in cells:
        begins.append(len(text))
        text += cell
        ends.append(len(text))
        text += b","
    return np.frombuffer(text + bytes(8), np.uint8), np.array(begins), np.array(ends)


def cell(chance):
    """A cell: nothing, a coordinate, another number, or something else."""
    kind = chance.random()
    if kind < 0.1:
        return b""
    if kind < 0.6:
        return b"%06d.%02d" % (chance.randrange(10**6), chance.randrange(100))
    if kind < 0.7:
        return b"-%d.%d" % (chance.randrange(10**6), chance.randrange(100))
    if kind < 0.8:
        return b"%d" % chance.randrange(10 ** chance.randrange(1, 22))
    return bytes(chance.choice(b"0123456789.-+e x") for _ in range(chance.randrange(1, 21)))


def as_whole(text):
    if not re.fullmatch(rb"-?[0-9]{1,18}", text):
        return None
    return int(text)


def as_number(text):
    figures = len(re.sub(rb"[^0-9]", b"", text))
    if figures > 15 or not re.fullmatch(rb"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)", text):
        return None
    return float(text)


@pytest.mark.parametrize(
    ("read", "by_python"), [(csvfigures.whole, as_whole), (csvfigures.number, as_number)], ids=["whole", "number"]
)
def test_numbers_are_what_python_reads(read, by_python):
    chance = random.Random(7)
    for trial in range(1500):
        alike = trial % 3 == 0  # as most files are: a column of dates
        cells = [
            b"%013d" % chance.randrange(10**13) if alike and chance.random() < 0.9 else cell(chance)
            for _ in range(chance.randrange(1, 30))
        ]
        values, bad = read(*laid_out(cells))
        for text, value, is_bad in zip(cells, values.tolist(), bad.tolist()):
            expected = by_python(text)
            if not text:
                assert not is_bad and (value == csvfigures.NONE or value != value)
            else:
                assert is_bad == (expected is None), text
                assert is_bad or value == expected, text


def test_pieces_are_told_apart_wherever_they_stand():
    chance = np.random.default_rng(3)
    sizes = [*range(40)] * 20 + [4095, 4096, 4097, 5000, 9000]
    pieces = [bytes(chance.integers(48, 58, size).astype(np.uint8)) for size in sizes]
    salt = np.uint64(9)
    prints = csvblocks.fingerprints(*laid_out(pieces), salt)
    elsewhere = csvblocks.fingerprints(*laid_out(pieces[::-1], b"xyz"), salt)[::-1]
    assert (prints == elsewhere).all()
    assert len(set(prints.tolist())) == len(set(pieces))
    assert not set(prints.tolist()) & set(csvblocks.fingerprints(*laid_out(pieces), ~salt).tolist())


@pytest.mark.parametrize("size", [1, 7, 8, 9, 15, 16, 17, 130])
def test_one_other_byte_is_another_piece(size):
    plain = bytes(range(65, 65 + 26)) * 6
    pieces = [plain[:size]] + [plain[:at] + b"~" + plain[at + 1 : size] for at in range(size)]
    prints = csvblocks.fingerprints(*laid_out(pieces), np.uint64(1))
    assert len(set(prints.tolist())) == size + 1


def test_a_piece_and_one_like_it_but_longer():
    pieces = [b"1" * 8, b"0" + b"1" * 8, b"1" * 9, b"1" * 16, b"0" + b"1" * 16, b"", b"1"]
    assert len(set(csvblocks.fingerprints(*laid_out(pieces), np.uint64(1)).tolist())) == len(pieces)
