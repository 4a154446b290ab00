# find_package(patchbay): the SDK of native partners. See docs/native.md.
include(CMakeFindDependencyMacro)
find_dependency(Boost 1.81)  # its headers: a plugin's requests and results are Boost.JSON values
include(${CMAKE_CURRENT_LIST_DIR}/patchbayTargets.cmake)
set(patchbay_json_body ${CMAKE_CURRENT_LIST_DIR}/json.cpp)

# patchbay_add_plugin(NAME SOURCE…): the target NAME gives NAME.so, which a hub can load. The body
# of Boost.JSON is compiled into it.
function(patchbay_add_plugin name)
  add_library(${name} MODULE ${ARGN} ${patchbay_json_body})
  target_link_libraries(${name} PRIVATE patchbay::plugin_sdk)
  set_target_properties(${name} PROPERTIES PREFIX "" CXX_EXTENSIONS OFF)
endfunction()
