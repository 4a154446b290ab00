#pragma once
// The working folder of a new partner, from the templates of adapters/templates.

#include <string>
#include <vector>

#include "hub/base/result.h"

namespace patchbay::adapters {

struct NewPartner {
  std::string id;    ///< "acme": lower-case letters, digits and _
  std::string name;  ///< "Acme", for people
  std::string kind;  ///< one of kind_names()
  bool native = false;
  std::string folder;  ///< as its engineer will name it to the tools: "acme" or a path
};

struct NewFile {
  std::string path;  ///< inside the folder: "cases/top_up.json"
  std::string text;
};

/// All files of the folder: the plug (partner.lua, or CMakeLists.txt and <id>.cpp), sandbox.lua,
/// cases by capability, README.md. Pure.
/// Errors: invalid: an id, name or kind that cannot be, with what can.
Result<std::vector<NewFile>> new_partner_files(const NewPartner& partner);

}  // namespace patchbay::adapters
