#pragma once
// Certificates that count as authorities because somebody wrote down their thumbprint.

#include <openssl/ssl.h>

#include <string>
#include <vector>

namespace entrepot::fetch {

/// Makes `context` accept a chain that its own authorities do not, if the chain holds a certificate of one of these
/// SHA-1 thumbprints (lower-case hex) and everything below that certificate is signed, in time and for servers as
/// usual. `thumbprints` must outlive the context.
void trust_thumbprints(SSL_CTX* context, const std::vector<std::string>& thumbprints);

}  // namespace entrepot::fetch
