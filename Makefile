# `make run` and `make test` do all the set-up on a fresh machine with Python 3.11 or newer.

PYTHON ?= python3
BIN := .venv/bin
SCREENSHOT ?= screenshot.png
# Tests need no screen; on a desktop they must not steal the keyboard either.
OFFSCREEN := QT_QPA_PLATFORM=offscreen OMP_WAIT_POLICY=PASSIVE

.PHONY: run test check format app bench clean

run: .venv/run  ## open the window; without a display, drive it off-screen and save a screenshot
	$(BIN)/python -m app --screenshot $(SCREENSHOT)

test: .venv/dev  ## all tests
	$(OFFSCREEN) $(BIN)/python -m pytest

check: .venv/dev  ## format, lint, types and tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(OFFSCREEN) $(BIN)/python -m pytest

format: .venv/dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

app: .venv/dev  ## build the one-folder application and drive it off-screen
	$(BIN)/pyinstaller --noconfirm --clean --log-level WARN build.spec
	dist/heed/heed --self-test --screenshot dist/screenshot.png

bench: .venv/dev  ## how fast the engine writes, beside others: tests/bench/RESULTS.md
	OMP_WAIT_POLICY=PASSIVE $(BIN)/python -m tests.bench

clean:
	rm -rf .venv build dist

.venv/run: requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	touch $@

.venv/dev: requirements-dev.txt .venv/run
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.txt
	touch $@
