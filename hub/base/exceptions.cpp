#include "hub/base/exceptions.h"

#include "hub/base/result.h"

namespace patchbay {

std::string text_of_exception(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& e) {
    return e.what();
  } catch (...) {
    return "an exception of unknown type";
  }
}

bool is_unavailable(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const ErrorException& e) {
    return e.error().kind == ErrorKind::unavailable;
  } catch (...) {
    return false;
  }
}

}  // namespace patchbay
