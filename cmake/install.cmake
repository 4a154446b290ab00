# What `cmake --install` puts below a prefix. hub/app/home.cpp finds it from where the program is.
include(CMakePackageConfigHelpers)

set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)  # tests are no part of it

install(TARGETS patchbay RUNTIME DESTINATION bin)
install(TARGETS order_file report_file LIBRARY DESTINATION ${patchbay_libdir}/patchbay/plugins)
install(DIRECTORY scripts policies DESTINATION share/patchbay)
# What a new programme begins with.
install(DIRECTORY examples/policies DESTINATION share/patchbay/examples)
install(DIRECTORY examples DESTINATION share/doc/patchbay)
install(FILES README.md CHANGELOG.md DESTINATION share/doc/patchbay)
install(DIRECTORY docs DESTINATION share/doc/patchbay PATTERN STATUS.md EXCLUDE)
install(FILES completions/patchbay.bash DESTINATION share/bash-completion/completions
        RENAME patchbay)

file(GLOB sdk_headers CONFIGURE_DEPENDS adapters/sdk/*.h)
install(FILES ${sdk_headers} DESTINATION include/patchbay/sdk)
set_target_properties(plugin_sdk PROPERTIES EXPORT_NAME plugin_sdk)
install(TARGETS plugin_sdk EXPORT patchbayTargets)
install(EXPORT patchbayTargets NAMESPACE patchbay:: DESTINATION ${patchbay_cmakedir})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/patchbayConfigVersion.cmake
                                 COMPATIBILITY SameMajorVersion)
install(FILES cmake/patchbayConfig.cmake ${CMAKE_BINARY_DIR}/patchbayConfigVersion.cmake
              cmake/bodies/json.cpp adapters/sdk/exports.map DESTINATION ${patchbay_cmakedir})

# What the program writes about itself: ./dev package makes it.
set(written ${CMAKE_BINARY_DIR}/written)
add_custom_command(
  OUTPUT ${written}/patchbay.1.gz
  COMMAND ${CMAKE_SOURCE_DIR}/cmake/package/write.sh $<TARGET_FILE:patchbay> ${written}
  DEPENDS patchbay cmake/package/write.sh
  VERBATIM)
add_custom_target(written DEPENDS ${written}/patchbay.1.gz)
install(FILES ${written}/patchbay.1.gz DESTINATION share/man/man1 OPTIONAL)
install(DIRECTORY ${written}/lua DESTINATION share/patchbay OPTIONAL)
