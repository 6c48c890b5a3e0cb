# Compilers, flags and libraries: what every target of the project shares.
find_package(OpenMP REQUIRED COMPONENTS CXX)
find_package(GTest REQUIRED)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(benchmark QUIET)

# The OpenMP build of OpenBLAS by full path: the pthread build (libopenblas-dev) keeps a second team of threads, and
# alternating it with OpenMP loops costs 2-4 ms a call against 0.5.
find_library(OPENBLAS openblas PATHS /usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}/openblas-openmp NO_DEFAULT_PATH)
if(NOT OPENBLAS)
  message(FATAL_ERROR "OpenBLAS's OpenMP build is missing: install libopenblas-openmp-dev")
endif()

if(AGGLO_GPU STREQUAL "auto")
  find_program(AGGLO_NVCC nvcc HINTS /usr/local/cuda/bin ENV CUDA_HOME PATH_SUFFIXES bin)
  if(AGGLO_NVCC)
    set(AGGLO_GPU cuda)
  else()
    set(AGGLO_GPU off)
  endif()
endif()
message(STATUS "agglo: gpu half ${AGGLO_GPU}, sanitizers ${AGGLO_SANITIZE}")

if(AGGLO_GPU STREQUAL "cuda")
  if(NOT CMAKE_CUDA_COMPILER AND AGGLO_NVCC)
    set(CMAKE_CUDA_COMPILER ${AGGLO_NVCC})
  endif()
  if(NOT CMAKE_CUDA_ARCHITECTURES)  # this machine's GPU; without one, Hopper with PTX for what comes after it
    execute_process(COMMAND nvidia-smi --query-gpu=compute_cap --format=csv,noheader
                    OUTPUT_VARIABLE capabilities ERROR_QUIET RESULT_VARIABLE none)
    string(REGEX MATCHALL "[0-9]+\\.[0-9]+" capabilities "${capabilities}")
    string(REPLACE "." "" capabilities "${capabilities}")
    list(REMOVE_DUPLICATES capabilities)
    if(NOT capabilities)
      set(capabilities 90)
    endif()
    set(CMAKE_CUDA_ARCHITECTURES ${capabilities})
  endif()
  enable_language(CUDA)
  find_package(CUDAToolkit 13 REQUIRED)
  set(CMAKE_CUDA_STANDARD 20)
  # CMake 3.25 does not know nvcc 13's flag for C++20
  set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION -std=c++20)
  set(CMAKE_CUDA20_EXTENSION_COMPILE_OPTION -std=c++20)
elseif(AGGLO_GPU STREQUAL "emulated")
  if(NOT AGGLO_SANITIZE)
    message(FATAL_ERROR "The emulated gpu half runs under the sanitizers alone: add -DAGGLO_SANITIZE=ON")
  endif()
  # Thrust without a device: the toolkit's headers, or Debian's libthrust-dev
  find_path(CCCL_INCLUDE thrust/version.h HINTS /usr/local/cuda/include/cccl /usr/include)
  if(NOT CCCL_INCLUDE)
    message(FATAL_ERROR "Thrust's headers are missing: install the CUDA Toolkit or libthrust-dev")
  endif()
endif()

add_library(agglo_flags INTERFACE)
target_compile_options(agglo_flags INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion>
  $<$<COMPILE_LANGUAGE:CXX>:-fno-math-errno -fno-trapping-math>
  $<$<COMPILE_LANGUAGE:CUDA>:-Xcompiler=-Wall,-Wextra,-Wno-unused-parameter --expt-relaxed-constexpr>)
if(AGGLO_WERROR)
  target_compile_options(agglo_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Werror>
    $<$<COMPILE_LANGUAGE:CUDA>:--Werror=all-warnings>)
endif()
if(AGGLO_SANITIZE)
  set(CMAKE_CXX_FLAGS_RELEASE "-O1 -g1")  # CLI11 and friends take 25 s a file at -O2 under sanitizers
  target_compile_options(agglo_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fsanitize=address,undefined
    -fno-sanitize-recover=all -fno-omit-frame-pointer>)
  target_link_options(agglo_flags INTERFACE -fsanitize=address,undefined)
else()
  set(CMAKE_CXX_FLAGS_RELEASE "-O3")
endif()
