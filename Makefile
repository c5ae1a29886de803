# Two commands on a fresh machine with Python >= 3.11 and make: `make demo` and `make test`.
# Every target first makes its own environment in .venv from requirements.lock, and brings it up to date when the lock changes.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/made-from-lock
# uv trusts the certificates that this machine trusts, as pip does: many agencies have their own.
export UV_SYSTEM_CERTS ?= 1

.DEFAULT_GOAL := help
.PHONY: help demo test check lint types imports budgets bench docs lock clean

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*##/make \1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 14

demo: export MAINSPRING_LEDGER = demo/mainspring-ledger.jsonl
demo: $(READY)  ## simulate a survey in the layout of FEVS 2018 and write the report on it
	$(BIN)/mainspring simulate --layout us-fevs-2018 --rows 100000 --seed 1 --out demo/fevs_2018.csv
	$(BIN)/mainspring report demo/fevs_2018.csv --codebook us-fevs-2018 --by AGENCY,LEVEL1 --out demo/

test: check  ## every check that CI runs
	$(BIN)/pytest --ignore=tests/gates

check: lint types imports budgets  ## lint, types, imports, budgets

lint: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(READY)
	$(BIN)/mypy

imports: $(READY)
	$(BIN)/lint-imports

budgets: $(READY)
	$(BIN)/pytest tests/gates

bench: $(READY)  ## speed and memory against peers, and the README's figures (takes a while)
	$(BIN)/python -m bench.run
	$(BIN)/python -m bench.readme

docs: $(READY)  ## write docs/reference/cli.md from the commands' own help, and docs/claims/ where real data is beside the project
	$(BIN)/python -m typer mainspring.cli utils docs --name mainspring --output docs/reference/cli.md
	test ! -d ../shared/data || $(BIN)/mainspring claims ../shared/data/us-fevs/fevs_2018_sample.csv.gz \
		--codebook us-fevs-2018-sample --out docs/claims/us-fevs-2018-sample.md
	test ! -d ../shared/data || $(BIN)/mainspring claims ../shared/data/uk-csps/20*.* --codebook uk-csps --out docs/claims/uk-csps.md

lock: $(READY)  ## bring the lock up to date with pyproject.toml; UPGRADE=1 also takes newer versions
	$(BIN)/uv pip compile pyproject.toml --all-extras --group dev --universal --python-version 3.11 $(if $(UPGRADE),--upgrade) \
		--generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
		--quiet --output-file requirements.lock

clean:  ## remove the environment and everything that was made
	rm -rf $(VENV) demo out dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests bench -name __pycache__ -prune -exec rm -rf {} +

# uv is locked like everything else: pip checks the hash of uv, uv the hashes of the rest.
$(READY): requirements.lock pyproject.toml
	@echo "Making the environment in $(VENV) from requirements.lock"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Mainspring needs Python 3.11 or newer, and $(PYTHON) is" \
			"$$($(PYTHON) --version 2>/dev/null || echo missing). Name another: make PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV)
	@awk '/^[a-z]/ { wanted = /^uv==/ } wanted' requirements.lock > $(VENV)/uv.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $(VENV)/uv.txt
	$(BIN)/uv pip sync --python $(BIN)/python --require-hashes --compile-bytecode requirements.lock
	$(BIN)/uv pip install --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@
