"""The templates under deploy/: what they call exists, and the programs that read them accept them."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kmzb_qgis.processing.algorithms.collectintake import CollectIntake
from kmzb_qgis.processing.algorithms.publish import Publish

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"


def unit(name: str) -> configparser.RawConfigParser:
    """A systemd unit; keys that repeat keep the last value, which is enough here."""
    parser = configparser.RawConfigParser(strict=False, delimiters=("=",))
    parser.optionxform = str
    parser.read(DEPLOY / name, encoding="utf-8")
    return parser


def test_the_timer_runs_just_after_midnight_in_warsaw():
    timer = unit("kmzb-publish.timer")["Timer"]
    assert timer["OnCalendar"] == "*-*-* 00:05:00 Europe/Warsaw" and timer["Persistent"] == "true"


@pytest.mark.parametrize(
    ("service", "settings", "job"),
    [
        ("kmzb-publish.service", "publish.env.example", Publish),
        ("kmzb-collect.service", "collect.env.example", CollectIntake),
    ],
)
def test_a_service_calls_the_algorithm_with_its_own_parameters(qgis_app, service, settings, job):
    algorithm = job()
    algorithm.initAlgorithm()
    known = {each.name(): each for each in algorithm.parameterDefinitions()}
    needed = {
        name
        for name, each in known.items()
        if not each.flags() & each.Flag.FlagOptional and each.defaultValue() is None and not each.isDestination()
    }
    command = unit(service)["Service"]["ExecStart"]
    assert f"run kmzb:{algorithm.name()} " in command
    given = set(re.findall(r"--([A-Z_]+)=", command))
    assert {"STORE"} <= needed <= given <= set(known)
    words = (DEPLOY / settings).read_text(encoding="utf-8")
    for name in re.findall(r"\$\{(\w+)\}", command):
        assert f"\n{name}=" in words


def test_the_server_pins_the_project_and_cannot_see_the_store():
    text = (DEPLOY / "kmzb-server@.service").read_text(encoding="utf-8")
    assert "Environment=QGIS_PROJECT_FILE=/srv/kmzb/publication/public/kmzb.qgs" in text
    assert "InaccessiblePaths=-/srv/kmzb/store -/srv/kmzb/publication/versions" in text
    assert "QGIS_SERVER_PROJECT_CACHE_STRATEGY=filesystem" in text


def test_no_unit_names_documentation_that_nothing_installs():
    """systemd-analyze does not look whether a documentation file is there."""
    units = [
        unit(path.name)["Unit"] for path in [*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer"), *DEPLOY.glob("*.path")]
    ]
    assert len(units) >= 3 and not [each for each in units if "file:" in each.get("Documentation", "")]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd")
def test_systemd_accepts_the_units():
    names = [path.name for path in DEPLOY.iterdir() if path.suffix in (".service", ".socket", ".timer", ".path")]
    assert len(names) >= 6
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *[str(DEPLOY / name) for name in names]],
        capture_output=True,
        text=True,
        timeout=60,
    )
    # Programs that are not installed where the tests run are no fault of the units.
    lines = [line for line in done.stderr.splitlines() if "kmzb" in line and "is not executable" not in line]
    assert not lines, lines
