#include "crypto/hash.h"

#include <algorithm>
#include <type_traits>

#include "base/encoding.h"
#include "crypto/secret.h"

// The low-level SHA functions are used on purpose: EVP hides the midstate, and fetches an algorithm for every one-shot
// hash, which costs more than the hash of a short text.

namespace entrepot::crypto {
namespace {

// Saved form: version, algorithm, 8 state words, count of hashed bits, then the bytes of the unfinished block. All
// integers are big-endian.
constexpr std::uint8_t kSavedVersion = 1;

template <class Word>
void put(std::vector<std::uint8_t>& out, Word value) {
  for (int shift = static_cast<int>(sizeof(Word)) * 8 - 8; shift >= 0; shift -= 8) {
    out.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

template <class Word>
Word take(std::span<const std::uint8_t>& in) {
  Word value = 0;
  for (std::size_t i = 0; i < sizeof(Word); ++i) value = static_cast<Word>(value << 8) | in[i];
  in = in.subspan(sizeof(Word));
  return value;
}

template <class Context>
struct Shape;
template <>
struct Shape<SHA256_CTX> {
  using Word = std::uint32_t;
  static constexpr auto kAlgorithm = DigestAlgorithm::kSha256;
  static constexpr std::size_t kBlock = SHA256_CBLOCK;
  static void init(SHA256_CTX& c) { SHA256_Init(&c); }
  static void update(SHA256_CTX& c, const void* data, std::size_t size) { SHA256_Update(&c, data, size); }
  static std::uint8_t* block(SHA256_CTX& c) { return reinterpret_cast<std::uint8_t*>(c.data); }
  static const std::uint8_t* block(const SHA256_CTX& c) { return reinterpret_cast<const std::uint8_t*>(c.data); }
};
template <>
struct Shape<SHA512_CTX> {
  using Word = std::uint64_t;
  static constexpr auto kAlgorithm = DigestAlgorithm::kSha512;
  static constexpr std::size_t kBlock = SHA512_CBLOCK;
  static void init(SHA512_CTX& c) { SHA512_Init(&c); }
  static void update(SHA512_CTX& c, const void* data, std::size_t size) { SHA512_Update(&c, data, size); }
  static std::uint8_t* block(SHA512_CTX& c) { return c.u.p; }
  static const std::uint8_t* block(const SHA512_CTX& c) { return c.u.p; }
};

template <class Context>
std::vector<std::uint8_t> save_context(const Context& context) {
  using S = Shape<Context>;
  std::vector<std::uint8_t> out{kSavedVersion, static_cast<std::uint8_t>(S::kAlgorithm)};
  out.reserve(2 + 8 * sizeof(typename S::Word) + 2 * sizeof(typename S::Word) + context.num);
  for (const auto word : context.h) put<typename S::Word>(out, word);
  put<typename S::Word>(out, context.Nh);
  put<typename S::Word>(out, context.Nl);
  out.insert(out.end(), S::block(context), S::block(context) + context.num);
  return out;
}

std::unexpected<Error> not_a_state() {
  return fail(ErrorKind::kCorrupt, "a stored hash state is damaged");
}

template <class Context>
Result<Context> restore_context(std::span<const std::uint8_t> in) {
  using S = Shape<Context>;
  using Word = typename S::Word;
  if (in.size() < 10 * sizeof(Word)) return not_a_state();
  Context context;
  S::init(context);
  for (auto& word : context.h) word = take<Word>(in);
  context.Nh = take<Word>(in);
  context.Nl = take<Word>(in);
  const std::size_t pending = (context.Nl / 8) % S::kBlock;
  if (context.Nl % 8 != 0 || in.size() != pending) return not_a_state();
  std::copy(in.begin(), in.end(), S::block(context));
  context.num = static_cast<unsigned>(pending);
  return context;
}

}  // namespace

Hasher::Hasher(DigestAlgorithm algorithm) {
  if (algorithm == DigestAlgorithm::kSha512) context_.emplace<SHA512_CTX>();
  std::visit([](auto& c) { Shape<std::remove_reference_t<decltype(c)>>::init(c); }, context_);
}

void Hasher::update(std::span<const std::uint8_t> bytes) {
  std::visit([&](auto& c) { Shape<std::remove_reference_t<decltype(c)>>::update(c, bytes.data(), bytes.size()); },
             context_);
}

void Hasher::update(std::string_view text) {
  update(as_bytes(text));
}

Digest Hasher::finish() {
  if (auto* c = std::get_if<SHA256_CTX>(&context_)) {
    Sha256 out;
    SHA256_Final(out.data(), c);
    return Digest::from_hash(DigestAlgorithm::kSha256, out);
  }
  std::array<std::uint8_t, 64> out;
  SHA512_Final(out.data(), &std::get<SHA512_CTX>(context_));
  return Digest::from_hash(DigestAlgorithm::kSha512, out);
}

std::vector<std::uint8_t> Hasher::save() const {
  return std::visit([](const auto& c) { return save_context(c); }, context_);
}

Result<Hasher> Hasher::restore(std::span<const std::uint8_t> state) {
  if (state.size() < 2 || state[0] != kSavedVersion) return not_a_state();
  if (state[1] == static_cast<std::uint8_t>(DigestAlgorithm::kSha256)) {
    Hasher hasher(DigestAlgorithm::kSha256);
    ENTREPOT_TRY(hasher.context_, restore_context<SHA256_CTX>(state.subspan(2)));
    return hasher;
  }
  if (state[1] == static_cast<std::uint8_t>(DigestAlgorithm::kSha512)) {
    Hasher hasher(DigestAlgorithm::kSha512);
    ENTREPOT_TRY(hasher.context_, restore_context<SHA512_CTX>(state.subspan(2)));
    return hasher;
  }
  return not_a_state();
}

DigestAlgorithm Hasher::algorithm() const {
  return std::holds_alternative<SHA256_CTX>(context_) ? DigestAlgorithm::kSha256 : DigestAlgorithm::kSha512;
}

Sha256 sha256(std::span<const std::uint8_t> bytes) {
  // Not SHA256(): since OpenSSL 3 that is EVP's, with its locks and allocations.
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, bytes.data(), bytes.size());
  Sha256 out;
  SHA256_Final(out.data(), &context);
  wipe({reinterpret_cast<std::uint8_t*>(&context), sizeof context});
  return out;
}

Sha256 sha256(std::string_view text) {
  return sha256(as_bytes(text));
}

Digest digest_of(std::string_view text, DigestAlgorithm algorithm) {
  Hasher hasher(algorithm);
  hasher.update(text);
  return hasher.finish();
}

Sha256 hmac_sha256(std::span<const std::uint8_t> key, std::string_view text) {
  std::array<std::uint8_t, SHA256_CBLOCK> block{};
  if (key.size() > block.size()) {
    const Sha256 hashed = sha256(key);
    std::copy(hashed.begin(), hashed.end(), block.begin());
  } else {
    std::copy(key.begin(), key.end(), block.begin());
  }
  Sha256 out;
  SHA256_CTX context;
  for (auto& byte : block) byte ^= 0x36;
  SHA256_Init(&context);
  SHA256_Update(&context, block.data(), block.size());
  SHA256_Update(&context, text.data(), text.size());
  SHA256_Final(out.data(), &context);
  for (auto& byte : block) byte ^= 0x36 ^ 0x5c;
  SHA256_Init(&context);
  SHA256_Update(&context, block.data(), block.size());
  SHA256_Update(&context, out.data(), out.size());
  SHA256_Final(out.data(), &context);
  wipe(block);
  wipe({reinterpret_cast<std::uint8_t*>(&context), sizeof context});
  return out;
}

Sha256 hkdf_sha256(std::span<const std::uint8_t> key, std::span<const std::uint8_t> salt, std::string_view info) {
  Sha256 extracted = hmac_sha256(salt, as_text(key));
  std::string last(info);
  last += '\x01';  // one block of output is enough: T(1)
  const Sha256 out = hmac_sha256(extracted, last);
  wipe(extracted);
  return out;
}

}  // namespace entrepot::crypto
