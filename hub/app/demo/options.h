#pragma once
#include <cstdint>
#include <string>

namespace patchbay::app {

/// The flags of `patchbay demo`.
struct DemoOptions {
  std::string orders_file;  ///< empty: the generated sample
  std::string data_folder = "data/demo";
  std::string store_url;    ///< empty: sqlite in the data folder
  std::string report_file;  ///< empty: no JSON report
  std::uint64_t seed = 1;   ///< of the sandbox's faults
  bool serve = false;       ///< stay up when the job is done
  std::string listen = "127.0.0.1:0";
};

}  // namespace patchbay::app
