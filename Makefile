# make app     set up and open the app            make test    set up and run all tests, browser included
# make check   format, lint, types, audit         make format  let ruff format and mend what it can
# make serve   several processes behind nginx: REPLICAS=2 ADDRESS=127.0.0.1 PORT=8080
# make fuzz    kill, starve and feed nonsense for many minutes   make soak    visitors for half an hour
# make lock    requirements.lock anew             make bom     what is in it, as CycloneDX: bom.json
# LOCKED=1 installs exactly what the lock files say, each file checked against its hash (Python 3.11).
# Nothing is installed outside .venv, but for the browser that the tests drive.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo -n)

REPLICAS ?= 2
ADDRESS ?= 127.0.0.1
PORT ?= 8080
REPLICA_PORT ?= 8601
FRAME_ANCESTORS ?= 'self'
READY := $(VENV)/ready$(if $(LOCKED),-locked)

.PHONY: app serve test fuzz soak check format lock bom setup clean

app: $(READY)
	$(BIN)/python -m streamlit run app.py

serve: $(READY) $(VENV)/ready-nginx
	$(BIN)/python -m serving --replicas $(REPLICAS) --address $(ADDRESS) --port $(PORT) \
		--first-replica-port $(REPLICA_PORT) --frame-ancestors "$(FRAME_ANCESTORS)"

test: $(VENV)/ready-dev $(VENV)/ready-browser $(VENV)/ready-nginx
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

fuzz: $(VENV)/ready-dev
	$(BIN)/python -m pytest --numprocesses 2 --dist load -m fuzz

soak: $(VENV)/ready-dev
	$(BIN)/python -m pytest -m soak -s

check: $(VENV)/ready-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m serving.audit

format: $(VENV)/ready-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Hashes of all files of a version, for all systems; torch has a lock of its own.
lock: $(VENV)/ready-dev
	$(BIN)/pip-compile --quiet --upgrade --generate-hashes --strip-extras --unsafe-package torch --no-header \
		--no-annotate --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
		--output-file $(VENV)/lock requirements.txt
	{ sed -n '/^#/p;/^[^#]/q' requirements.lock; grep -v -e '^#' -e '^$$' $(VENV)/lock; } > $(VENV)/lock-whole
	mv $(VENV)/lock-whole requirements.lock

bom: $(VENV)/ready-dev
	cat requirements.lock requirements-torch.lock | $(BIN)/cyclonedx-py requirements --output-file bom.json -

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

# What is there already and of the version that is locked stays, too, but its files are not checked again.
$(VENV)/ready-locked: requirements.lock requirements-torch.lock
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11) and \
		"The locks are for Python 3.11: make app LOCKED=1 PYTHON=python3.11")'
	[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements-torch.lock -r requirements.lock
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

# Without it, tests of many processes are skipped, and `make serve` says what is missing.
$(VENV)/ready-nginx:
	mkdir -p $(VENV)
	PATH=$$PATH:/usr/sbin command -v nginx \
		|| { command -v apt-get && $(SUDO) apt-get update -qq \
			&& $(SUDO) apt-get install -qq -y --no-install-recommends nginx-light; } \
		|| echo "nginx is not here and could not be installed"
	touch $@
