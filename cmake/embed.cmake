# Writes a C++ file with the given text files as raw string literals (see patchbay_embed).
set(body "#include \"hub/base/embedded.h\"\n\nnamespace patchbay {\n\nstd::span<const EmbeddedFile> embedded_${TABLE}() {\n  static constexpr EmbeddedFile files[] = {\n")
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME)
  file(READ ${file} text)
  string(APPEND body "    {\"${name}\", R\"__PB__(${text})__PB__\"},\n")
endforeach()
string(APPEND body "    {\"\", \"\"},\n  };\n  return {files, std::size(files) - 1};\n}\n\n}  // namespace patchbay\n")
file(WRITE ${OUTPUT} "${body}")
