# posmirror. `make demo` and `make test` set up what they need on a fresh Debian machine that has
# a Swift toolchain; `make help` lists the rest.

export SWIFT ?= swift
PREFIX ?= /usr/local
RELEASE = .build/release

.PHONY: help deps venv demo build test check format test-tsan test-asan torture fuzz bench bench-quick \
    install clean

help:
	@echo "make demo         simulated POS, daemon, sync, a discounted menu, the time of each step"
	@echo "make test         every test, after installing what they need"
	@echo "make check        all that a change must pass: formatting, house rules, tests in debug and"
	@echo "                  in release, bench-quick; about an hour from nothing on 2 cores"
	@echo "make format       lays out the Swift files as .ci/swift-format.json says"
	@echo "make test-tsan    the tests of what has threads, under the thread sanitizer"
	@echo "make test-asan    the tests of what reads through pointers, under the address sanitizer"
	@echo "make torture      kills, damage, full disks and more done to a real daemon; TRIALS=100 SEED=1,"
	@echo "                  MODE=kill for one of them"
	@echo "make fuzz         a minute of each fuzzer, guided by coverage; SECONDS_EACH=3600 TARGETS=json,"
	@echo "                  SANITIZE=address or thread besides"
	@echo "make build        release binaries in $(RELEASE)"
	@echo "make bench        every benchmark and its peers, which it installs (it says which);"
	@echo "                  writes Benchmarks/results.md"
	@echo "make bench-quick  a small version, within a minute"
	@echo "make deps         install the libraries and tools (apt, pip)"
	@echo "make install      binaries to $(PREFIX)/bin, after make build"
	@echo "make clean        remove .build and .venv"
	@echo
	@echo "one test          swift test --filter 'CatalogTests.CatalogOracleTests'"
	@echo "one seed          POSMIRROR_SEED=7 before it, or 1-5000; a failure names its seed"
	@echo "golden files      POSMIRROR_RENEW=1 before it renews those of Tests/Golden"

deps:
	@.ci/deps test

venv: deps
	@.ci/python >/dev/null

build:
	@.ci/deps build
	@.ci/build posmirror posmirrord

demo: build
	$(RELEASE)/posmirror demo --products 100000 --rules 200

test: venv
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build

# About 20 minutes of it are tests; `.ci/check debug` is a part alone.
check: venv
	@.ci/check

format:
	@.ci/format

# `make test-tsan FILTER=TTRPCTests` runs a part.
test-tsan: venv
	@.ci/tsan $(FILTER)

test-asan: venv
	@.ci/asan $(FILTER)

TRIALS ?= 20
SEED ?= 1

torture:
	@.ci/deps build
	$(SWIFT) build
	.build/debug/posmirror-torture --trials $(TRIALS) --seed $(SEED) $(if $(MODE),--mode $(MODE))

SECONDS_EACH ?= 60

fuzz:
	@.ci/deps build
	@.ci/fuzz $(SECONDS_EACH) $(TARGETS)

bench: build
	@.ci/build posmirror-bench
	python3 Benchmarks/run.py

bench-quick: build
	@.ci/build posmirror-bench
	python3 Benchmarks/run.py --quick --output .build/bench-quick

# Builds nothing: under sudo there may be no Swift, and what it built would be root's.
install:
	@for name in posmirror posmirrord; do \
	    [ -x $(RELEASE)/$$name ] || { echo "there is no $(RELEASE)/$$name; first: make build" >&2; exit 1; }; \
	done
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(RELEASE)/posmirror $(RELEASE)/posmirrord $(DESTDIR)$(PREFIX)/bin

clean:
	rm -rf .build .venv
