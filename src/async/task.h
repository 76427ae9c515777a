#pragma once
// Task<T>: what every function that waits returns. Built on Asio's awaitable; no exceptions cross it by design.
//
// Rules: parameters by value, or references to objects that surely outlive the call; no lambda coroutine with captures
// (write a static function); no mutex held over co_await; nothing spawned except through async::Gate.

#include <boost/asio/awaitable.hpp>

#include "base/result.h"

namespace entrepot::async {

template <class T>
using Task = boost::asio::awaitable<Result<T>>;

}  // namespace entrepot::async
