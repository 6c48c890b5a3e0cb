# Registers, spills and shared memory of every kernel, as ptxas reports them for sm_90 while the kernels are compiled,
# against kernels/resources.txt. `cmake --build ... --target resources` rewrites that file.
if(NOT AGGLO_GPU STREQUAL "cuda" OR NOT "90" IN_LIST CMAKE_CUDA_ARCHITECTURES)
  return()
endif()
find_package(Python3 COMPONENTS Interpreter)
if(NOT Python3_FOUND)
  return()
endif()
target_compile_options(agglo_kernels PRIVATE "$<$<COMPILE_LANGUAGE:CUDA>:SHELL:-Xptxas -v>")
set_target_properties(agglo_kernels PROPERTIES
  CUDA_COMPILER_LAUNCHER "${PROJECT_SOURCE_DIR}/scripts/ptxas-report;${CMAKE_CUDA_COMPILER_LAUNCHER}")
set(resources_command ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/scripts/resources.py
  --objects ${PROJECT_BINARY_DIR}/CMakeFiles/agglo_kernels.dir --file ${PROJECT_SOURCE_DIR}/kernels/resources.txt)
add_custom_target(resources COMMAND ${resources_command} --write DEPENDS agglo_kernels VERBATIM)
add_test(NAME resources COMMAND ${resources_command})
