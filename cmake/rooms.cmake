# A room is a static library of all .cpp files in its folder (sub-folder main/ apart).

add_library(patchbay_pch OBJECT ${CMAKE_SOURCE_DIR}/cmake/bodies/pch.cpp)
target_link_libraries(patchbay_pch PUBLIC boost_bodies)
target_precompile_headers(patchbay_pch PUBLIC
                          $<$<COMPILE_LANGUAGE:CXX>:${CMAKE_SOURCE_DIR}/cmake/pch.h>)

function(patchbay_room name folder)
  cmake_parse_arguments(ROOM "" "" "ROOMS;LIBS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/${folder}/main/")
  add_library(patchbay_${name} STATIC ${sources} ${CMAKE_SOURCE_DIR}/cmake/bodies/pch.cpp)
  target_include_directories(patchbay_${name} PUBLIC ${CMAKE_SOURCE_DIR})
  list(TRANSFORM ROOM_ROOMS PREPEND patchbay_)
  target_link_libraries(patchbay_${name} PUBLIC boost_bodies ${ROOM_ROOMS} PRIVATE ${ROOM_LIBS})
  target_precompile_headers(patchbay_${name} REUSE_FROM patchbay_pch)
endfunction()

# Compiles the files of a folder into a room: `embedded_<folder>()` gives (name, text) in order of
# name.
function(patchbay_embed room folder extension)
  file(GLOB files CONFIGURE_DEPENDS ${folder}/*.${extension})
  get_filename_component(table ${folder} NAME)
  set(output ${CMAKE_BINARY_DIR}/embedded_${table}.cpp)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DTABLE=${table} -DOUTPUT=${output} "-DFILES=${files}"
            -P ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
    VERBATIM)
  target_sources(patchbay_${room} PRIVATE ${output})
endfunction()

# Tests are compiled more often than they run: -O1 and GoogleTest in a header of their own take a
# third less. The header is compiled with -fPIC; -fPIE of an executable would not fit it.
set(patchbay_test_options -fPIC $<$<CONFIG:Release>:-O1>)
function(patchbay_test_header)
  add_library(patchbay_test_pch OBJECT ${CMAKE_SOURCE_DIR}/cmake/bodies/pch.cpp)
  target_include_directories(patchbay_test_pch PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(patchbay_test_pch PUBLIC boost_bodies GTest::gtest)
  target_compile_options(patchbay_test_pch PRIVATE ${patchbay_test_options})
  target_precompile_headers(patchbay_test_pch PUBLIC
                            $<$<COMPILE_LANGUAGE:CXX>:${CMAKE_SOURCE_DIR}/cmake/test_pch.h>)
endfunction()

# One test executable for a folder of tests, named after it. SHARDS: ctest runs it in so many parts,
# side by side.
function(patchbay_test_folder name folder)
  cmake_parse_arguments(TEST "" "SHARDS" "ROOMS;LIBS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/*.cpp)
  if(NOT sources)
    return()
  endif()
  add_executable(${name} ${sources})
  list(TRANSFORM TEST_ROOMS PREPEND patchbay_)
  target_link_libraries(${name} PRIVATE ${TEST_ROOMS} ${TEST_LIBS} test_stores GTest::gtest_main)
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  target_compile_options(${name} PRIVATE ${patchbay_test_options})
  target_precompile_headers(${name} REUSE_FROM patchbay_test_pch)
  if(NOT TEST_SHARDS)
    set(TEST_SHARDS 1)
  endif()
  foreach(shard RANGE 1 ${TEST_SHARDS})
    set(entry ${name}_${shard})
    if(TEST_SHARDS EQUAL 1)
      set(entry ${name})
    endif()
    math(EXPR index "${shard} - 1")
    add_test(NAME ${entry} COMMAND ${name} --gtest_brief=1 WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    set_tests_properties(${entry} PROPERTIES
      ENVIRONMENT "GTEST_TOTAL_SHARDS=${TEST_SHARDS};GTEST_SHARD_INDEX=${index}")
  endforeach()
endfunction()
