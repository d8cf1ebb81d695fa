// The numbers of an input that nobody gave.
#pragma once

#include <optional>
#include <string_view>

#include "ops/run.h"

namespace shapewalk {

/// ramp: i/n for the i-th of n numbers, as torch.arange(n)/n; randn: drawn from the run's generator.
enum class Fill : uint8_t { ramp, ones, zeros, randn };
std::optional<Fill> fill_named(std::string_view name);

/// Gives a contiguous tensor its numbers (those of randn and ramp as whole numbers where its dtype holds only such).
/// Fails where there is no memory for them.
Result<void> fill(Engine& engine, TensorInfo& t, Fill how);

}  // namespace shapewalk
