# Writes a C++ file with the given text files as raw string literals (see patchbay_embed).
set(entries "")
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME)
  file(READ ${file} text)
  string(APPEND entries "    {\"${name}\", R\"__PB__(${text})__PB__\"},\n")
endforeach()
file(WRITE ${OUTPUT} "#include \"hub/base/embedded.h\"

namespace patchbay {

std::span<const EmbeddedFile> embedded_${TABLE}() {
  static constexpr EmbeddedFile files[] = {
${entries}    {\"\", \"\"},
  };
  return {files, std::size(files) - 1};
}

}  // namespace patchbay
")
