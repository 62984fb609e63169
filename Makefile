# posmirror. `make demo` and `make test` set up what they need on a fresh Debian machine that has
# a Swift toolchain; `make help` lists the rest.

SWIFT  ?= swift
PREFIX ?= /usr/local
RELEASE = .build/release

.PHONY: help deps venv demo build test bench bench-quick install clean

help:
	@echo "make demo         simulated POS, daemon, sync, a discounted menu, the time of each step"
	@echo "make test         every test, after installing what they need"
	@echo "make build        release binaries in $(RELEASE)"
	@echo "make bench        every benchmark and its peers; writes Benchmarks/results.md"
	@echo "make bench-quick  a small version, within a minute"
	@echo "make deps         install the libraries and tools (apt, pip)"
	@echo "make install      binaries to $(PREFIX)/bin"
	@echo "make clean        remove .build and .venv"

deps:
	@.ci/deps

venv: deps
	@.ci/python >/dev/null

build: deps
	$(SWIFT) build -c release --product posmirror
	$(SWIFT) build -c release --product posmirrord

demo: build
	$(RELEASE)/posmirror demo --products 100000 --rules 200

test: venv
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build

bench: build
	$(SWIFT) build -c release --product posmirror-bench
	python3 Benchmarks/run.py

bench-quick: build
	$(SWIFT) build -c release --product posmirror-bench
	python3 Benchmarks/run.py --quick --output .build/bench-quick

install: build
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(RELEASE)/posmirror $(RELEASE)/posmirrord $(DESTDIR)$(PREFIX)/bin

clean:
	rm -rf .build .venv
