# `make up` runs Haetae on this machine; `make test` tests everything. Both say what they lack.

DATA ?= haetae-data
export DATA

.PHONY: help up down cluster cluster-down web dist test check audit bench bench-all bench-peers load

help:
	@echo "make up      build both, make a data folder with synthetic citizens, start the service, show a pass"
	@echo "make down    stop the service that make up started"
	@echo "make cluster three nodes, PostgreSQL, Redis and nginx, to break on purpose: docs/cluster.md; make cluster-down stops them"
	@echo "make web     build the WebAssembly, the web SDK and the web apps, which the next build of the service takes in"
	@echo "make dist    an archive and a Debian package of the programs, for machines without a compiler, in target/dist"
	@echo "make test    everything: formatting, lints, dependencies, all tests; ends with 'N passed, N failed'"
	@echo "make check   the quick part of it: formatting and lints"
	@echo "make audit   asks for known vulnerabilities of the dependencies, where the databases can be reached"
	@echo "make load    puts load on a service of its own, and reports what it held: docs/load.md; SCENARIO=opening chooses, CLUSTER=1 takes three nodes"
	@echo "make bench   one table: what Haetae takes beside what else could do the same; some minutes after compiling"
	@echo "make bench-all  every benchmark, in detail; HAETAE_BENCH_PEOPLE=5000000 imports so many into PostgreSQL"
	@echo "make bench-peers the SDKs for Python and the web beside cwt, python-jose, jose and zxing-wasm"

web:
	@deploy/local/web

up:
	@deploy/local/up

dist:
	@deploy/package/build

down:
	@deploy/local/down

cluster:
	@deploy/cluster/up

cluster-down:
	@deploy/cluster/down

test:
	@tests/run

check:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings

audit:
	@tests/audit

bench:
	@tests/bench/table

bench-all:
	cargo bench --workspace --locked --bench check --bench rules --bench unsigned --bench http --bench issue --bench issue_costs --bench journal --bench limits --bench overload --bench paper --bench postgres --bench publishing

bench-peers:
	@tests/bench/peers/run

load:
	@deploy/local/load
