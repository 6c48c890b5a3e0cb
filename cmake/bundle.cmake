# -DAGGLO_BUNDLE=ON: every test and benchmark with the libraries it needs, runnable from any folder of another machine.
# `cmake --install DIR --component proof --prefix PREFIX` lays it out; scripts/gpu-bundle makes the tarball.
if(NOT AGGLO_BUNDLE)
  return()
endif()
if(NOT AGGLO_GPU STREQUAL "cuda")
  message(FATAL_ERROR "AGGLO_BUNDLE carries the gpu half: it needs nvcc (AGGLO_GPU=cuda)")
endif()

set(bundled)
foreach(folder "" /tests /bench /host)
  get_property(targets DIRECTORY ${PROJECT_SOURCE_DIR}${folder} PROPERTY BUILDSYSTEM_TARGETS)
  foreach(target IN LISTS targets)
    get_target_property(type ${target} TYPE)
    if(type STREQUAL "EXECUTABLE")
      list(APPEND bundled ${target})
    endif()
  endforeach()
endforeach()

# Our libraries from ../lib, CUDA's from the machine. DT_RPATH and not RUNPATH: it also serves what the libraries need
# themselves (libopenblas its libgfortran).
list(APPEND bundled agglo_kernels agglo_host)
set_target_properties(${bundled} PROPERTIES INSTALL_RPATH "$ORIGIN;$ORIGIN/../lib;/usr/local/cuda/lib64")
foreach(target IN LISTS bundled)
  target_link_options(${target} PRIVATE -Wl,--disable-new-dtags -Wl,--as-needed)
endforeach()
cmake_path(GET OPENBLAS PARENT_PATH openblas_folder)
install(TARGETS ${bundled} RUNTIME_DEPENDENCY_SET needs RUNTIME DESTINATION bin COMPONENT proof
  LIBRARY DESTINATION lib COMPONENT proof)
install(RUNTIME_DEPENDENCY_SET needs
  PRE_EXCLUDE_REGEXES "^lib(cu|nv)" "^ld-linux" "^lib(c|m|dl|rt|pthread|gcc_s|stdc\\+\\+)\\.so"
  DIRECTORIES ${openblas_folder}
  LIBRARY DESTINATION lib COMPONENT proof)
install(PROGRAMS ${PROJECT_SOURCE_DIR}/scripts/gpu-proof DESTINATION scripts COMPONENT proof)
install(PROGRAMS ${PROJECT_SOURCE_DIR}/scripts/gpu-proof-run DESTINATION . RENAME run COMPONENT proof)
install(FILES ${PROJECT_SOURCE_DIR}/bench/report.py ${PROJECT_SOURCE_DIR}/bench/compare.py DESTINATION bench
  COMPONENT proof)
install(FILES ${PROJECT_SOURCE_DIR}/bench/peers/gpu_peers.py DESTINATION bench/peers COMPONENT proof)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION . COMPONENT proof)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/datasets DESTINATION . COMPONENT proof)
