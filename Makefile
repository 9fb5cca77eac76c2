# One word for each thing one does here; `make` alone lists them.
# Everything is installed into .venv, and again only when pyproject.toml or constraints.txt has changed.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
BENCH_INSTALLED := $(VENV)/.installed-bench
FUZZ_INSTALLED := $(VENV)/.installed-fuzz
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --constraint constraints.txt

# Labelled files for `make bench`: see benchmarks/README.md for their columns.
DATA ?= ../shared/data
SEEDS ?= 0
MINUTES ?= 5
named = $(wildcard $(patsubst %,$(DATA)/%.jsonl.gz,$(1)))
TOPIC_FILES ?= $(call named,reuters_r8 ecb_plus_train)
EVENT_FILES ?= $(call named,ecb_plus_train gva_2013_2015 allsides_train gedikli_energy uci_aggregator_head)

.DEFAULT_GOAL := help
.PHONY: help install demo lab docs test fuzz bench clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(INSTALLED) ## make .venv with the package and all that the demo, the notebooks and the tests need

demo: $(INSTALLED) ## analyse the bundled sample: prints the topics, writes runs/demo and its page
	@mkdir -p runs
	$(BIN)/topics sample --out runs/sample.jsonl
	$(BIN)/topics run runs/sample.jsonl --out runs/demo --page
	@echo
	@echo "Next: open runs/demo/report.html in a browser; it needs no network."
	@echo "Then: 'make lab' opens JupyterLab on notebooks/00_quickstart.ipynb."

lab: $(INSTALLED) ## open JupyterLab on the quickstart notebook
	$(BIN)/jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) notebooks/00_quickstart.ipynb

docs: $(INSTALLED) ## run the notebooks that are kept as pages again and write docs/notebooks
	$(BIN)/python docs/render_notebooks.py

test: $(INSTALLED) ## lint, types, spelling, then every test and every example in a docstring
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict topics
	$(BIN)/codespell topics tests benchmarks notebooks docs Makefile pyproject.toml *.md
	$(BIN)/python -m pytest

fuzz: $(FUZZ_INSTALLED) ## try invented and damaged files and run folders for MINUTES (5) in all, guided by coverage
	$(BIN)/python -m tests.fuzz --minutes $(MINUTES)

ifneq ($(strip $(TOPIC_FILES) $(EVENT_FILES)),)
bench: $(BENCH_INSTALLED) ## score this package and its peers on labelled files (DATA=folder, SEEDS=0,1,2)
	$(if $(strip $(TOPIC_FILES)),$(BIN)/python benchmarks/topics.py $(TOPIC_FILES) --seeds $(SEEDS))
	$(if $(strip $(EVENT_FILES)),$(BIN)/python benchmarks/events.py $(EVENT_FILES) --seeds $(SEEDS))
else
bench:
	@echo "Got no labelled files in $(DATA) but expected .jsonl.gz files of articles with a topic or an event; name yours:"
	@echo "  make bench TOPIC_FILES='a.jsonl.gz' EVENT_FILES='b.jsonl.gz'     (their columns: benchmarks/README.md)"
	@exit 1
endif

clean: ## remove .venv, caches, the demo and what the notebooks wrote; your own runs stay
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis runs/demo runs/sample.jsonl runs/quickstart runs/notebooks
	find . -name __pycache__ -prune -exec rm -rf {} +

# torch comes first and by this exact version: any looser request may fetch gigabytes of GPU libraries on Linux.
$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { \
	  echo "Got $$($(PYTHON) --version 2>&1) but expected Python 3.11, 3.12 or 3.13; name one: make PYTHON=python3.12 ..."; exit 1; }
	@echo "Installing into $(VENV): 2.6 GB on disk, some minutes the first time."
	test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV)
	$(PIP) torch==2.13.0
	$(PIP) -e '.[all]'
	@touch $@

$(BENCH_INSTALLED): $(INSTALLED)
	$(PIP) -e '.[all,bench]'
	@touch $@

# Where atheris cannot be had, the search is not guided, and is made all the same.
$(FUZZ_INSTALLED): $(INSTALLED)
	-$(PIP) -e '.[all,fuzz]'
	@touch $@
