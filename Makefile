# One word for each task; everything runs in .venv, which the first task makes.
BIN = .venv/bin

.PHONY: test lint docs proof fronts

.venv: pyproject.toml
	python3 -m venv .venv && $(BIN)/pip install -q -e '.[dev]'
	touch .venv

test: .venv     # all tests of the project
	$(BIN)/pytest -n auto

lint: .venv     # what CI asks of the code
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

docs: .venv     # write the generated files anew
	$(BIN)/campaign-contract generate

proof: .venv    # wrong servers have to be caught, honest ones left alone, and the reference server has to stand what it gets
	$(BIN)/campaign-contract mutants
	$(BIN)/campaign-contract variants combination
	$(BIN)/campaign-contract crash
	$(BIN)/campaign-contract hostile

fronts: .venv   # the whole suite behind every HTTP server, proxy and script that is installed
	$(BIN)/campaign-contract fronts
