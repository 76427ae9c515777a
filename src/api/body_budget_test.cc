#include "api/body_budget.h"

#include <gtest/gtest.h>

#include <optional>

namespace entrepot::api {
namespace {

TEST(BodyBudget, RefusesWhatIsNotFree) {
  BodyBudget budget(10, 0);
  std::optional<BodyBudget::Share> first = budget.take(7).value();
  EXPECT_EQ(budget.take(4).error().kind(), ErrorKind::kOverloaded);
  EXPECT_EQ(budget.used(), 7u) << "a refusal takes nothing";
  first.reset();
  EXPECT_EQ(budget.used(), 0u);
  EXPECT_TRUE(budget.take(10));
}

TEST(BodyBudget, SmallBodiesPassWhoeverHoldsTheRest) {
  BodyBudget budget(10, 3);
  const BodyBudget::Share all = budget.take(10).value();
  EXPECT_FALSE(budget.take(4));
  const auto small = budget.take(3);
  EXPECT_TRUE(small);
  EXPECT_EQ(budget.used(), 10u) << "uncounted";
}

TEST(BodyBudget, AMovedShareIsGivenBackOnce) {
  BodyBudget budget(10, 0);
  {
    BodyBudget::Share kept;
    kept = budget.take(5).value();
    const BodyBudget::Share elsewhere = std::move(kept);
    EXPECT_EQ(budget.used(), 5u);
  }
  EXPECT_EQ(budget.used(), 0u);
}

TEST(BodyBudget, WhatIsNotAnnouncedCountsAsTheLimit) {
  http::Request request;
  EXPECT_EQ(body_bytes(request, 100), 100u);
  request.content_length = 7;
  EXPECT_EQ(body_bytes(request, 100), 7u);
  request.content_length = 1000;
  EXPECT_EQ(body_bytes(request, 100), 100u);
}

}  // namespace
}  // namespace entrepot::api
