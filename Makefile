# The front door. `make help` says what there is.
SHELL := /bin/bash
PRESET ?= release
JOBS ?= $(shell nproc)
DATA ?= ./data
export CCACHE_SLOPPINESS := pch_defines,time_macros,include_file_mtime,include_file_ctime

.PHONY: help deps configure build run test unit e2e conformance crash bench bench-scale fuzz asan tsan sanitizers format checks lint docs clean

help:  ## This list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

deps:
	@tools/install_dependencies.sh

build/$(PRESET)/build.ninja: CMakeLists.txt CMakePresets.json | deps
	@cmake --preset $(PRESET)

configure: build/$(PRESET)/build.ninja

build: configure  ## Build the server: ./entrepot
	@cmake --build --preset $(PRESET) -j $(JOBS) --target entrepot
	@ln -sfn build/$(PRESET)/src/app/entrepot entrepot

run: build  ## Build and serve http://localhost:5000, data in ./data
	@./entrepot serve --data $(DATA)

test: configure  ## Build and run every test that needs no special machine
	@cmake --build --preset $(PRESET) -j $(JOBS)
	@ln -sfn build/$(PRESET)/src/app/entrepot entrepot
	@python3 tools/check_rooms.py
	@python3 tools/compatibility.py --check
	@ctest --preset $(PRESET)

unit: configure  ## Only the unit tests
	@cmake --build --preset $(PRESET) -j $(JOBS)
	@ctest --preset $(PRESET) -L unit

asan:  ## Every test, and the seeds of every fuzz target, under AddressSanitizer and UBSan
	@$(MAKE) --no-print-directory sanitized PRESET=asan

tsan:  ## Every test under ThreadSanitizer (long)
	@$(MAKE) --no-print-directory sanitized PRESET=tsan

sanitizers: asan  ## What CI runs under sanitizers: make asan, and ThreadSanitizer on async, sql and blob
	@$(MAKE) --no-print-directory sanitized PRESET=tsan TARGETS=threaded_tests ONLY='^(async|blob|sql)'

.PHONY: sanitized
sanitized: configure
	@cmake --build --preset $(PRESET) -j $(JOBS) --target $(or $(TARGETS),all)
	@ctest --preset $(PRESET) $(if $(ONLY),-R '$(ONLY)')

e2e: build  ## Real clients against the built server (installs them into ./.tools)
	@tools/install_test_clients.sh --ci
	@.tools/venv/bin/python -m pytest -q tests/e2e -m ci

conformance: build  ## The OCI conformance suites
	@tools/install_test_clients.sh --ci
	@tests/conformance/run.sh

crash: build  ## kill -9, bit rot, full disk, bad input
	@tools/install_test_clients.sh --ci
	@.tools/venv/bin/python tests/crash/run_all.py

bench: build  ## Compare with distribution and zot on this machine (long)
	@tools/install_test_clients.sh --bench
	@bench/run.sh

bench-scale: | deps  ## A registry of a million images beside a small one (long; 15 GB, kept in SCALE_DATA if given)
	@cmake --preset bench && cmake --build --preset bench -j $(JOBS) --target entrepot fill_store replay
	@tools/install_test_clients.sh --bench
	@.tools/venv/bin/python bench/scale/measure.py $(if $(SCALE_DATA),--data $(SCALE_DATA))

fuzz: | deps  ## Every fuzz target for FUZZ_SECONDS (60) each
	@cmake --preset fuzz && cmake --build --preset fuzz -j $(JOBS)
	@tools/run_fuzz.sh $(or $(FUZZ_SECONDS),60)

format:  ## Format the sources
	@tools/install_dependencies.sh --format
	@git ls-files '*.cc' '*.h' | xargs clang-format-19 -i

checks:  ## What needs no build: formatting and the room contract
	@tools/install_dependencies.sh --format
	@git ls-files '*.cc' '*.h' | xargs clang-format-19 --dry-run -Werror
	@python3 tools/check_rooms.py

lint: configure checks  ## The checks, headers that stand alone, clang-tidy
	@tools/install_dependencies.sh --lint
	@cmake --build --preset $(PRESET) -j $(JOBS) --target check_headers
	@tools/run_tidy.sh build/$(PRESET)

docs: build  ## Regenerate COMPATIBILITY.md from the operation tables
	@python3 tools/compatibility.py --write

clean:  ## Remove the build folders (not the data)
	@rm -rf build entrepot
