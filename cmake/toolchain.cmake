# Language level, warnings, sanitizers, ccache and lld: the same for every target, so that all
# targets can share one precompiled header.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1")
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g1")

add_compile_options(-Wall -Wextra -Werror -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast)
# GCC 12 warns wrongly about inlined std::variant and std::string code (GCC bugs 105562, 105329,
# 105651).
add_compile_options(-Wno-maybe-uninitialized -Wno-restrict -Wno-array-bounds
                    -Wno-stringop-overflow -Wno-stringop-overread)
if(NOT PATCHBAY_SANITIZE)
  add_compile_options(-D_FORTIFY_SOURCE=2 -fstack-protector-strong)
elseif(PATCHBAY_SANITIZE STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all
                      -fno-omit-frame-pointer -Wno-mismatched-new-delete)
  add_link_options(-fsanitize=address,undefined)
elseif(PATCHBAY_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread -Wno-tsan -Wno-mismatched-new-delete)
  add_link_options(-fsanitize=thread)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
  add_compile_options(-fpch-preprocess)
endif()
find_program(LLD ld.lld)
if(LLD)
  add_link_options(-fuse-ld=lld)
endif()
