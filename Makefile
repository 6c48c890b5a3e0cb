# make demo   installs what is missing, builds, runs the Hangzhou Bay study
# make test   installs what is missing, builds, runs every test
# make bench  benchmarks of this machine into build/bench/
# make bench-report  the same with peers (NumPy, SciPy and others), and the tables of docs/performance.md
# make gpu-proof  on a machine with a GPU: every test for real, compute-sanitizer, benchmarks; exits 5 without a GPU
# make gpu-bundle ARCH=90  the same as a tarball for another machine, in dist/
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

.PHONY: demo test packages bench bench-report gpu-proof gpu-bundle resources format clean
demo: packages
	@$(call configure,release)
	@cmake --build $(RELEASE) --target agglo -j $(JOBS)
	@echo
	$(RELEASE)/agglo run datasets/hangzhou-bay/study.toml --out $(OUT)

test: packages
	@$(call configure,release)
	@$(call configure,cuda-emulated)
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
	@! grep '"error_message"' build/bench/*.json  # a wrong result leaves the program's exit status at 0

PYTHON ?= python3
bench-report: packages
	@$(call configure,release)
	cmake --build $(RELEASE) -j $(JOBS)
	scripts/bench-report --bin $(RELEASE) --python $(PYTHON)

# the device is asked for first, so that a machine without one does not build everything to hear so
gpu-proof: packages
	@$(call configure,release)
	@cmake --build $(RELEASE) --target agglo -j $(JOBS)
	@scripts/gpu-proof --bin $(RELEASE) --device-only
	cmake --build $(RELEASE) -j $(JOBS)
	scripts/gpu-proof --bin $(RELEASE) $(PROOF)

ARCH ?= 90
gpu-bundle: packages
	@mkdir -p build && cmake --preset release -B build/bundle $(CONFIGURE) -DAGGLO_GPU=cuda -DAGGLO_BUNDLE=ON \
	  "-DCMAKE_CUDA_ARCHITECTURES=$(ARCH)" >build/bundle.log 2>&1 || { cat build/bundle.log; exit 1; }
	cmake --build build/bundle -j $(JOBS)
	@scripts/gpu-bundle build/bundle

resources: packages
	@$(call configure,release)
	@cmake --build $(RELEASE) --target resources -j $(JOBS)

format:
	@scripts/format

clean:
	rm -rf build $(OUT)
