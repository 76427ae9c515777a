#include "meta/image_forms.h"

namespace entrepot::meta {
namespace {

constexpr sql::Statement kFind{
    "SELECT i.digest, f.media_type, s.status FROM image_form f"
    " JOIN image i ON i.id = f.image_id LEFT JOIN image_storage s ON s.image_id = i.id"
    " WHERE f.repo_id = $1 AND f.digest = $2"};
constexpr sql::Statement kAdd{
    "INSERT INTO image_form (repo_id, digest, image_id, media_type)"
    " SELECT i.repo_id, $3::text, i.id, $4::text FROM image i WHERE i.repo_id = $1 AND i.digest = $2"
    " ON CONFLICT (repo_id, digest) DO UPDATE SET image_id = excluded.image_id, media_type = excluded.media_type"};

}  // namespace

async::Task<std::optional<ImageForm>> find_form(sql::Transaction& tx, RepositoryKey repository, const Digest& digest) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kFind, sql::params(repository, digest.text())));
  if (rows.empty()) co_return std::optional<ImageForm>();
  ENTREPOT_CO_TRY(Digest image, Digest::parse(rows[0].text(0)));
  co_return ImageForm{.image = std::move(image),
                      .media_type = rows[0].text(1),
                      .is_active = rows[0].maybe_text(2).value_or("ACTIVE") == "ACTIVE"};
}

async::Task<void> add_form(sql::Transaction& tx, RepositoryKey repository, const Digest& digest,
                           const ImageForm& form) {
  ENTREPOT_CO_CHECK_OK(
      co_await tx.execute(kAdd, sql::params(repository, form.image.text(), digest.text(), form.media_type)));
  co_return Result<void>{};
}

}  // namespace entrepot::meta
