# make app     set up and open the app            make test    set up and run all tests, browser included
# make check   format, lint and types             make format  let ruff format and mend what it can
# make fuzz    kill, starve and feed nonsense for many minutes   make soak    visitors for half an hour
# Nothing is installed outside .venv, but for the browser that the tests drive.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo -n)

.PHONY: app test fuzz soak check format setup clean

app: $(VENV)/ready
	$(BIN)/python -m streamlit run app.py

test: $(VENV)/ready-dev $(VENV)/ready-browser
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

fuzz: $(VENV)/ready-dev
	$(BIN)/python -m pytest --numprocesses 2 --dist load -m fuzz

soak: $(VENV)/ready-dev
	$(BIN)/python -m pytest -m soak -s

check: $(VENV)/ready-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(VENV)/ready-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

setup: $(VENV)/ready-dev

clean:
	rm -rf $(VENV)

# A torch that is in .venv already, of whatever build, stays.
$(VENV)/ready: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make app PYTHON=python3.11")'
	[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet "$$(grep ^torch requirements.txt)"
	$(BIN)/python -m pip install --quiet -r requirements.txt
	touch $@

$(VENV)/ready-dev: $(VENV)/ready requirements-dev.txt
	$(BIN)/python -m pip install --quiet -r requirements-dev.txt
	touch $@

# Debian's browser where apt can install it, else the one that Playwright brings.
$(VENV)/ready-browser: $(VENV)/ready-dev
	command -v chromium \
		|| { command -v apt-get && $(SUDO) apt-get update -qq && $(SUDO) apt-get install -qq -y chromium; } \
		|| $(BIN)/python -m playwright install --with-deps chromium
	touch $@
