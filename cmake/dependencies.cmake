# Debian 12 packages only (DESIGN.md, "Dependencies"); ./dev installs them by name.
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Boost 1.81 REQUIRED)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
# The C++ build of Lua: its errors are exceptions, so destructors run (adapters/lua).
pkg_check_modules(lua REQUIRED IMPORTED_TARGET lua5.4-c++)
pkg_check_modules(archive REQUIRED IMPORTED_TARGET libarchive)
pkg_check_modules(spdlog REQUIRED IMPORTED_TARGET spdlog)
pkg_check_modules(tomlplusplus REQUIRED IMPORTED_TARGET tomlplusplus)
pkg_check_modules(databases REQUIRED IMPORTED_TARGET sqlite3 libpq)
pkg_check_modules(prometheus_core REQUIRED IMPORTED_TARGET prometheus-cpp-core)

# Boost is header only here; Asio, Beast and JSON bodies are compiled once (cmake/bodies).
add_library(boost_bodies STATIC ${CMAKE_SOURCE_DIR}/cmake/bodies/asio.cpp
                                ${CMAKE_SOURCE_DIR}/cmake/bodies/beast.cpp
                                ${CMAKE_SOURCE_DIR}/cmake/bodies/json.cpp
                                ${CMAKE_SOURCE_DIR}/cmake/bodies/url.cpp)
target_link_libraries(boost_bodies PUBLIC Boost::headers Threads::Threads OpenSSL::SSL)
add_compile_definitions(BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION
                        BOOST_DLL_USE_STD_FS BOOST_ASIO_NO_DEPRECATED)

add_library(soci INTERFACE)
target_include_directories(soci SYSTEM INTERFACE /usr/include/soci)
target_link_libraries(soci INTERFACE soci_core soci_sqlite3 soci_postgresql PkgConfig::databases)

# The file alone: the target's own definitions would not fit the shared precompiled header.
find_package(date 3 REQUIRED)
add_library(date_tz INTERFACE)
target_link_libraries(date_tz INTERFACE $<TARGET_FILE:date::date-tz>)

add_library(lua54 ALIAS PkgConfig::lua)
add_library(dl INTERFACE)
target_link_libraries(dl INTERFACE ${CMAKE_DL_LIBS})
add_library(prometheus INTERFACE)
target_link_libraries(prometheus INTERFACE PkgConfig::prometheus_core)
add_library(spdlog_compiled INTERFACE)
target_link_libraries(spdlog_compiled INTERFACE PkgConfig::spdlog PkgConfig::tomlplusplus)
add_library(CLI11 INTERFACE)
find_library(CSV_LIBRARY csv REQUIRED)
# By file for the same reason as date: Poco's own targets bring definitions.
find_library(POCO_XML_LIBRARY PocoXML REQUIRED)
find_library(POCO_FOUNDATION_LIBRARY PocoFoundation REQUIRED)
add_library(poco_xml INTERFACE)
target_link_libraries(poco_xml INTERFACE ${POCO_XML_LIBRARY} ${POCO_FOUNDATION_LIBRARY})
