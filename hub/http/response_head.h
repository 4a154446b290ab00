#pragma once
#include <string>

#include "hub/http/message.h"

namespace patchbay::http {

/// Writes the head of an answer into `head` (cleared first, its memory reused): status line, Date,
/// the answer's own fields, Content-Length where the status may have a body, Connection when the
/// connection ends. Field values lose control characters, fields whose name is no token are left
/// out, and so are the answer's own framing fields: nothing of a handler can split the stream. Only
/// `for_head_request` may an answer without a body tell its Content-Length itself.
void write_response_head(std::string& head, const Response& response, bool for_head_request,
                         bool keep_alive);

/// Whether an answer of that status has a body at all (RFC 9110 section 6.4.1).
bool may_have_body(int status);

}  // namespace patchbay::http
