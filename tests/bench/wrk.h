#pragma once
// What an HTTP client without any store does in the same run.

#include <cstdint>
#include <filesystem>
#include <string>

namespace patchbay::bench {

/// Requests a second that the program wrk (Debian's) gets answered over 64 connections when it
/// posts `body` again and again. Throws std::runtime_error.
double wrk_rate(const std::filesystem::path& folder, std::uint16_t port, const std::string& body);

}  // namespace patchbay::bench
