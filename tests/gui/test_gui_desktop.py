"""QGIS Desktop itself on an invisible screen: switched on in an empty profile, a basemap, a picture, off again."""

import subprocess
import sys
from pathlib import Path

import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).parent))
import look_store

ROOT = Path(__file__).resolve().parents[2]
LAND, WATER = (250, 247, 240), (170, 205, 228)  # of the stand-in's street map
PAPER = (255, 255, 255)  # of a map with nothing on it
MAP = np.s_[200:740, 640:1240]  # of a screen of 1280 × 800: rows and columns that every QGIS gives to the map


def share(pixels: np.ndarray, colour: tuple[int, int, int]) -> float:
    """Part of the picture that has about this colour."""
    return float((np.abs(pixels.astype(int) - colour).max(axis=2) < 6).mean())


def test_desktop_shows_a_basemap_and_lets_go(tmp_path):
    tool = [sys.executable, str(ROOT / "scripts/package.py"), "--stage-only", "--build", str(tmp_path)]
    subprocess.run(tool, check=True, timeout=120, capture_output=True)
    picture = tmp_path / "desktop.png"
    words = [sys.executable, str(ROOT / "scripts/desktop.py"), "--plugins", str(tmp_path / "stage"), "--unload"]
    words += ["--basemap", "basemap", "--size", "1280x800", "--picture", str(picture), "--limit", "150"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    pixels = np.asarray(Image.open(picture).convert("RGB"))
    assert pixels.shape == (800, 1280, 3)
    # Within the map only: how much of the window the map gets is QGIS's affair (3.40 has taller toolbars than 3.22).
    canvas = pixels[MAP]
    assert share(canvas, LAND) > 0.2 and share(canvas, WATER) > 0.02
    assert share(canvas, PAPER) < 0.1


def test_desktop_ends_well_with_an_open_form(tmp_path, qgis_app):
    """What the plugin puts into QGIS's forms and layers goes before QGIS does: no crash when a person leaves."""
    store = look_store.make(tmp_path / "zgłoszenia.gpkg")
    tool = [sys.executable, str(ROOT / "scripts/package.py"), "--stage-only", "--build", str(tmp_path)]
    subprocess.run(tool, check=True, timeout=120, capture_output=True)
    words = [sys.executable, str(ROOT / "scripts/desktop.py"), "--plugins", str(tmp_path / "stage"), "--no-standin"]
    words += ["--store", str(store.path), "--form", "fid = 1", "--edit", "--form-tab", "2", "--leave"]
    words += ["--size", "1280x800", "--picture", str(tmp_path / "a.png"), "--limit", "150"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
