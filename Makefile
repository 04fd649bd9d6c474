# carafe: `make help` lists what there is. The README's two commands are `make demo` and `make test`.
#
# Knobs: JAVA_HOME (a JDK 25 or later; looked for when unset), RUNTIME (for conformance), BENCH_RUNS, MVN_FLAGS.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

export JAVA_HOME := $(shell scripts/find-jdk.sh)
export CARAFE_BUILD := $(shell scripts/build-id.sh)
export LC_ALL := C.UTF-8
# The Java tests have what the compiler makes judged by the decoder of the C side.
export CARAFE_CHECK_PROGRAM := $(CURDIR)/native/build/check-program

MVN := mvn -B -ntp -Dstyle.color=never -Dcarafe.build=$(CARAFE_BUILD) $(MVN_FLAGS)
DIST := build/dist
RUNTIME ?= $(CURDIR)/$(DIST)/bin/carafe
RUNTIME_NAME ?= $(notdir $(RUNTIME))

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z][a-z0-9-]*:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | sort | awk -F'\t' '{ printf "  %-18s %s\n", $$1, $$2 }'

.PHONY: jdk
jdk:
	@[ -n "$(JAVA_HOME)" ] || { echo "no JDK 25 or later found: install one, or set JAVA_HOME" >&2; exit 1; }

.PHONY: demo
demo: ## build, make a busybox bundle, run it with carafe and show that it is a container
	scripts/setup.sh demo
	$(MAKE) dist
	scripts/demo.sh $(DIST)/bin/carafe

.PHONY: dist
dist: jdk ## the relocatable tree build/dist, with bin/carafe
	scripts/setup.sh build
	$(MVN) -q package -DskipTests
	$(MAKE) -C native BUILD_ID=$(CARAFE_BUILD)
	scripts/dist.sh $(DIST)

PREFIX ?= /usr/local

.PHONY: install
install: ## install what `make dist` made below PREFIX (/usr/local); with DESTDIR it is only staged
	@[ -x $(DIST)/bin/carafe ] || { echo "nothing to install: run make dist first" >&2; exit 1; }
	packaging/install.sh $(DIST) "$(PREFIX)" "$(DESTDIR)"

.PHONY: uninstall
uninstall: ## remove exactly what make install has installed below PREFIX
	packaging/uninstall.sh "$(PREFIX)" "$(DESTDIR)"

# Everything that is packaged has the time of the commit that it was made from.
export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || date +%s)

.PHONY: deb
deb: built ## a Debian package of it, in build/package
	packaging/deb.sh $(DIST) build/package

.PHONY: tarball
tarball: built ## carafe-VERSION-linux-ARCH.tar.gz and SHA256SUMS, in build/package; runs wherever it is unpacked
	packaging/tarball.sh $(DIST) build/package

.PHONY: reproducible
reproducible: jdk ## build the last commit twice, in two places, and compare the packages byte for byte; takes some minutes
	scripts/reproducible.sh

.PHONY: test
test: jdk ## everything: gates, unit tests, native tests, conformance on carafe, runc and crun
	scripts/setup.sh test
	$(MAKE) check-java check-native
	$(MAKE) dist
	packaging/check-bill.sh $(DIST)
	$(MAKE) conformance-all

.PHONY: check
check: ## what CI runs
	.ci/run

.PHONY: check-java
check-java: jdk ## gates (format, Error Prone, NullAway, ArchUnit) and unit tests of the Java modules
	$(MAKE) -C native check-program
	$(MVN) -q verify
	scripts/summarize-tests.sh

.PHONY: check-native
check-native: ## warnings, analyzer, unit tests, sanitizers and short fuzz runs of the C side
	$(MAKE) -C native check
	$(MAKE) -C native test
	$(MAKE) -C native sanitize
	$(MAKE) -C native fuzz-short

.PHONY: check-aarch64
check-aarch64: ## cross-compiles the C side for aarch64 and runs its unit tests under qemu-user
	scripts/check-aarch64.sh

.PHONY: check-aarch64-vm
check-aarch64-vm: built ## the C side's unit tests and containers' lives on an arm64 kernel and JVM, in an emulated machine (9 minutes)
	scripts/check-aarch64-vm.sh $(DIST)

