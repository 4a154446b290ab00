# The Debian package (./dev package): what is installed, and what belongs to a system: a service, a
# user, a configuration.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME patchbay)
set(CPACK_PACKAGE_VENDOR Patchbay)
set(CPACK_PACKAGE_CONTACT "Patchbay <patchbay@localhost>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "partner integration hub
Patchbay is the one process between a programme and its outside partners:
rewards, webhooks and reconciliation, each partner a Lua script or a native
plugin. This package holds the hub, the partners and policies that it ships
with, and the SDK of native plugins.")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Beside what the program links: zones, the roots of TLS, and what makes its user.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, ca-certificates, tzdata")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS
    "cmake, g++ (>= 4:12), libboost1.81-dev, postgresql-client-15, bash-completion")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${CMAKE_SOURCE_DIR}/cmake/package/conffiles ${CMAKE_SOURCE_DIR}/cmake/package/postinst
    ${CMAKE_SOURCE_DIR}/cmake/package/prerm ${CMAKE_SOURCE_DIR}/cmake/package/postrm)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

# Not below the prefix: of the package alone, which is all that is installed and these.
install(FILES cmake/package/patchbay.service DESTINATION /lib/systemd/system
        COMPONENT debian EXCLUDE_FROM_ALL)
install(FILES cmake/package/copyright ${written}/changelog.gz DESTINATION share/doc/patchbay
        COMPONENT debian EXCLUDE_FROM_ALL)
install(FILES ${written}/patchbay.toml DESTINATION /etc/patchbay COMPONENT debian EXCLUDE_FROM_ALL)
set(CPACK_INSTALL_CMAKE_PROJECTS
    "${CMAKE_BINARY_DIR};patchbay;ALL;/;${CMAKE_BINARY_DIR};patchbay;debian;/")
include(CPack)
