# Everything that mintbird needs is installed into ignored folders: .tools/, .venv/, target/ and each node_modules/.
# A stamp, or the installed file itself, tells make what is there, so that only the first run is slow.
# What is tested, and how it is counted, stands in scripts/test.sh.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := help

export PATH := $(CURDIR)/.tools/bin:$(CURDIR)/.tools/node_modules/.bin:$(CURDIR)/.venv/bin:$(PATH)
# Neither npm nor Tinybird's own client needs to call home from here.
export NPM_CONFIG_FUND := false
export NPM_CONFIG_AUDIT := false
export NPM_CONFIG_UPDATE_NOTIFIER := false
export TB_CLI_TELEMETRY_OPTOUT := 1

# --- versions and flags -----------------------------------------------------------------------------------------------

# wasm-bindgen's command refuses a module made with any other version of its crate, so Cargo.lock decides.
WASM_BINDGEN := wasm-bindgen-cli@$(shell sed -n '/^name = "wasm-bindgen"$$/{n;s/version = "\(.*\)"/\1/p}' Cargo.lock)
WASM_PACK    := wasm-pack@0.15.1
GECKODRIVER  := geckodriver@0.37.1
WORKER_BUILD := worker-build@0.8.7
BINARYEN     := binaryen@132.0.0
CARGO_FUZZ   := cargo-fuzz@0.13.2
CARGO_MUTANTS := cargo-mutants@27.1.0
# The first release of the Rust version that Cargo.toml promises.
export MSRV  := $(shell sed -n 's/^rust-version = "\([0-9]*\.[0-9]*\).*"/\1.0/p' Cargo.toml)

# Features that every runtime of the matrix has; wasm-opt must neither fail on them nor add others.
# What LLVM did not inline stays a function: alike functions compress better than what they would become, and are no slower.
WASM_OPT_FLAGS := -O3 --one-caller-inline-max-function-size=20 --always-inline-max-function-size=0 --flexible-inline-max-function-size=0 \
  --strip-debug --strip-producers --strip-target-features --enable-simd --enable-bulk-memory --enable-nontrapping-float-to-int \
  --enable-sign-ext --enable-mutable-globals --enable-reference-types --enable-multivalue
# The modules. Each has a target folder of its own: Cargo would write both to the same file.
FEATURES_full    := --features wasm
FEATURES_inspect := --no-default-features --features wasm-inspect
FEATURES_project := --no-default-features --features wasm-project
# Those without a key have no std, and so no panic handler of its.
CFG_inspect      := --cfg panic_handler
CFG_project      := --cfg panic_handler
# The profiles of Cargo.toml: nobody waits for those without a key.
PROFILE_full     := release
PROFILE_inspect  := inspect
PROFILE_project  := inspect
# Minting and verifying have to be fast. To inline and to unroll as freely as is usual then would make the module a fifth larger,
# for an eighth of the time at most. The others are compiled for their size, and know better.
LLVM_FLAGS_full  := $(addprefix -Cllvm-args=-,inline-threshold=40 inlinehint-threshold=40 inlinecold-threshold=0 unroll-threshold=20)

# Those of the matrix that have to find themselves in a node_modules of their own.
FRAMEWORKS := $(addprefix tests/runtimes/,next sveltekit astro metro)

PORT  ?= 4173
SERVE ?= 1
# Of make fuzz, for each target.
FUZZ_SECONDS ?= 3600

# $(call npm,FOLDER...): the installed packages of each folder that has a package.json
npm = $(patsubst %/package.json,%/node_modules/.package-lock.json,$(wildcard $(addsuffix /package.json,$1)))
# $(call files,FOLDER...): the sources in them
files = $(shell find $1 -type f -not -path '*/node_modules/*' -not -path '*/dist/*' -not -path 'docs/reference/*' -not -path '*/.vitepress/cache/*' 2>/dev/null)

# --- targets ----------------------------------------------------------------------------------------------------------

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z][a-z0-9-]*\):.*## \(.*\)/\1\t\2/p' Makefile | while IFS=$$'\t' read -r name text; do \
	  printf '  make %-14s %s\n' "$$name" "$$text"; done

.PHONY: demo
demo: build $(if $(filter 0,$(SERVE)),,docs) ## mint and verify a token here, then serve the page and the docs (SERVE=0: do not)
	@node examples/demo.mjs
ifneq ($(SERVE),0)
	@npm --prefix www run preview -- --host 127.0.0.1 --port $(PORT) --strictPort
endif

.PHONY: docs
docs: www/dist/docs/index.html ## build the documentation into www/dist/docs, beside the page

.PHONY: build
build: target/pkg/built ## build the wasm modules and the npm package