.PHONY: conformance
conformance: jdk ## the black-box suite on one runtime: make conformance RUNTIME=/usr/sbin/runc
	scripts/conformance.sh $(RUNTIME_NAME) $(RUNTIME)

.PHONY: conformance-all
conformance-all: jdk ## the black-box suite on carafe (one-shot and resident), runc and crun, and the matrix
	scripts/conformance-all.sh $(CURDIR)/$(DIST)/bin/carafe

.PHONY: built
built: jdk
	@if [ "$$(cat $(DIST)/lib/carafe/build-id 2>/dev/null)" != "$(CARAFE_BUILD)" ] || \
	  [ -n "$$(find conformance/src conformance/pom.xml -newer conformance/target/carafe-conformance.jar 2>&1)" ]; then $(MAKE) dist; fi

.PHONY: conformance-denied
conformance-denied: jdk ## a part of the suite with system calls refused in turn: make conformance-denied [DENY="openat2 clone3"]
	scripts/conformance-denied.sh $(RUNTIME) $(DENY)

.PHONY: test-vm
test-vm: built ## the black-box suite in a virtual machine: cgroup v2, systemd, AppArmor, rootless
	scripts/test-vm.sh $(DIST)

.PHONY: test-vm-quick
test-vm-quick: built ## the part of it that CI runs: what depends on cgroup v2, systemd, AppArmor or an ordinary user
	scripts/test-vm.sh $(DIST) --tags vm

.PHONY: test-vm-crash
test-vm-crash: built ## client, engine and criu killed in the midst of updates, checkpoints and restores with cgroup v2, in a virtual machine
	scripts/test-vm.sh $(DIST) --tags vm-crash

.PHONY: test-vm-v1
test-vm-v1: built ## the suite's cgroup and systemd tests in a virtual machine with cgroup v1
	VM_CGROUP=v1 scripts/test-vm.sh $(DIST) --tags vm

.PHONY: test-vm-units
test-vm-units: deb tarball ## systemd's units, and install, upgrade and purge of the packages, in a virtual machine
	scripts/test-vm-units.sh $(DIST) build/package/carafe_*.deb build/package/carafe-*.tar.gz

.PHONY: e2e
e2e: built ## carafe below containerd, Docker, Podman and conmon; make e2e RUNTIME=/usr/sbin/runc for another runtime
	scripts/setup.sh e2e
	scripts/e2e.sh $(RUNTIME)

.PHONY: e2e-vm
e2e-vm: built ## the same in a virtual machine with cgroup v2 and systemd; E2E_CGROUPS=cgroupfs: by path, E2E=REGEX: these tests only
	scripts/e2e-vm.sh $(DIST) $(if $(E2E),--filter '$(E2E)')

.PHONY: test-vm-selinux
test-vm-selinux: built ## labels and run in a virtual machine with SELinux, enforcing
	VM_LSM=selinux scripts/test-vm.sh $(DIST) --filter '(config\.Labels|lifecycle\.Run|Label)'

.PHONY: runtime-tools
runtime-tools: jdk ## OCI runtime-tools' validation programs on carafe, runc and crun: make runtime-tools RUNTIME_TOOLS=its built directory
	$(MAKE) dist
	scripts/runtime-tools.sh "$(RUNTIME_TOOLS)" $(CURDIR)/$(DIST)/bin/carafe

.PHONY: bench
bench: jdk ## whole processes against runc and crun, as ratios; writes docs/benchmarks.md
	scripts/setup.sh test
	$(MAKE) dist
	scripts/bench.sh $(CURDIR)/$(DIST)/bin/carafe

.PHONY: bench-check
bench-check: ## whether the last `make bench` kept the budgets of SPECIFICATION.md
	python3 scripts/bench-check.py build/bench/results.json build/bench/growth.json

.PHONY: format
format: jdk ## apply google-java-format and clang-format
	$(MVN) -q spotless:apply
	$(MAKE) -C native format

.PHONY: clean
clean: ## remove what the build made
	$(MVN) -q clean
	$(MAKE) -C native clean
	rm -rf build
