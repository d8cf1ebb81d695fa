// Prints web/core.d.ts from the field lists of core/api.h.
#include <cstdio>

#include "api.h"

int main() {
  std::string text = shapewalk::api::declarations();
  std::fwrite(text.data(), 1, text.size(), stdout);
}
