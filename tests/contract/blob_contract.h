#pragma once
// What every implementation of blob::BlobStore does. An adapter instantiates BlobContract with an Engine:
//
//   INSTANTIATE_TEST_SUITE_P(Memory, BlobContract, testing::Values(Engine{"Memory", make_place}), engine_name);

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "tests/support/blob_driver.h"

namespace entrepot::blob::contract {

/// Where one test's blobs live.
class Place {
 public:
  virtual ~Place() = default;
  /// The store; a new object each time, over the same blobs, where there is such a thing. The one before is gone by
  /// now.
  virtual std::shared_ptr<BlobStore> open() = 0;
};

struct Engine {
  std::string name;
  std::function<std::unique_ptr<Place>()> make;
};
std::string engine_name(const testing::TestParamInfo<Engine>& info);
void PrintTo(const Engine& engine, std::ostream* out);

class BlobContract : public testing::TestWithParam<Engine> {
 protected:
  void SetUp() override;
  BlobStore& store() { return *store_; }
  void reopen();

  const DataKey key_ = tests::data_key();

 private:
  std::unique_ptr<Place> place_;
  std::shared_ptr<BlobStore> store_;
};

}  // namespace entrepot::blob::contract