.PHONY: test test-all test-rust test-wasm test-js test-page test-docs test-interop test-trust test-matrix test-project
test: setup ## all that is quick, a quarter of an hour; ends with 'N passed, M failed'
	@scripts/test.sh lint rust wasm js page docs project interop e2e trust pack
test-all: setup setup-slow ## what takes longer: every runtime, more browsers, other features and compilers, fuzzing
	@scripts/test.sh features browsers matrix proof fuzz reproducible
test-rust: setup-rust ## Rust: unit, integration and doc tests, docs, other features, minimum Rust version
	@scripts/test.sh rust features
test-wasm: setup-wasm ## Rust compiled to WebAssembly, in Node
	@scripts/test.sh wasm
test-js: setup-js ## the npm package and its types
	@scripts/test.sh js
test-page: setup-page ## the page, in Chromium
	@scripts/test.sh page
test-docs: setup-docs ## every block of code in README and the guides, links, codes, the site in Chromium
	@scripts/test.sh docs
test-interop: build setup-js setup-python ## against other JWT libraries and real ClickHouse
	@scripts/test.sh interop

test-project: setup-project ## how projects are read, against Tinybird's own client and ClickHouse
	@scripts/test.sh project
test-trust: build setup-js setup-python setup-fuzz ## attacks, fuzzing and other libraries' answers, in short
	@scripts/test.sh trust fuzz
test-matrix: build setup-matrix setup-slow ## the packed package in every runtime and bundler
	@scripts/test.sh matrix

.PHONY: matrix
matrix: build setup-matrix setup-slow ## try the packed package in every runtime: what passes, how big, how fast it starts
	@node tests/runtimes/matrix.js all

.PHONY: e2e
e2e: build setup-e2e ## prove it with Tinybird's clients and engine on ClickHouse: what is tried, what comes back
	@node tests/e2e/proof.js

.PHONY: trust fuzz mutants
trust: build setup-js setup-python setup-fuzz ## put it through everything again, and print one table
	@scripts/trust.sh
mutants: .tools/done/$(CARGO_MUTANTS) ## change the security core, and see the tests fail; takes hours
	@scripts/mutants.sh
fuzz: setup-fuzz ## fuzz for long: an hour for each target, or FUZZ_SECONDS
	@scripts/fuzz.sh $(FUZZ_SECONDS)

.PHONY: lint fmt
lint: setup-rust setup-python setup-lint ## formatting, clippy, eslint, shellcheck, licences of dependencies
	@scripts/test.sh lint
fmt: $(call npm,scripts) ## format all sources, Rust and JavaScript
	cargo fmt
	npm run fmt --prefix scripts

.PHONY: bench bench-node
bench: build $(call npm,benches/js benches/js/runtimes) ## measure beside other libraries, in five runtimes and in Rust
	@scripts/apt.sh chromium=chromium
	cargo bench --bench jwt
	npm --prefix benches/js run bench
	node benches/js/runtimes/cpu.js
	MINTS=10000000 npm --prefix benches/js run memory
bench-node: build $(call npm,benches/js) ## the same in Node only
	npm --prefix benches/js run bench -- node

.PHONY: size
size: build ## weigh the modules and a browser bundle against their budgets
	@scripts/size.sh

.PHONY: clean
clean: ## remove what was built, keep what was installed
	cargo clean
	rm -rf .tools/target pkg/dist www/dist

# --- what to install for which target ---------------------------------------------------------------------------------

.PHONY: setup setup-rust setup-lint setup-project setup-build setup-wasm setup-js setup-page setup-docs setup-e2e setup-matrix setup-python setup-fuzz setup-slow
setup: setup-rust setup-lint setup-wasm setup-js setup-page setup-docs setup-e2e setup-python setup-project
setup-rust: rust-target-wasm32-unknown-unknown rust-target-wasm32-wasip1
	@cargo fmt --version >/dev/null && cargo clippy --version >/dev/null || rustup component add rustfmt clippy
	@rustc +$(MSRV) --print target-libdir --target wasm32-unknown-unknown 2>/dev/null | xargs -r test -d \
	  || rustup toolchain install $(MSRV) --profile minimal --target wasm32-unknown-unknown
# The types of what the package is built with, too: eslint reads them.
setup-lint: $(call npm,scripts pkg)
setup-build: rust-target-wasm32-unknown-unknown $(addprefix .tools/done/,$(WASM_BINDGEN) $(BINARYEN)) $(call npm,pkg)
setup-wasm: rust-target-wasm32-unknown-unknown $(addprefix .tools/done/,$(WASM_BINDGEN) $(WASM_PACK) $(BINARYEN))
	@scripts/apt.sh chromium=chromium chromedriver=chromium-driver
