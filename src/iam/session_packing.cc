#include "iam/session_packing.h"

#include <fmt/format.h>
#include <zstd.h>

#include <memory>

#include "base/encoding.h"
#include "iam/policy.h"
#include "json/reader.h"

namespace entrepot::iam {
namespace {

constexpr std::uint8_t kForm = 1;
/// Far above what fits into a token.
constexpr std::size_t kMaxPlain = 64 * 1024;
constexpr int kLevel = 19;

/// Zstandard takes matches from here: what is most likely stands last. Another text is another form.
constexpr std::string_view kDictionary =
    R"("ForAnyValue:StringEquals":{"aws:TagKeys":"Bool":{"aws:SecureTransport":"true"},"IpAddress":{"aws:SourceIp":["10.0)"
    R"(.0.0/8"},"StringLike":{"StringNotEquals":{"aws:ResourceTag/aws:PrincipalTag/aws:SourceVpce":"vpce-ecr:ResourceTag/)"
    R"("NotAction":"NotResource":"Condition":{"StringEquals":{"Effect":"Deny","*"]}]}"Action":"*","Resource":"*"}]})"
    R"("ecr:StartImageScan","ecr:DescribeImageScanFindings","ecr:TagResource","ecr:UntagResource","ecr:ListTagsForResource",)"
    R"("ecr:PutLifecyclePolicy","ecr:GetLifecyclePolicy","ecr:GetLifecyclePolicyPreview","ecr:SetRepositoryPolicy",)"
    R"("ecr:GetRepositoryPolicy","ecr:CreateRepository","ecr:DeleteRepository","ecr:DescribeRepositories","ecr:ListImages",)"
    R"("ecr:DescribeImages","ecr:BatchDeleteImage","ecr:BatchImportUpstreamImage","ecr:PutImage","ecr:InitiateLayerUpload",)"
    R"("ecr:UploadLayerPart","ecr:CompleteLayerUpload","ecr:BatchCheckLayerAvailability","ecr:GetDownloadUrlForLayer",)"
    R"("ecr:BatchGetImage"],"ecr:GetAuthorizationToken","ecr:*","sts:AssumeRole","iam:GetUser"],"Resource":"*"},)"
    R"({"Sid":"","Effect":"Allow","Action":["ecr:","Resource":["arn:aws:ecr:eu-central-1:us-west-2:us-east-1:)"
    R"(123456789012:repository/*"]}]}{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ecr:*","Resource":)"
    R"("arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com","y":")"
    R"({"k":"ASIA","a":"123456789012","d":"AROA","n":"session","r":"arn:aws:iam::123456789012:role/","v":0,"b":1800000)";

json::Value pairs(const std::vector<std::pair<std::string, std::string>>& tags) {
  json::Array out;
  for (const auto& [key, value] : tags) {
    out.emplace_back(key);
    out.emplace_back(value);
  }
  return out;
}

void add_if_any(json::Object& to, std::string_view name, const std::string& text) {
  if (!text.empty()) to[name] = text;
}

std::string write(const Principal& principal) {
  const Session& session = *principal.session;
  json::Object out{{"k", principal.access_key_id}, {"a", principal.account.text()}};
  if (principal.kind == PrincipalKind::kRoleSession) {
    out["d"] = session.role_id;
    out["n"] = session.name;
    out["r"] = session.role_arn;
    out["v"] = session.epoch;
  } else {
    out["u"] = principal.id;
    out["m"] = principal.arn;
    out["l"] = session.long_term_key_id;
    if (principal.is_root) out["o"] = true;
  }
  out["b"] = session.issued_at.time_since_epoch().count();
  out["e"] = session.expires_at.time_since_epoch().count();
  add_if_any(out, "f", session.provider);
  add_if_any(out, "s", session.source_identity);
  add_if_any(out, "y", session.policy_document);
  if (!session.tags.empty()) out["t"] = pairs(session.tags);
  return boost::json::serialize(out);
}

