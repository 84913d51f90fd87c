PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SOURCES := linter rules tests
CONTOSO := samples/repositories/contoso

.PHONY: test lint docs demo clean

test: lint
	$(BIN)/pytest -n 2 --dist loadgroup -q

lint: $(READY)
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy --no-error-summary $(SOURCES)
	$(BIN)/python docs/generate.py --check
	$(BIN)/lint-imports --no-logo > $(VENV)/imports.log || { cat $(VENV)/imports.log; exit 1; }

docs: $(READY)
	$(BIN)/python docs/generate.py

# The main job on a repository that has something for every headline rule, and its earlier state.
demo: $(READY)
	$(BIN)/azlint check --root $(CONTOSO)/after --base $(CONTOSO)/before --exit-zero \
	  --format text --format sarif=out/azlint.sarif $(CONTOSO)/after

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -qq --disable-pip-version-check --editable '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) out