setup-js: setup-build $(call npm,www tests/js benches/js)
	@scripts/apt.sh zsh=zsh fish=fish setpriv=util-linux chromium=chromium
# The project that is served to the page runs on chdb.
setup-page: setup-build $(call npm,www tests/e2e)
	@scripts/apt.sh chromium=chromium
setup-docs: setup-page $(call npm,docs tests/docs)
	@scripts/apt.sh redis-server=redis-server
setup-python: .venv/done
# A Redis server, Tinybird's own clients and engine.
setup-e2e: setup-build .venv-e2e/done $(call npm,tests/e2e tests/docs)
	@scripts/apt.sh redis-server=redis-server curl=curl chromium=chromium
# Tinybird's client of today: what reads and renders projects is held to it.
setup-project: .venv-project/done
setup-matrix: setup-rust setup-wasm $(call npm,tests/runtimes)
# Fuzzing needs what only nightly compilers have.
setup-fuzz: .tools/done/$(CARGO_FUZZ)
	@cargo +nightly --version >/dev/null 2>&1 || rustup toolchain install nightly --profile minimal
setup-slow: setup-matrix setup-fuzz $(addprefix .tools/done/,$(GECKODRIVER) $(WORKER_BUILD)) $(call npm,$(FRAMEWORKS))
	@scripts/apt.sh firefox-esr=firefox-esr WebKitWebDriver=webkit2gtk-driver Xvfb=xvfb xauth=xauth

# Not stamps: a target belongs to the Rust toolchain, which may be replaced behind our back.
rust-target-%:
	@test -d "$$(rustc --print target-libdir --target $*)" || rustup target add $*

.tools/done/binaryen@%:
	npm install --prefix .tools --no-save binaryen@$*
	@mkdir -p $(@D) && rm -f $(@D)/binaryen@* && touch $@

# A Cargo tool, as crate@version. Not --locked: such a lock file may name versions that were withdrawn since.
.tools/done/%:
	CARGO_TARGET_DIR=.tools/target cargo install --quiet --root .tools $*
	@mkdir -p $(@D) && rm -f $(@D)/$(firstword $(subst @, ,$*))@* && touch $@

# Here npm ci refuses lock files that do not name the binaries of every other platform.
$(patsubst %,%/node_modules/.package-lock.json,benches/js benches/js/runtimes docs tests/docs tests/e2e tests/runtimes $(FRAMEWORKS)): \
    %/node_modules/.package-lock.json: %/package.json %/package-lock.json
	npm install --no-save --prefix $*
	@touch $@

# npm writes this file last.
%/node_modules/.package-lock.json: %/package.json %/package-lock.json
	npm ci --prefix $*
	@mkdir -p $(@D) && touch $@

.venv/done: tests/requirements.txt
# Tinybird's command line holds other packages at old versions, so it has an environment of its own.
.venv-e2e/done: tests/e2e/requirements.txt
.venv-project/done: tests/project/requirements.txt
.venv/done .venv-e2e/done .venv-project/done:
	python3 -c 'import ensurepip' 2>/dev/null || scripts/apt.sh python3-venv=python3-venv
	python3 -m venv --clear $(@D)
	$(@D)/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

# --- building ---------------------------------------------------------------------------------------------------------

target/pkg/%/mintbird_bg.wasm: $(call files,src) Cargo.toml Cargo.lock .cargo/config.toml Makefile | setup-build
	CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="$$(scripts/remap.sh) $(LLVM_FLAGS_$*)" \
	  cargo rustc --lib --crate-type cdylib --profile $(PROFILE_$*) --target wasm32-unknown-unknown --target-dir target/$* $(FEATURES_$*) -- $(CFG_$*)
	wasm-bindgen --target bundler --out-dir $(@D) --out-name mintbird target/$*/wasm32-unknown-unknown/$(PROFILE_$*)/mintbird.wasm
	wasm-opt $(WASM_OPT_FLAGS) -o $@ $@

# A stamp beside the modules, since `npm run build` starts by emptying pkg/dist; without pkg/dist the stamp does not count.
target/pkg/built: $(patsubst %,target/pkg/%/mintbird_bg.wasm,full inspect project) \
    $(call files,pkg) $(if $(wildcard pkg/dist),,no-dist)
	npm --prefix pkg run build
	@touch $@
.PHONY: no-dist
no-dist:

www/dist/index.html: target/pkg/built $(call files,www) $(call npm,www)
	npm --prefix www run build

# Beside the page, which `npm run build` in www/ starts by removing.
www/dist/docs/index.html: www/dist/index.html $(call files,docs src) $(call npm,docs)
	npm --prefix docs run build
	cargo doc --quiet --no-deps --features serde,project
	rm -rf www/dist/docs/rust && cp -r target/doc www/dist/docs/rust
