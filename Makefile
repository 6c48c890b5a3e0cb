# make demo   installs what is missing, builds, runs the Hangzhou Bay study
# make test   installs what is missing, builds, runs every test
# make bench  benchmarks of this machine into build/bench/
# make resources  rewrites kernels/resources.txt: registers, spills and shared memory of every kernel (needs nvcc)
# make format formats the sources
WERROR ?= OFF
JOBS ?= $(shell nproc)
OUT ?= out
RELEASE = build/release
EMULATED = build/emulated
# ccache keys its entries by paths relative to here, so that another clone of the same sources builds from the cache
export CCACHE_BASEDIR := $(CURDIR)
export CCACHE_NOHASHDIR := 1
LAUNCHER := $(shell command -v ccache)
CONFIGURE = -DAGGLO_WERROR=$(WERROR) -DCMAKE_CXX_COMPILER_LAUNCHER=$(LAUNCHER) -DCMAKE_CUDA_COMPILER_LAUNCHER=$(LAUNCHER)

# configure,PRESET: quiet unless it fails
configure = mkdir -p build && cmake --preset $(1) $(CONFIGURE) >build/$(1).log 2>&1 || { cat build/$(1).log; exit 1; }

.PHONY: demo test packages bench resources format clean
demo: packages
	@$(call configure,release)
	@cmake --build $(RELEASE) --target agglo -j $(JOBS)
	@echo
	$(RELEASE)/agglo run datasets/hangzhou-bay/study.toml --out $(OUT)

test: packages
	@$(call configure,release)
	@$(call configure,emulated)
	cmake --build $(RELEASE) -j $(JOBS)
	cmake --build $(EMULATED) -j $(JOBS)
	ctest --test-dir $(RELEASE) --output-on-failure -j $(JOBS)
	ctest --test-dir $(EMULATED) --output-on-failure -j $(JOBS)

packages:
	@scripts/packages

bench: packages
	@$(call configure,release)
	cmake --build $(RELEASE) -j $(JOBS)
	@mkdir -p build/bench
	@for b in $(RELEASE)/*_bench $(RELEASE)/bench/*_bench; do if [ -x "$$b" ]; then \
	  "$$b" --benchmark_out=build/bench/$$(basename "$$b").json --benchmark_out_format=json || exit 1; fi; done

resources: packages
	@$(call configure,release)
	@cmake --build $(RELEASE) --target resources -j $(JOBS)

format:
	@scripts/format

clean:
	rm -rf build $(OUT)
