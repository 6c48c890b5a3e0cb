# agglo_gpu_sources(TARGET FILE.cu...): compiles the gpu half as this build does it: nvcc, the host compiler, or not at all.
function(agglo_gpu_sources target)
  if(AGGLO_GPU STREQUAL "off")
    return()
  endif()
  target_sources(${target} PRIVATE ${ARGN})
  target_compile_definitions(${target} PUBLIC AGGLO_CUDA=1)
  if(AGGLO_GPU STREQUAL "cuda")
    target_link_libraries(${target} PUBLIC ${agglo_cudart} CUDA::cublas CUDA::cusolver)
  else()
    set_source_files_properties(${ARGN} PROPERTIES LANGUAGE CXX  # CMP0119: adds -x c++
      COMPILE_OPTIONS "${agglo_emulated_options}")
    target_include_directories(${target} BEFORE PRIVATE ${PROJECT_SOURCE_DIR}/tests/cuda_on_cpu)
  endif()
endfunction()

# Emulated .cu files call tests/cuda_on_cpu/races.cpp before every load and store, which asks AddressSanitizer too.
# Copies are calls as well, not moves that nobody sees.
set(agglo_emulated_options -fno-sanitize=address -fsanitize=thread --param=tsan-instrument-func-entry-exit=0
  -fno-builtin-memcpy -fno-builtin-memmove -fno-builtin-memset)
# Thrust's own systems bind references to null on purpose.
set(agglo_thrust_options ${agglo_emulated_options} -fno-sanitize=null -include ${PROJECT_SOURCE_DIR}/tests/cuda_on_cpu/thrust_without_toolkit.h
  -isystem ${CCCL_INCLUDE})

# agglo_test(NAME SOURCE LIBRARY...): one GoogleTest binary.
function(agglo_test name source)
  add_library(${name}_tests OBJECT ${source})
  target_link_libraries(${name}_tests PUBLIC ${ARGN} GTest::gtest_main)
  add_executable(${name}_test)
  target_link_libraries(${name}_test PRIVATE ${name}_tests)
  add_test(NAME ${name} COMMAND ${name}_test WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES TIMEOUT 300)
endfunction()

# Their emulated gpu half takes more than 2 s: they run with the first seed alone.
set(agglo_slow_tests firm_network firm_network_solve gras group_sum leontief_inverse leontief_inverse_streamed leontief_solve market_access pair_cells pair_matrix pair_sums ras spatial_solve spillover_pool technical_coefficients)

