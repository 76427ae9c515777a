#pragma once
// Answers that more than one door gives.

#include <string>
#include <string_view>

#include "http/message.h"

namespace entrepot::api {

/// `body` with a Content-Type that is not to be guessed at.
http::Response text_reply(unsigned status, std::string body);

/// ECR's answer to a path that it does not know: 404, "404 page not found\n".
http::Response page_not_found();

/// `media_type` if it may stand in a Content-Type header; application/octet-stream otherwise. Media types come out of
/// manifests, so from outside.
std::string_view content_type_or_octets(std::string_view media_type);

/// Clients choose the media type of what they store. So that a browser never runs it as a page of this origin.
void forbid_rendering(http::Headers& headers);

}  // namespace entrepot::api
