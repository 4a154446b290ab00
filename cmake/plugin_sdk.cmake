# The SDK of native partners: what a plugin's target links, here and installed.

set(patchbay_libdir lib/${CMAKE_LIBRARY_ARCHITECTURE})
set(patchbay_cmakedir ${patchbay_libdir}/cmake/patchbay)
set(exports_map ${CMAKE_SOURCE_DIR}/adapters/sdk/exports.map)

# Only the two names of the border leave a plugin (exports.map): what it links statically stays its
# own. GNU unique symbols would tie generations together (HOSTS.md section 5).
add_library(plugin_sdk INTERFACE)
target_compile_features(plugin_sdk INTERFACE cxx_std_20)
target_compile_options(plugin_sdk INTERFACE -fno-gnu-unique -fvisibility=hidden)
target_include_directories(plugin_sdk INTERFACE $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}>
                                                $<INSTALL_INTERFACE:include>)
target_link_libraries(plugin_sdk INTERFACE Boost::headers)
set(installed_map $<INSTALL_PREFIX>/${patchbay_cmakedir}/exports.map)
set(version_script $<BUILD_INTERFACE:${exports_map}>$<INSTALL_INTERFACE:${installed_map}>)
target_link_options(plugin_sdk INTERFACE -Wl,--version-script=${version_script})

# A module against the SDK, of this build.
function(patchbay_module name)
  add_library(${name} MODULE ${ARGN})
  target_link_libraries(${name} PRIVATE plugin_sdk)
  set_target_properties(${name} PROPERTIES PREFIX "" LINK_DEPENDS ${exports_map})
endfunction()