# agglo_operation(SUBJECT/NAME [THRUST]): an operation's four neighbours, its test, planted faults and benchmark.
function(agglo_operation op)
  cmake_path(GET op FILENAME name)
  target_sources(agglo_kernels PRIVATE kernels/${op}.cpp)
  if(EXISTS ${PROJECT_SOURCE_DIR}/kernels/${op}.cu)  # an operation that only calls another has none
    agglo_gpu_sources(agglo_kernels kernels/${op}.cu)
  endif()
  if(AGGLO_GPU STREQUAL "emulated" AND "THRUST" IN_LIST ARGN)
    set_source_files_properties(kernels/${op}.cu PROPERTIES COMPILE_OPTIONS "${agglo_thrust_options}"
      COMPILE_DEFINITIONS THRUST_DEVICE_SYSTEM=THRUST_DEVICE_SYSTEM_CPP)
  endif()
  agglo_test(${name} tests/${name}_test.cpp agglo_kernels)
  if(AGGLO_GPU STREQUAL "emulated" AND NOT name IN_LIST agglo_slow_tests)
    foreach(seed 2 3)  # the gpu half again, its threads in other orders
      add_test(NAME seed${seed}.${name} COMMAND ${name}_test --gtest_filter=*/gpu.* WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
      set_tests_properties(seed${seed}.${name} PROPERTIES TIMEOUT 300 ENVIRONMENT CUDA_ON_CPU_SEED=${seed})
    endforeach()
  endif()
  if(AGGLO_GPU STREQUAL "emulated" AND EXISTS ${PROJECT_SOURCE_DIR}/tests/${name}_faults.cmake)
    include(${PROJECT_SOURCE_DIR}/tests/${name}_faults.cmake)
  endif()
  if(AGGLO_BENCH AND benchmark_FOUND AND NOT AGGLO_SANITIZE AND EXISTS ${PROJECT_SOURCE_DIR}/bench/${name}_bench.cpp)
    add_executable(${name}_bench bench/${name}_bench.cpp)
    target_link_libraries(${name}_bench PRIVATE agglo_kernels benchmark::benchmark_main OpenMP::OpenMP_CXX)
    if(EXISTS ${PROJECT_SOURCE_DIR}/bench/${name}_bench.cu)  # a rival that only nvcc can compile
      agglo_gpu_sources(${name}_bench bench/${name}_bench.cu)
    endif()
  endif()
endfunction()

# agglo_planted_fault(LABEL SUBJECT/NAME OLD NEW [THRUST] [IN HEADER] [TEST NAME]): the operation's gpu half with the
# first OLD replaced by NEW must fail its test, or the one that TEST names. The copy is edited here, so that products
# carry no fault macros. IN names a header of the gpu half that holds OLD, by its path below kernels/.
function(agglo_planted_fault label op old new)
  cmake_path(GET op FILENAME name)
  cmake_parse_arguments(fault "THRUST" "IN;TEST" "" ${ARGN})
  if(NOT fault_TEST)
    set(fault_TEST ${name})
  endif()
  set(source ${PROJECT_SOURCE_DIR}/kernels/${op}.cu)
  if(fault_IN)
    set(source ${PROJECT_SOURCE_DIR}/kernels/${fault_IN})
  endif()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
  file(READ ${source} text)
  string(FIND "${text}" "${old}" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "planted fault ${label}: '${old}' is not in ${source}")
  endif()
  string(LENGTH "${old}" length)
  math(EXPR end "${at} + ${length}")
  string(SUBSTRING "${text}" 0 ${at} head)
  string(SUBSTRING "${text}" ${end} -1 tail)
  set(mutant ${CMAKE_CURRENT_BINARY_DIR}/faults/${name}.${label}.cu)
  if(fault_IN)  # the same .cu, which finds the edited header first
    set(headers ${CMAKE_CURRENT_BINARY_DIR}/faults/${name}.${label})
    file(CONFIGURE OUTPUT ${headers}/kernels/${fault_IN} CONTENT "${head}${new}${tail}" @ONLY)
    set(mutant ${PROJECT_SOURCE_DIR}/kernels/${op}.cu)
  else()
    file(CONFIGURE OUTPUT ${mutant} CONTENT "${head}${new}${tail}" @ONLY)
  endif()
  set_source_files_properties(${mutant} PROPERTIES LANGUAGE CXX COMPILE_OPTIONS "${agglo_emulated_options}")
  if("THRUST" IN_LIST ARGN)
    set_source_files_properties(${mutant} PROPERTIES COMPILE_OPTIONS "${agglo_thrust_options}"
      COMPILE_DEFINITIONS THRUST_DEVICE_SYSTEM=THRUST_DEVICE_SYSTEM_CPP)
  endif()
  add_executable(${name}_${label}_fault ${mutant})  # its own object comes first, so the library's stays out
  target_include_directories(${name}_${label}_fault BEFORE PRIVATE ${headers} ${PROJECT_SOURCE_DIR}/tests/cuda_on_cpu)
  target_link_libraries(${name}_${label}_fault PRIVATE ${fault_TEST}_tests)
  # the gpu half alone, up to its first failure: a fault may make everything after it slow
  add_test(NAME fault.${name}.${label} COMMAND ${name}_${label}_fault --gtest_filter=*gpu* --gtest_fail_fast
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(fault.${name}.${label} PROPERTIES TIMEOUT 300
    PASS_REGULAR_EXPRESSION "[1-9][0-9]* FAILED TEST|AddressSanitizer|runtime error|cuda_on_cpu: (data race|a barrier that not every)")
endfunction()
