#pragma once
// Names for requests: shaped like a version 4 UUID, unique, and cheap.

#include <string>

namespace entrepot::http {

/// Replaces `out`. 74 random bits that stay for the life of the process, and a 48-bit counter. Thread-safe.
void next_request_id(std::string& out);

}  // namespace entrepot::http
