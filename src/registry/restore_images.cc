#include "registry/restore_images.h"

#include "meta/blob_places.h"
#include "meta/image_storage.h"

namespace entrepot::registry {

async::Task<void> begin_restoring(sql::Transaction& tx, meta::ImageKey image, SysTime now) {
  ENTREPOT_CO_TRY(const auto family, co_await meta::inactive_family(tx, image));
  for (const meta::ImageKey member : family) {
    ENTREPOT_CO_CHECK_OK(co_await meta::begin_activation(tx, member));
    ENTREPOT_CO_CHECK_OK(co_await meta::review_places(tx, member, now));
  }
  co_return Result<void>{};
}

async::Task<WasInactive> restore_now(sql::Transaction& tx, meta::ImageKey image, SysTime now) {
  ENTREPOT_CO_TRY(const auto family, co_await meta::inactive_family(tx, image));
  for (const meta::ImageKey member : family) {
    ENTREPOT_CO_CHECK_OK(co_await meta::activate_image(tx, member, now));
    ENTREPOT_CO_CHECK_OK(co_await meta::review_places(tx, member, now));
  }
  co_return family.empty() ? WasInactive::kNo : WasInactive::kYes;
}

}  // namespace entrepot::registry