std::shared_ptr<const Policy> compile(const std::string& document) {
  constexpr std::string_view kName = "session policy";
  const auto parsed = model::parse_policy_document(document, model::PolicyOf::kSession);
  auto compiled = parsed ? Policy::compile(*parsed, std::string(kName)) : std::unexpected(parsed.error());
  return compiled ? *std::move(compiled) : Policy::deny_all(std::string(kName));
}

std::string last_part(std::string_view arn) {
  return std::string(arn.substr(arn.rfind('/') + 1));
}

std::optional<Principal> read(const json::Object& object) {
  json::Reader in(object);
  auto account = model::AccountId::parse(in.required_string("a"));
  if (!account) return std::nullopt;
  auto session = std::make_shared<Session>();
  Principal out{.account = *std::move(account), .id = {}, .arn = {}, .access_key_id = in.required_string("k")};
  if (object.contains("d")) {
    out.kind = PrincipalKind::kRoleSession;
    session->role_id = in.required_string("d");
    session->name = in.required_string("n");
    session->role_arn = in.required_string("r");
    session->epoch = static_cast<std::uint64_t>(in.required_integer("v"));
    out.id = fmt::format("{}:{}", session->role_id, session->name);
    out.arn = fmt::format("arn:aws:sts::{}:assumed-role/{}/{}", out.account.text(), last_part(session->role_arn),
                          session->name);
  } else {
    out.kind = PrincipalKind::kUserSession;
    out.id = in.required_string("u");
    out.arn = in.required_string("m");
    out.is_root = in.optional_bool("o", false);
    session->long_term_key_id = in.required_string("l");
  }
  session->issued_at = SysTime(std::chrono::microseconds(in.required_integer("b")));
  session->expires_at = SysTime(std::chrono::microseconds(in.required_integer("e")));
  session->provider = in.optional_string("f").value_or("");
  session->source_identity = in.optional_string("s").value_or("");
  session->policy_document = in.optional_string("y").value_or("");
  const auto tags = in.optional_strings("t").value_or(std::vector<std::string>());
  if (!in.finish() || tags.size() % 2 != 0) return std::nullopt;
  for (std::size_t i = 0; i < tags.size(); i += 2) session->tags.emplace_back(tags[i], tags[i + 1]);
  if (!session->policy_document.empty()) session->policy = compile(session->policy_document);
  out.session = std::move(session);
  return out;
}

template <auto Free>
struct Freeing {
  template <class T>
  void operator()(T* thing) const noexcept {
    Free(thing);
  }
};

}  // namespace

std::vector<std::uint8_t> pack_session(const Principal& principal) {
  const std::string plain = write(principal);
  const std::unique_ptr<ZSTD_CCtx, Freeing<ZSTD_freeCCtx>> context(ZSTD_createCCtx());
  // The seal around it is a better check sum.
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, kLevel);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 0);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_dictIDFlag, 0);
  ZSTD_CCtx_refPrefix(context.get(), kDictionary.data(), kDictionary.size());
  std::vector<std::uint8_t> packed(1 + ZSTD_compressBound(plain.size()));
  packed[0] = kForm;
  const std::size_t size =
      ZSTD_compress2(context.get(), packed.data() + 1, packed.size() - 1, plain.data(), plain.size());
  if (ZSTD_isError(size) != 0) std::abort();  // out of memory: there is room for any text
  packed.resize(1 + size);
  return packed;
}

std::optional<Principal> unpack_session(std::span<const std::uint8_t> packed) {
  if (packed.size() < 2 || packed[0] != kForm) return std::nullopt;
  const std::unique_ptr<ZSTD_DCtx, Freeing<ZSTD_freeDCtx>> context(ZSTD_createDCtx());
  ZSTD_DCtx_refPrefix(context.get(), kDictionary.data(), kDictionary.size());
  std::string plain(kMaxPlain, '\0');
  const std::size_t size =
      ZSTD_decompressDCtx(context.get(), plain.data(), plain.size(), packed.data() + 1, packed.size() - 1);
  if (ZSTD_isError(size) != 0) return std::nullopt;
  plain.resize(size);
  const auto value = json::parse(plain);
  if (!value || !value->is_object()) return std::nullopt;
  return read(value->get_object());
}

}  // namespace entrepot::iam
