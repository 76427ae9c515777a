#pragma once
// `tls: auto`: a certificate authority of one's own, and a server certificate from it, as files in one folder.

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace entrepot::http {

/// Makes what is missing in `dir` (which must exist): ca.crt and ca.key (P-256, 10 years; made once, so that clients
/// need to trust it once), server.crt (with the CA behind it) and server.key (P-256, less than 397 days). The server's
/// pair is made anew when it has less than 30 days left, or when its names are not `names` (host names, "*." in front
/// allowed, and IP literals) with localhost, 127.0.0.1 and ::1. Keys have mode 0600. A running server that reads the
/// files takes up the new pair by itself.
///
/// kInvalidParameter for a name that fits no certificate; kUnavailable, naming the file, when ca.crt is there and
/// ca.key is not (or does not belong to it), or when a file cannot be written.
///
/// Each file is replaced as a whole. Stopped between two files, the folder holds a pair that does not match; the next
/// call makes that pair anew. A CA counts from the moment ca.crt is there, which is written last.
Result<void> make_private_ca(const std::filesystem::path& dir, const std::vector<std::string>& names);

}  // namespace entrepot::http
