"""The tests' own runner: a process that dies or hangs fails one test, and all others still run, each once."""

import subprocess
import sys
from pathlib import Path

import pytest

TOOL = Path(__file__).resolve().parents[2] / "scripts/grouped_tests.py"
SAYS = """
from pathlib import Path


def say(name):
    with Path("ran").open("a") as file:
        file.write(name + " ")


"""


def test(name: str, body: str = "") -> str:
    return f"def test_{name}():\n    say('{name}')\n    {body or 'pass'}\n\n\n"


test.__test__ = False


@pytest.fixture
def run(tmp_path):
    """Writes files and runs their tests in groups of two; gives exit code, the summary and what ran, in order."""

    def start(*options: str, **files: str):
        for name, text in files.items():
            (tmp_path / f"test_{name}.py").write_text(SAYS + text, encoding="utf-8")
        words = [sys.executable, str(TOOL), ".", "--files", "2", *options, "--", "-q", "-p", "no:pytest_qgis"]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
        summary = done.stdout.rpartition("\n=== ")[2].splitlines()
        ran = (tmp_path / "ran").read_text().split() if (tmp_path / "ran").exists() else []
        return done.returncode, summary, ran

    return start


def test_all_groups_run_and_what_failed_stands_at_the_end(run):
    broken = "import pytest\n\n\n@pytest.fixture\ndef left():\n    yield\n    raise OSError('x')\n\n\n"
    broken += "def test_four(left):\n    say('four')\n"
    code, summary, ran = run(
        a=test("one") + test("two", "assert False"), b=test("three"), c=broken, d="import nothing_of_this_name\n"
    )
    assert code == 1 and ran == ["one", "two", "three", "four"]
    assert summary[0].startswith("4 tests, 3 failures")
    assert summary[1:] == [
        "FAILED test_a.py::test_two",
        "ERROR test_d.py (collect)",
        "ERROR test_c.py::test_four (teardown)",
    ]


def test_a_crash_fails_one_test_and_the_others_still_run(run):
    crash = "import ctypes; ctypes.string_at(0)"
    code, summary, ran = run(a=test("one") + test("two", crash) + test("three"), b=test("four"), c=test("five"))
    assert code == 1 and ran == ["one", "two", "three", "four", "five"]
    assert summary[0].startswith("5 tests, 1 failures")
    assert summary[1:] == ["FAILED test_a.py::test_two - the process died: signal SIGSEGV"]


def test_a_crash_after_the_last_test_is_a_failure(run):
    at_end = "import atexit, os\n\natexit.register(lambda: os.kill(os.getpid(), 11))\n\n\n"
    code, summary, ran = run(a=at_end + test("one"))
    assert code == 1 and ran == ["one"]
    assert summary[1].startswith("FAILED (after test_a.py::test_one) - the process died: signal SIGSEGV")


def test_a_test_that_hangs_is_ended(run):
    code, summary, ran = run("--silence", "3", a=test("one", "import time; time.sleep(1000)") + test("two"))
    assert code == 1 and ran == ["one", "two"]
    assert summary[1:] == ["FAILED test_a.py::test_one - the process died: signal SIGABRT"]


def test_all_well(run, tmp_path):
    code, summary, ran = run(a=test("one"), b=test("two"), c=test("three"))
    assert code == 0 and ran == ["one", "two", "three"]
    assert summary[0].startswith("3 tests, 0 failures") and summary[1:] == ["all passed"]


def test_no_test_is_no_success(run):
    code, summary, _ = run(a="")
    assert code == 1 and summary[1:] == ["no test was run"]


def test_each_process_has_settings_of_its_own_that_begin_empty(run):
    ask = "import os; p = Path(os.environ['PYTEST_XDIST_WORKER'])"
    ask += "; assert p.is_absolute() and not p.exists(); p.mkdir(parents=True)"
    files = {name: test(name, ask) for name in ("a", "b", "c")}
    code, summary, _ = run(a=files["a"], b=test("b"), c=files["c"])
    assert code == 0, summary
