# kmzb_qgis: every job of a developer and of CI. On a fresh Debian 12 with make and git,
# `make demo` and `make test` install what they need and run.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PY := .venv/bin/python
export QT_QPA_PLATFORM ?= offscreen
export PYTHONDONTWRITEBYTECODE := 1
# pyproj looks beside the venv's Python; the data are the system's.
export PROJ_LIB ?= /usr/share/proj
export PROJ_DATA ?= $(PROJ_LIB)

# Digests that tests compare with: they look like keys to detect-secrets.
DIGESTS := ^tests/gui/(form_version|loading_old_digests)\.json$$

.PHONY: help setup setup-test translations stage package release demo serve test test-unit test-gui test-server test-inprocess \
        test-http test-e2e conformance matrix matrix-clean lint format bench qgis axis pictures clean

help: ## List the targets
	@grep -E '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: ## Install Debian's packages and the venv that the demo needs (repeatable)
	@scripts/setup.sh run

setup-test: ## ... and what the tests need on top
	@scripts/setup.sh test

translations: setup
	@$(PY) -c "import sys; sys.path.insert(0, 'scripts'); import package; package.compile_translations()"

stage: setup ## Lay the plugin out in build/stage/kmzb_qgis, as QGIS loads it
	@$(PY) scripts/package.py --stage-only

package: setup ## Build build/kmzb_qgis.zip from the files that git tracks
	@$(PY) scripts/package.py

release: setup-test ## Build build/release/kmzb_qgis.<version>.zip from a clean commit, twice, and compare; tags nothing
	@$(PY) scripts/release.py

demo: stage ## The main job, end to end: sample, service, import, publish, serve, check, draw (COUNT=20000)
	@$(PY) scripts/demo.py --count $(or $(COUNT),20000)

serve: stage ## Serve a publication as a public machine does, on loopback until Ctrl-C (FOLDER=… PORT=8080 WORKERS=4 LOGS=…)
	@exec $(PY) scripts/serve.py --folder "$(FOLDER)" --port $(or $(PORT),8080) --workers $(or $(WORKERS),0) $(if $(LOGS),--log-dir "$(LOGS)")

test: setup-test stage test-unit test-gui test-server test-e2e ## All tests
	@echo "all tests passed"

test-unit: setup-test translations
	$(PY) -m pytest tests/unit

test-gui: setup-test translations stage
	$(PY) scripts/grouped_tests.py tests/gui

test-server: test-inprocess test-http

test-inprocess: setup-test stage
	$(PY) -m pytest -o qgis_server=true tests/server/inprocess

test-http: setup-test stage
	$(PY) -m pytest tests/server/http

test-e2e: setup-test stage
	$(PY) -m pytest tests/e2e

matrix: ## All tests on QGIS 3.40 and 3.44, each in a Debian of its own, kept between runs (root; VERSIONS=3.44 for one)
	@scripts/matrix.sh test $(VERSIONS)

matrix-clean: ## Remove these Debians (VERSIONS=3.44 for one); `make clean` leaves them
	@scripts/matrix.sh clean $(VERSIONS)

lint: setup-test ## ruff, flake8, bandit, detect-secrets, translations, the house's rules, Qt 6, the repository's rules
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m flake8 .
	$(PY) -m bandit -q -c pyproject.toml -r kmzb_qgis
	git ls-files -z | xargs -0 .venv/bin/detect-secrets-hook --baseline .secrets.baseline --exclude-files '$(DIGESTS)'
	$(PY) scripts/i18n.py check
	$(PY) -m pytest -q tests/unit/test_house.py tests/unit/test_qt6.py tests/unit/test_package.py

format: setup-test ## Reformat the code
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

bench: setup-test stage ## Measure, side by side; prints the table
	@$(PY) bench/run.py

conformance: ## The standards' own tests against the running service; writes docs/conformance.md (Java, Maven)
	@scripts/setup.sh conformance
	@$(MAKE) -s stage
	@$(PY) scripts/conformance.py --write

qgis: stage ## QGIS Desktop with the plugin in a throw-away profile and the demo project
	@$(PY) scripts/desktop.py

axis: setup-test stage ## Measure who puts which coordinate first; writes the tables of docs/axis.md
	@$(PY) scripts/axis_table.py --write

pictures: setup-test stage ## Make the screenshots in docs/pictures anew
	@$(PY) scripts/pictures.py

clean: ## Remove what was built (the venv too, but not the Debians of make matrix: see matrix-clean)
	rm -rf build .venv .qgis-settings .pytest_cache .ruff_cache kmzb_qgis/i18n/*.qm
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
