// Programs run with numbers, for tests of what they compute and print.
#pragma once

#include <string>
#include <string_view>

#include "ops/run.h"
#include "trace/trace.h"

namespace kit {

/// What a program prints in a run with numbers; behind it the exception that ended it, if any.
inline std::string printed(std::string_view source) {
  shapewalk::Engine engine;
  shapewalk::Session session(source, false, true);
  session.host.engine = &engine;
  session.run();
  std::string out = session.interp->printed;
  if (session.error) out += session.error->type + ": " + session.error->message + "\n";
  return out;
}

}  // namespace kit
